'use client';

import { useNow } from '#components/data/use-now.ts';
import { formatAge } from '#lib/kube/age.ts';
import { formatKey, identityOf } from '#lib/kube/object-key.ts';
import type { ServiceNode, TopologyNode } from '#lib/topology/topology.ts';
import { plural } from './state-words.ts';

/** One line of facts below the panel's title. */
export function NodeFacts({ node }: Readonly<{ node: TopologyNode }>) {
  return (
    <>
      {node.type === 'route' && <Hostnames hostnames={node.hostnames} />}
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

/** All of them; beyond a few, on demand. */
function Hostnames({ hostnames }: Readonly<{ hostnames: readonly string[] }>) {
  const [first, ...others] = hostnames;
  if (first === undefined) return <span>any host</span>;
  if (others.length < SHOWN_HOSTS) return <span>{hostnames.join(', ')}</span>;
  return (
    <details className="group/hosts">
      <summary className="cursor-pointer list-none [&::-webkit-details-marker]:hidden">
        {first} <span className="text-accent underline group-open/hosts:hidden">+ {others.length}</span>
        <span className="hidden text-accent underline group-open/hosts:inline">fewer</span>
      </summary>
      {others.map((host) => (
        <span key={host} className="block">
          {host}
        </span>
      ))}
    </details>
  );
}

const SHOWN_HOSTS = 3;

/** `2 endpoints ready, 1 not ready`; not said while EndpointSlices are not in sight. */
function endpointWords(endpoints: ServiceNode['endpoints']): string {
  if (endpoints === null) return 'endpoints not in sight';
  const { ready, notReady } = endpoints;
  if (ready + notReady === 0) return 'no endpoints';
  return `${plural(ready, 'endpoint')} ready${notReady > 0 ? `, ${notReady} not ready` : ''}`;
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
      return [`class ${node.className}`, ...node.addresses, `ports ${node.ports.join(', ')}`];
    case 'listenerSet':
      return [`for ${identityOf(node.gateway).kind} ${formatKey(node.gateway)}`];
    case 'listener':
      return [`${node.protocol} :${node.port}`, node.hostname ?? 'any host', node.allows];
    case 'route':
      return [node.match, ...(node.moreMatches > 0 ? [`+ ${node.moreMatches} more`] : [])];
    case 'service':
      return [`ports ${node.ports.join(', ')}`, endpointWords(node.endpoints)];
    case 'tlsPolicy':
      return [`certificate for ${node.hostname}`];
    case 'grant':
      return [`from ${node.from.join(', ')}`, `to ${node.to.join(', ')}`];
    case 'ghost':
      return [node.kind];
  }
}
