import { findKind } from '#lib/gateway-api/kinds.ts';
import { groupOf, type KubeObject, versionOf } from '#lib/kube/object.ts';
import { identityOf, keyOf, type ObjectKey } from '#lib/kube/object-key.ts';
import type { ClusterClient } from './client.ts';
import { ClusterError, isStatus } from './errors.ts';
import { objectPath } from './resources.ts';

/** Reads and writes single objects by their key. */
export type ClusterObjects = Readonly<{
  /** null when it is not there; @throws ClusterError */
  read: (key: ObjectKey, version?: string) => Promise<KubeObject | null>;
  writeStatus: (key: ObjectKey, object: KubeObject) => Promise<'written' | 'conflict' | 'gone'>;
  /** replaces them at that resourceVersion */
  writeFinalizers: (
    key: ObjectKey,
    resourceVersion: string,
    finalizers: readonly string[],
  ) => Promise<'written' | 'conflict' | 'gone'>;
  patch: (request: PatchRequest) => Promise<KubeObject>;
  create: (object: KubeObject, options: WriteOptions) => Promise<KubeObject>;
  replace: (object: KubeObject, options: WriteOptions) => Promise<KubeObject>;
  /** server-side, under our name; takes fields over that others hold */
  apply: (object: KubeObject) => Promise<KubeObject>;
}>;

export type WriteOptions = Readonly<{ dryRun: boolean }>;

export type PatchRequest = Readonly<{
  key: ObjectKey;
  /** e.g. `gateway.networking.k8s.io/v1` */
  apiVersion: string;
  patchType: 'merge' | 'json';
  patch: unknown;
  dryRun: boolean;
}>;

/** What we write is marked as ours. */
export const FIELD_MANAGER = 'gatehouse';

const contentTypes = { merge: 'application/merge-patch+json', json: 'application/json-patch+json' } as const;

const writeQuery = ({ dryRun }: WriteOptions) => ({
  fieldManager: FIELD_MANAGER,
  fieldValidation: 'Strict',
  ...(dryRun ? { dryRun: 'All' } : {}),
});

export function clusterObjects(client: ClusterClient): ClusterObjects {
  return {
    read: async (key, version) => {
      try {
        return (await client.request({ method: 'GET', path: pathOf(key, version) })) as KubeObject;
      } catch (error) {
        if (isStatus(error, 404)) return null;
        throw error;
      }
    },
    writeStatus: (key, object) => {
      const path = `${pathOf(key, versionOf(object.apiVersion))}/status`;
      return outcomeOf(client.request({ method: 'PUT', path, query: { fieldManager: FIELD_MANAGER }, body: object }));
    },
    writeFinalizers: (key, resourceVersion, finalizers) =>
      outcomeOf(
        client.request({
          method: 'PATCH',
          path: pathOf(key),
          query: writeQuery({ dryRun: false }),
          body: { metadata: { resourceVersion, finalizers } },
          contentType: contentTypes.merge,
        }),
      ),
    patch: async ({ key, apiVersion, patchType, patch, dryRun }) =>
      (await client.request({
        method: 'PATCH',
        path: pathOf(key, versionOf(apiVersion)),
        query: writeQuery({ dryRun }),
        body: patch,
        contentType: contentTypes[patchType],
      })) as KubeObject,
    create: async (object, options) =>
      (await client.request({
        method: 'POST',
        path: collectionOf(object),
        query: writeQuery(options),
        body: object,
      })) as KubeObject,
    apply: async (object) =>
      (await client.request({
        method: 'PATCH',
        path: pathOf(keyOf(object), versionOf(object.apiVersion)),
        query: { fieldManager: FIELD_MANAGER, force: 'true' },
        body: object,
        contentType: 'application/apply-patch+yaml',
      })) as KubeObject,
    replace: async (object, options) =>
      (await client.request({
        method: 'PUT',
        path: pathOf(keyOf(object), versionOf(object.apiVersion)),
        query: writeQuery(options),
        body: object,
      })) as KubeObject,
  };
}

async function outcomeOf(write: Promise<unknown>): Promise<'written' | 'conflict' | 'gone'> {
  try {
    await write;
    return 'written';
  } catch (error) {
    if (isStatus(error, 409)) return 'conflict';
    if (isStatus(error, 404)) return 'gone';
    throw error;
  }
}

function declarationOf(group: string, kind: string) {
  const declaration = findKind(group, kind);
  if (declaration) return declaration;
  const message = `${kind}${group ? `.${group}` : ''} is no kind Gatehouse knows`;
  throw new ClusterError('API_REFUSED', message, undefined, { code: 404, reason: 'NotFound', message, causes: [] });
}

function pathOf(key: ObjectKey, version?: string): string {
  const identity = identityOf(key);
  const declaration = declarationOf(identity.group, identity.kind);
  return objectPath(declaration, version ?? declaration.versions[0] ?? 'v1', identity);
}

function collectionOf(object: KubeObject): string {
  const declaration = declarationOf(groupOf(object.apiVersion), object.kind);
  return objectPath(declaration, versionOf(object.apiVersion), { ...identityOf(keyOf(object)), name: '' });
}
