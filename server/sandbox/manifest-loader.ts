import { isDeepStrictEqual } from 'node:util';
import type { ManifestProblem } from '#lib/snapshot/from-manifests.ts';
import type { SandboxLog } from './log.ts';
import { type FileWatcher, watchPaths } from './manifest-watcher.ts';
import { type ManifestReport, ManifestSource } from './manifests.ts';
import type { Resources } from './resources.ts';

export type ManifestLoaderOptions = Readonly<{
  resources: Resources;
  log: SandboxLog;
  onProblems?: ((problems: readonly ManifestProblem[]) => void) | undefined;
}>;

const nothing: ManifestReport = { created: 0, changed: 0, deleted: 0, problems: [] };

/** Holds the manifest sources of a sandbox and follows those that were asked to be followed. */
export class ManifestLoader {
  readonly #options: ManifestLoaderOptions;
  readonly #sources: ManifestSource[] = [];
  readonly #watchers: FileWatcher[] = [];
  /** scans go one after the other */
  #turn: Promise<unknown> = Promise.resolve();
  #reported: readonly ManifestProblem[] = [];

  constructor(options: ManifestLoaderOptions) {
    this.#options = options;
  }

  get problems(): readonly ManifestProblem[] {
    return this.#sources.flatMap((source) => source.problems);
  }

  async load(paths: readonly string[], { follow }: Readonly<{ follow: boolean }>): Promise<ManifestReport> {
    const source = new ManifestSource(this.#options.resources, paths);
    this.#sources.push(source);
    if (follow) this.#watchers.push(watchPaths(paths, () => void this.#scan(source), this.#options.log));
    return this.#scan(source);
  }

  async close(): Promise<void> {
    for (const watcher of this.#watchers) watcher.close();
    await this.#turn;
  }

  #scan(source: ManifestSource): Promise<ManifestReport> {
    const scan = this.#turn.then(() => this.#scanNow(source));
    this.#turn = scan;
    return scan;
  }

  async #scanNow(source: ManifestSource): Promise<ManifestReport> {
    const { log, onProblems } = this.#options;
    try {
      const report = await source.scan();
      if (!report) return { ...nothing, problems: source.problems };
      const { created, changed, deleted, problems } = report;
      log.info({ paths: source.paths, created, changed, deleted, problems: problems.length }, 'manifests were read');
      if (isDeepStrictEqual(this.problems, this.#reported)) return report;
      this.#reported = this.problems;
      for (const problem of problems) log.warn(problem, 'manifest has a problem');
      onProblems?.(this.#reported);
      return report;
    } catch (cause) {
      log.error({ paths: source.paths, err: cause }, 'manifests could not be applied');
      return { ...nothing, problems: source.problems };
    }
  }
}
