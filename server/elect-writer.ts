import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import type { Leadership } from '#lib/api/messages.ts';
import { clusterLease } from './cluster/lease.ts';
import type { Config } from './config.ts';
import { type Election, startElection } from './controller/leader-election.ts';
import type { Log } from './logger.ts';
import type { OpenCluster } from './open-cluster.ts';

const LEASE_NAME = 'gatehouse';
const DEFAULT_NAMESPACE = 'gatehouse-system';
const POD_NAMESPACE_FILE = '/var/run/secrets/kubernetes.io/serviceaccount/namespace';

type Parts = Readonly<{
  config: Config;
  cluster: OpenCluster;
  log: Log;
  onChange: (leadership: Leadership) => void;
}>;

/** Takes part in the election of the one process that writes statuses to a cluster. */
export async function electWriter({ config, cluster, log, onChange }: Parts): Promise<Election> {
  const namespace = config.leaseNamespace ?? (cluster.sandbox ? null : await podNamespace()) ?? DEFAULT_NAMESPACE;
  return startElection({
    target: clusterLease(cluster.client, { namespace, name: LEASE_NAME }),
    identity: `${hostname()}_${randomUUID().slice(0, 8)}`,
    log,
    onChange,
  });
}

/** null outside of a Pod. */
async function podNamespace(): Promise<string | null> {
  try {
    return (await readFile(POD_NAMESPACE_FILE, 'utf8')).trim() || null;
  } catch {
    return null;
  }
}
