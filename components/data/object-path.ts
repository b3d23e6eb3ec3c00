import { identityOf, type ObjectKey } from '#lib/kube/object-key.ts';

/** Groups whose resources kubectl names without the group. A constant of its own: the graph should not load zod. */
const PLAIN_GROUPS: ReadonlySet<string> = new Set(['', 'gateway.networking.k8s.io']);

/** kubectl's plural of a kind: regular for all kinds we show but these. */
const PLURALS: Readonly<Record<string, string>> = { GatewayClass: 'gatewayclasses' };

/** The page of an object: `/namespaces/hr/httproutes/x`; other groups in kubectl's form (`gateways.GROUP`). */
export function objectPath(key: ObjectKey): string {
  const { group, kind, namespace, name } = identityOf(key);
  const plural = PLURALS[kind] ?? `${kind.toLowerCase()}s`;
  const resource = PLAIN_GROUPS.has(group) ? plural : `${plural}.${group}`;
  const parts = namespace ? ['namespaces', namespace, resource, name] : [resource, name];
  return `/${parts.map(encodeURIComponent).join('/')}`;
}
