import type { KubeObject } from '#lib/kube/object.ts';
import type { ClusterClient } from './client.ts';
import { ClusterError } from './errors.ts';
import { versionPath, type WatchedKind } from './resources.ts';

const pageSize = 500;

/**
 * The preferred version that the server serves, by its discovery.
 *
 * @returns null when it serves none
 * @throws ClusterError when discovery gives no answer
 */
export async function servedVersion(
  client: ClusterClient,
  kind: WatchedKind,
  signal: AbortSignal,
): Promise<string | null> {
  const { group, versions, plural } = kind.declaration;
  if (group === '') return versions[0] ?? 'v1';
  for (const version of versions) {
    try {
      const list = await client.request({ method: 'GET', path: versionPath(group, version), signal });
      const resources = (list as { resources?: readonly { name: string }[] }).resources ?? [];
      if (resources.some(({ name }) => name === plural)) return version;
    } catch (error) {
      if (!(error instanceof ClusterError && error.status?.code === 404)) throw error;
    }
  }
  return null;
}

type Page = Readonly<{
  items?: readonly KubeObject[];
  metadata?: { resourceVersion?: string; continue?: string };
}>;

/** All objects of a kind, page by page. @throws ClusterError */
export async function listObjects(
  client: ClusterClient,
  kind: WatchedKind,
  version: string,
  signal: AbortSignal,
): Promise<{ objects: KubeObject[]; resourceVersion: string }> {
  const path = collectionPath(kind, version);
  const objects: KubeObject[] = [];
  let next: string | undefined;
  for (;;) {
    const query = { limit: String(pageSize), ...(next ? { continue: next } : {}) };
    const page = (await client.request({ method: 'GET', path, query, signal })) as Page;
    for (const item of page.items ?? []) objects.push(typed(kind, version, item));
    next = page.metadata?.continue;
    if (!next) return { objects, resourceVersion: page.metadata?.resourceVersion ?? '' };
  }
}

/** Of a kind in all namespaces. */
export function collectionPath({ declaration }: WatchedKind, version: string): string {
  return `${versionPath(declaration.group, version)}/${declaration.plural}`;
}

/** Items of a list carry neither apiVersion nor kind; managedFields are the bulk of an object and of no use to us. */
export function typed({ declaration }: WatchedKind, version: string, object: KubeObject): KubeObject {
  const apiVersion = declaration.group === '' ? version : `${declaration.group}/${version}`;
  const { managedFields: _dropped, ...metadata } = object.metadata as KubeObject['metadata'] & {
    managedFields?: unknown;
  };
  return { ...object, apiVersion, kind: declaration.kind, metadata };
}
