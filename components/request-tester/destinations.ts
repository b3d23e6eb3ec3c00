import { compareText, type ObjectKey } from '#lib/kube/object-key.ts';
import { listenersByParent } from '#lib/topology/layout-listeners.ts';
import type { GatewayNode, ListenerNode, Topology } from '#lib/topology/topology.ts';
import type { Draft } from './draft.ts';

/** Where a draft goes: the Gateway (or ListenerSet) and listener it names, or those it would name first. */
export type Place = Readonly<{
  gateways: readonly GatewayNode[];
  /** null when there is none, or the one named does not exist */
  gateway: GatewayNode | null;
  /** of the Gateway and its ListenerSets */
  listeners: readonly ListenerNode[];
  listener: ListenerNode | null;
  /** hostnames that something is served for here */
  hosts: readonly string[];
  /** the Host that is sent; empty is the Gateway's own address */
  host: string;
  /** `127.66.0.1`, `127.66.0.1:8080`; null when it is not known */
  address: string | null;
  scheme: 'http' | 'https';
}>;

export function findPlace(topology: Topology, draft: Draft): Place {
  const nodes = Object.values(topology.nodes);
  const gateways = nodes.filter((node) => node.type === 'gateway').sort(byOwnerAndName);
  const named = draft.gateway === null ? undefined : topology.nodes[draft.gateway];
  const wanted = named?.type === 'listenerSet' ? named.gateway : draft.gateway;
  const gateway = wanted === null ? (gateways[0] ?? null) : (gateways.find(({ id }) => id === wanted) ?? null);
  const listeners = (listenersByParent(topology, new Set()).get(gateway?.id ?? '') ?? [])
    .filter((item) => item.type === 'listener')
    .filter(isHttp);
  const own = listeners.filter(({ owner }) => owner === (draft.gateway ?? gateway?.id));
  const listener =
    draft.listener === null ? (own[0] ?? null) : (own.find(({ name }) => name === draft.listener) ?? null);
  return {
    gateways,
    gateway,
    listeners,
    listener,
    hosts: hostsOf(topology, listener),
    host: draft.host ?? exactHostname(listener) ?? '',
    address: addressOf(gateway, listener),
    scheme: listener?.protocol === 'HTTPS' ? 'https' : 'http',
  };
}

const isHttp = ({ protocol }: ListenerNode) => protocol === 'HTTP' || protocol === 'HTTPS';

function byOwnerAndName(a: GatewayNode, b: GatewayNode): number {
  const rank = ({ owner }: GatewayNode) => (owner === 'ours' ? 0 : 1);
  return rank(a) - rank(b) || compareText(a.namespace, b.namespace) || compareText(a.name, b.name);
}

function exactHostname(listener: ListenerNode | null): string | null {
  return listener?.hostname && !listener.hostname.startsWith('*') ? listener.hostname : null;
}

function hostsOf({ nodes, edges }: Topology, listener: ListenerNode | null): readonly string[] {
  if (!listener) return [];
  const routes = Object.values(edges).flatMap((edge): ObjectKey[] =>
    edge.type === 'attachment' && edge.listener === listener.id ? [edge.route] : [],
  );
  const named = routes.flatMap((key) => {
    const node = nodes[key];
    return node?.type === 'route' ? node.hostnames : [];
  });
  const own = listener.hostname ? [listener.hostname] : [];
  // a wildcard is no host to send; a name below it is
  return [...new Set([...own, ...named].map((name) => name.replace(/^\*/, 'www')))].sort(compareText);
}

function addressOf(gateway: GatewayNode | null, listener: ListenerNode | null): string | null {
  if (!listener) return null;
  const { address, port } = listener.remapped ?? { address: gateway?.addresses[0], port: listener.port };
  if (address === undefined) return null;
  const host = address.includes(':') ? `[${address}]` : address;
  return port === (listener.protocol === 'HTTPS' ? 443 : 80) ? host : `${host}:${port}`;
}
