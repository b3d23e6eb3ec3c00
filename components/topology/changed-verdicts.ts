import type { Topology } from '#lib/topology/topology.ts';

const NAMED = 3;

/** Verdicts that changed, in one sentence; empty when none did. */
export function changedVerdicts(before: Topology, after: Topology): string {
  const changes: string[] = [];
  for (const node of Object.values(after.nodes)) {
    const old = before.nodes[node.id];
    if (node === old || node.type !== 'route' || old?.type !== 'route' || old.badge.word === node.badge.word) continue;
    changes.push(`${node.namespace}/${node.name}: ${node.badge.word}`);
  }
  if (changes.length === 0) return '';
  const more = changes.length - NAMED;
  return `${changes.slice(0, NAMED).join(', ')}${more > 0 ? `, and ${more} more` : ''}.`;
}
