import { spawnSync } from 'node:child_process';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Builds the pages if they are stale, once before all tests that start a whole Gatehouse. */
export default function buildPages(): void {
  const root = dirname(dirname(fileURLToPath(import.meta.url)));
  const { status } = spawnSync(process.execPath, ['scripts/setup.mjs', '--build'], { cwd: root, stdio: 'inherit' });
  if (status !== 0) throw new Error('the pages could not be built');
}
