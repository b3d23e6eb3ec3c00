import { compareSeniority } from '#lib/kube/creation.ts';
import { identityOf } from '#lib/kube/object-key.ts';
import { ownerOfNode } from './counts.ts';
import type { GhostNode, ListenerNode, ListenerSetNode, Topology } from './topology.ts';

/** What stands in the listener column. */
export type ListenerItem = ListenerNode | ListenerSetNode | GhostNode;

/**
 * Listeners by the Gateway that serves them: its own first, then those of its ListenerSets in the order in which it
 * takes the sets.
 *
 * @param named listeners that some Route names: those that are not there are ghosts
 */
export function listenersByParent(
  topology: Topology,
  named: ReadonlySet<string>,
): ReadonlyMap<string, readonly ListenerItem[]> {
  const items = Object.values(topology.nodes).filter((node): node is ListenerItem =>
    node.type === 'ghost'
      ? node.as === 'listener' && named.has(node.id)
      : node.type === 'listener' || node.type === 'listenerSet',
  );
  const found = Map.groupBy(items, (item) => gatewayOf(topology, item) as string);
  const seniority = new Map(
    Object.values(topology.nodes)
      .filter((node) => node.type === 'listenerSet')
      .sort(compareMergeOrder)
      .map(({ id }, index) => [id as string, index]),
  );
  const rankOfSet = (item: ListenerItem) => seniority.get(setOf(item)) ?? -1;
  for (const listeners of found.values()) {
    listeners.sort((a, b) => rankOfSet(a) - rankOfSet(b) || indexOf(a) - indexOf(b));
  }
  return found;
}

/** In the order in which a Gateway takes its ListenerSets. */
export function compareMergeOrder(a: ListenerSetNode, b: ListenerSetNode): number {
  return compareSeniority(metadataOf(a), metadataOf(b));
}

function metadataOf({ namespace, name, createdAt }: ListenerSetNode) {
  return { metadata: { namespace, name, ...(createdAt === null ? {} : { creationTimestamp: createdAt }) } };
}

/** A ghost of a listener has the key of its owner before the `#`. */
function gatewayOf(topology: Topology, item: ListenerItem): string {
  if (item.type !== 'ghost') return item.gateway;
  const owner = ownerOfNode(item.id);
  const node = topology.nodes[owner];
  return node?.type === 'listenerSet' ? node.gateway : owner;
}

/** The ListenerSet an item belongs to; empty for the Gateway's own, which come first. */
export function setOf(item: ListenerItem): string {
  const owner = ownerOfNode(item.id);
  return identityOf(owner).kind === 'ListenerSet' ? owner : '';
}

function indexOf(item: ListenerItem): number {
  if (item.type === 'listenerSet') return -1;
  return item.type === 'listener' ? item.index : Number.POSITIVE_INFINITY;
}
