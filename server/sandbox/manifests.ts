import { isDeepStrictEqual } from 'node:util';
import type { KubeObject } from '#lib/kube/object.ts';
import { identityOf, type ObjectKey } from '#lib/kube/object-key.ts';
import { type ManifestObject, type ManifestProblem, readManifests } from '#lib/snapshot/from-manifests.ts';
import { ApiError } from './api-error.ts';
import type { Json } from './json.ts';
import { asApplied } from './last-applied.ts';
import { readManifestFiles } from './manifest-files.ts';
import { mergeDiff } from './merge-diff.ts';
import { applyMergePatch } from './patches.ts';
import { kindOf } from './resource-rules.ts';
import type { Resources } from './resources.ts';
import type { StoredObject } from './store.ts';
import { manifestWrite, ownDelete } from './write-options.ts';

/** How one scan of the files went. */
export type ManifestReport = Readonly<{
  created: number;
  changed: number;
  deleted: number;
  problems: readonly ManifestProblem[];
}>;

type Applied = { readonly object: KubeObject; readonly created: boolean };

/**
 * Files as a source of objects. Each scan brings the store from what the files said last to what they say now, by the
 * difference alone, so that edits made with kubectl stay until the file changes the same field. Objects it created
 * and that left the files are deleted. What a file says wrongly leaves the objects as they were. It never writes files.
 */
export class ManifestSource {
  readonly paths: readonly string[];
  readonly #resources: Resources;
  readonly #applied = new Map<ObjectKey, Applied>();
  #problems: readonly ManifestProblem[] = [];
  #content = '';

  constructor(resources: Resources, paths: readonly string[]) {
    this.#resources = resources;
    this.paths = paths;
  }

  /** What is wrong with the files as last read. */
  get problems(): readonly ManifestProblem[] {
    return this.#problems;
  }

  /** Reads the files and applies them. @returns null when nothing changed since the last time */
  async scan(): Promise<ManifestReport | null> {
    const { files, problems: unreadable } = await readManifestFiles(this.paths);
    const content = JSON.stringify([files, unreadable]);
    if (content === this.#content) return null;
    this.#content = content;
    const { objects, problems } = readManifests(files);
    const refused = [...unreadable, ...problems];
    const report = this.#apply(objects.filter((object) => !isRefused(object, refused)));
    const deleted = this.#deleteMissing(objects, refused);
    this.#problems = [...refused, ...report.problems];
    // what the store refused may be taken once something else has changed: do not remember it as seen
    if (report.problems.length > 0) this.#content = '';
    return { ...report, deleted, problems: this.#problems };
  }

  #apply(objects: readonly ManifestObject[]): ManifestReport {
    const isNamespace = ({ object: { apiVersion, kind } }: ManifestObject) =>
      apiVersion === 'v1' && kind === 'Namespace';
    const ordered = [...objects.filter(isNamespace), ...objects.filter((object) => !isNamespace(object))];
    const problems: ManifestProblem[] = [];
    const count = { created: 0, changed: 0 };
    for (const manifest of ordered) {
      try {
        const outcome = this.#applyOne(manifest);
        if (outcome !== 'same') count[outcome] += 1;
      } catch (cause) {
        if (!(cause instanceof ApiError)) throw cause;
        problems.push(problemOf(manifest, cause));
      }
    }
    return { ...count, deleted: 0, problems };
  }

  #applyOne({ key, object, given }: ManifestObject): 'created' | 'changed' | 'same' {
    const kind = kindOf(this.#resources.kinds, object);
    const namespace = kind.scope === 'Namespaced' ? (object.metadata.namespace ?? 'default') : '';
    const before = this.#applied.get(key);
    const current = this.#resources.find(kind, namespace, object.metadata.name);
    if (!current) {
      if (before && JSON.stringify(before.object) === JSON.stringify(object)) return 'same';
      this.#resources.create(kind, namespace, asApplied(object, given), manifestWrite);
      this.#applied.set(key, { object, created: true });
      return 'created';
    }
    const patch = mergeDiff(before ? (before.object as Json) : {}, object as Json);
    const change = (live: StoredObject): unknown => {
      const patched = applyMergePatch(live, patch);
      return isDeepStrictEqual(patched, live) ? live : asApplied(patched as StoredObject, given);
    };
    const next = this.#resources.update(kind, namespace, object.metadata.name, change, manifestWrite);
    this.#applied.set(key, { object, created: before?.created ?? false });
    return next === current ? 'same' : 'changed';
  }

  /** Objects inside namespaces go before the namespaces. A file that cannot be read holds all of them back. */
  #deleteMissing(objects: readonly ManifestObject[], problems: readonly ManifestProblem[]): number {
    const isUnsure = problems.some(({ severity, object }) => severity === 'refused' && object === null);
    if (isUnsure) return 0;
    const present = new Set(objects.map(({ key }) => key));
    const named = new Set(problems.map(({ object }) => JSON.stringify(object)));
    const gone = [...this.#applied].filter(([key]) => {
      const { kind, namespace, name } = identityOf(key);
      return !present.has(key) && !named.has(JSON.stringify({ kind, namespace, name }));
    });
    let deleted = 0;
    for (const [key, { object, created }] of gone.toReversed()) {
      this.#applied.delete(key);
      if (!created) continue;
      const kind = kindOf(this.#resources.kinds, object);
      const { namespace = '', name } = object.metadata;
      if (!this.#resources.find(kind, namespace, name)) continue;
      this.#resources.delete(kind, namespace, name, ownDelete);
      deleted += 1;
    }
    return deleted;
  }
}

/** An object with a field that does not exist is refused whole, as `kubectl apply` does. */
function isRefused({ object }: ManifestObject, problems: readonly ManifestProblem[]): boolean {
  const { name, namespace = '' } = object.metadata;
  return problems.some(
    ({ severity, object: named }) =>
      severity === 'refused' && named?.kind === object.kind && named.namespace === namespace && named.name === name,
  );
}

function problemOf({ object, position, positionOf }: ManifestObject, cause: ApiError): ManifestProblem {
  const { name, namespace = '' } = object.metadata;
  const field = cause.details?.causes?.[0]?.field;
  const at = typeof field === 'string' ? { field, ...positionOf(field) } : { field: null, ...position };
  return { ...at, severity: 'refused', object: { kind: object.kind, namespace, name }, message: cause.message };
}
