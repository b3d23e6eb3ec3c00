import { compareText, formatKey, identityOf } from '#lib/kube/object-key.ts';
import type { Badge } from '#lib/topology/badge.ts';
import type { Topology, TopologyNode } from '#lib/topology/topology.ts';
import { isLegacy } from '../topology/is-legacy.ts';

export type PaletteEntry = Readonly<{
  id: string;
  kind: string;
  name: string;
  detail: string;
  badge: Badge | null;
  href: string;
}>;

const SHOWN = 50;

/** Objects with every word of `text` in their name, host or path; the first 50, problems first. */
export function findObjects(
  topology: Topology,
  text: string,
): Readonly<{ entries: readonly PaletteEntry[]; total: number }> {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const entries = Object.values(topology.nodes)
    .flatMap((node) => entryOf(node) ?? [])
    .filter((entry) =>
      words.every((word) => `${entry.kind} ${entry.name} ${entry.detail}`.toLowerCase().includes(word)),
    )
    .sort((a, b) => rank(a) - rank(b) || compareText(a.name, b.name));
  return { entries: entries.slice(0, SHOWN), total: entries.length };
}

function rank({ badge }: PaletteEntry): number {
  return badge && badge.name !== 'accepted' ? 0 : 1;
}

function entryOf(node: TopologyNode): PaletteEntry | null {
  switch (node.type) {
    case 'gateway':
      return { ...at(node, node.kind, node.addresses[0] ?? ''), badge: node.badge };
    case 'listenerSet':
      return { ...at(node, node.kind, `for ${formatKey(node.gateway)}`), badge: node.badge };
    case 'listener':
      return { ...at(node, node.protocol, `${node.hostname ?? 'any host'} :${node.port}`), badge: node.badge };
    case 'route':
      return { ...at(node, node.kind, [...node.hostnames, node.match].join(' ')), badge: node.badge };
    case 'service':
      return { ...at(node, node.kind, node.ports.map((port) => `:${port}`).join(' ')), badge: null };
    case 'tlsPolicy':
      return { ...at(node, node.kind, `for ${node.hostname}`), badge: node.badge };
    case 'grant':
      return {
        ...at(node, node.kind, node.to.join(', ')),
        badge: null,
        href: `/grants?select=${encodeURIComponent(node.id)}`,
      };
    case 'ghost':
      return null;
  }
}

function at(node: Exclude<TopologyNode, { type: 'ghost' }>, kind: string, detail: string) {
  return {
    id: node.id,
    kind,
    name: `${node.namespace}/${node.name}`,
    detail: isLegacy(groupOf(node)) ? `v1alpha1 ${detail}` : detail,
    href: `/?select=${encodeURIComponent(node.id)}`,
  };
}

function groupOf(node: Exclude<TopologyNode, { type: 'ghost' }>): string {
  return identityOf(node.type === 'listener' ? node.gateway : node.id).group;
}
