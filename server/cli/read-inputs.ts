import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { ManifestFile } from '#lib/snapshot/from-manifests.ts';
import { UsageError } from './usage-error.ts';

const isManifest = /\.(ya?ml|json)$/;
const isHidden = /(^|\/)\.[^/]/;

/**
 * Reads files, folders (with the folders inside, hidden ones left out; by name within a folder) and `-`, in the
 * order given; a file named twice is read once. Paths stay as they were written.
 *
 * @throws UsageError for what cannot be read, and for a folder without any manifest
 */
export async function readInputs(paths: readonly string[], stdin: NodeJS.ReadableStream): Promise<ManifestFile[]> {
  const files = new Map<string, ManifestFile>();
  for (const path of new Set(paths)) {
    if (path === '-') files.set('-', { file: '<stdin>', text: await text(stdin) });
    else for (const file of await filesAt(path)) files.set(file, await readInput(file));
  }
  return [...files.values()];
}

async function filesAt(path: string): Promise<readonly string[]> {
  try {
    if (!(await stat(path)).isDirectory()) return [path];
    const entries = await readdir(path, { recursive: true });
    const names = entries.filter((name) => isManifest.test(name) && !isHidden.test(name)).sort();
    if (names.length > 0) return names.map((name) => join(path, name));
  } catch (cause) {
    throw unreadable(path, cause as NodeJS.ErrnoException);
  }
  throw new UsageError(`${path}: no .yaml, .yml or .json file in this folder`);
}

async function readInput(file: string): Promise<ManifestFile> {
  try {
    return { file, text: await readFile(file, 'utf8') };
  } catch (cause) {
    throw unreadable(file, cause as NodeJS.ErrnoException);
  }
}

function unreadable(path: string, { code, message }: NodeJS.ErrnoException): UsageError {
  return new UsageError(`${path}: ${code === 'ENOENT' ? 'there is no such file or folder' : message}`);
}
