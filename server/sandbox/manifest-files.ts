import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ManifestFile, ManifestProblem } from '#lib/snapshot/from-manifests.ts';

export type ReadFiles = Readonly<{ files: readonly ManifestFile[]; problems: readonly ManifestProblem[] }>;

const isManifest = /\.(ya?ml|json)$/;
const isHidden = /(^|\/)\.[^/]/;

/**
 * Reads files and folders (with the folders inside, hidden ones left out), in the order given and by name within a
 * folder. What cannot be read becomes a problem: it is not the same as being empty.
 */
export async function readManifestFiles(paths: readonly string[]): Promise<ReadFiles> {
  const files: ManifestFile[] = [];
  const problems: ManifestProblem[] = [];
  for (const path of paths) {
    try {
      for (const file of await filesAt(path)) files.push({ file, text: await readFile(file, 'utf8') });
    } catch (cause) {
      problems.push(unreadable(path, cause as NodeJS.ErrnoException));
    }
  }
  return { files, problems };
}

async function filesAt(path: string): Promise<readonly string[]> {
  if (!(await stat(path)).isDirectory()) return [path];
  const entries = await readdir(path, { recursive: true });
  const names = entries.filter((name) => isManifest.test(name) && !isHidden.test(name));
  return names.sort().map((name) => join(path, name));
}

function unreadable(path: string, { code, path: file = path, message }: NodeJS.ErrnoException): ManifestProblem {
  const words = code === 'ENOENT' ? 'there is no such file or folder' : message;
  return { file, line: 1, column: 1, severity: 'refused', object: null, field: null, message: words };
}
