import { groupOf, type KubeObject } from './object.ts';

declare const brand: unique symbol;

/**
 * Identity of an object: (group, kind, namespace, name). Versions do not count, groups do: a v1alpha1 Gateway of
 * `networking.x-k8s.io` is never the Gateway of `gateway.networking.k8s.io` with the same name.
 * Text form `group/kind/namespace/name`; the core group and the namespace of cluster-scoped objects are empty.
 */
export type ObjectKey = string & { readonly [brand]: true };

export type ObjectIdentity = Readonly<{ group: string; kind: string; namespace: string; name: string }>;

export function objectKey({ group, kind, namespace, name }: ObjectIdentity): ObjectKey {
  return `${group}/${kind}/${namespace}/${name}` as ObjectKey;
}

export function keyOf(object: KubeObject): ObjectKey {
  return objectKey({
    group: groupOf(object.apiVersion),
    kind: object.kind,
    namespace: object.metadata.namespace ?? '',
    name: object.metadata.name,
  });
}

/** The parts of a key; names and namespaces cannot hold a slash, so the split is exact. */
export function identityOf(key: ObjectKey): ObjectIdentity {
  const [group = '', kind = '', namespace = '', name = ''] = key.split('/');
  return { group, kind, namespace, name };
}

/** Reads a key that came from outside (a URL, a request body); null when it is not one. */
export function parseObjectKey(text: string): ObjectKey | null {
  const parts = text.split('/');
  const [, kind, , name] = parts;
  return parts.length === 4 && kind && name ? (text as ObjectKey) : null;
}

/** `namespace/name` as people write it, the bare name for cluster-scoped objects. */
export function formatKey(key: ObjectKey): string {
  const { namespace, name } = identityOf(key);
  return namespace ? `${namespace}/${name}` : name;
}

/** Bytewise ascending, the order ties are broken in (`{namespace}/{name}`, Gateway API "Route precedence"). */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
