import { randomBytes } from 'node:crypto';
import { chmod, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createCertificateAuthority } from './certificates.ts';

/** What the server needs to be reached safely, all of it made at start and valid only for this process. */
export type Credentials = Readonly<{ caPem: string; certificatePem: string; keyPem: string; token: string }>;

const dayMs = 24 * 60 * 60 * 1000;

/** A CA, a server certificate for the loopback names, and a bearer token of 256 bits. */
export function createCredentials(now: Date): Credentials {
  const validity = {
    notBefore: new Date(now.getTime() - dayMs),
    notAfter: new Date(now.getTime() + 365 * dayMs),
  };
  const authority = createCertificateAuthority('gatehouse-sandbox-ca', validity);
  const { certificatePem, keyPem } = authority.issue('gatehouse-sandbox', ['127.0.0.1', 'localhost']);
  return { caPem: authority.caPem, certificatePem, keyPem, token: randomBytes(32).toString('base64url') };
}

/** The kubeconfig of the one user there is; JSON, which is YAML. */
export function formatKubeconfig(url: string, { caPem, token }: Credentials): string {
  const name = 'gatehouse-sandbox';
  const certificateAuthority = Buffer.from(caPem).toString('base64');
  const kubeconfig = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name, cluster: { server: url, 'certificate-authority-data': certificateAuthority } }],
    users: [{ name, user: { token } }],
    contexts: [{ name, context: { cluster: name, user: name, namespace: 'default' } }],
    'current-context': name,
  };
  return `${JSON.stringify(kubeconfig, null, 2)}\n`;
}

/** Writes the kubeconfig, readable by its owner only and never half-written. @returns its path */
export async function writeKubeconfig(dataDir: string, kubeconfig: string): Promise<string> {
  const path = join(dataDir, 'kubeconfig');
  const unfinished = `${path}.${process.pid}`;
  await writeFile(unfinished, kubeconfig, { mode: 0o600 });
  await chmod(unfinished, 0o600);
  await rename(unfinished, path);
  return path;
}
