import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(fileURLToPath(new URL('.', import.meta.url)));

/**
 * Puts files and folders of this checkout below another folder, readable for every user: linked where that is possible
 * and enough, since there are many.
 *
 * @param paths from the checkout's top
 */
export function linkOrCopy(paths: readonly string[], into: string): void {
  // what set-up wrote has the modes of everything that it installed
  const isReadable = (statSync(join(root, 'node_modules/.setup')).mode & 0o004) !== 0;
  try {
    if (!isReadable) throw new Error('for the owner only');
    execFileSync('cp', ['-al', '--parents', ...paths, into], { cwd: root, stdio: 'pipe' });
  } catch {
    execFileSync('cp', ['-a', '--parents', '--remove-destination', ...paths, into], { cwd: root });
    execFileSync('chmod', ['-R', 'a+rX', into]);
  }
}
