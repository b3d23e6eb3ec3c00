import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** The last release whose CRDs are v1alpha1 of networking.x-k8s.io; the module of the suite is a newer one. */
const MODULE = 'sigs.k8s.io/gateway-api@v0.3.0';

/** @returns the folder with the CRDs of v1alpha1, as they were released */
export async function downloadLegacyCrds(): Promise<string> {
  const { stdout } = await promisify(execFile)('go', ['mod', 'download', '-json', MODULE], {
    cwd: import.meta.dirname,
  });
  return join((JSON.parse(stdout) as { Dir: string }).Dir, 'config/crd/bases');
}
