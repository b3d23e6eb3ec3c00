'use client';

import { useNow } from '#components/data/use-now.ts';
import { formatAge } from '#lib/kube/age.ts';
import type { TopologyNode } from '#lib/topology/topology.ts';

/** One line of facts below the panel's title. */
export function NodeFacts({ node }: Readonly<{ node: TopologyNode }>) {
  return (
    <>
      {factsOf(node).map((fact) => (
        <span key={fact}>{fact}</span>
      ))}
      {'createdAt' in node && node.createdAt && (
        <span>
          age <Age createdAt={node.createdAt} />
        </span>
      )}
    </>
  );
}

/** Age in kubectl's short form; kept current. */
export function Age({ createdAt }: Readonly<{ createdAt: string | null }>) {
  const now = useNow(10_000);
  if (createdAt === null) return <>&lt;unknown&gt;</>;
  return <time dateTime={createdAt}>{formatAge(Math.max(0, now - Date.parse(createdAt)))}</time>;
}

function factsOf(node: TopologyNode): readonly string[] {
  switch (node.type) {
    case 'gateway':
      return [`class ${node.className}`, ...node.addresses.slice(0, 1), `ports ${node.ports.join(', ')}`];
    case 'listener':
      return [`${node.protocol} :${node.port}`, node.hostname ?? 'any host', node.allows];
    case 'route':
      return [
        node.kind,
        node.hostnames[0] ?? 'any host',
        node.match,
        ...(node.moreMatches > 0 ? [`+ ${node.moreMatches} more`] : []),
      ];
    case 'service':
      return [`ports ${node.ports.join(', ')}`];
    case 'grant':
      return [`from ${node.from.join(', ')}`, `to ${node.to.join(', ')}`];
    case 'ghost':
      return [node.kind];
  }
}
