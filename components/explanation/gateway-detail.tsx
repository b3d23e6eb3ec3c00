'use client';

import Link from 'next/link';
import { objectPath } from '#components/data/object-path.ts';
import { useGatewayDetail } from '#components/data/use-gateway-detail.ts';
import { YamlView } from '#components/manifests/yaml-view.tsx';
import { useView } from '#components/topology/use-view.ts';
import { StatusWord } from '#components/ui/badge.tsx';
import { buttonStyle } from '#components/ui/button.tsx';
import { KindBadge } from '#components/ui/kind-badge.tsx';
import { Section } from '#components/ui/section.tsx';
import type { GatewayDetail as Detail } from '#lib/api/messages.ts';
import type { GatewayNode, Topology } from '#lib/topology/topology.ts';
import { ConditionsTab } from './conditions-tab.tsx';
import { Addresses } from './gateway-facts.tsx';
import { ListenerList } from './listener-list.tsx';
import { WhenRead } from './panel-states.tsx';
import { PanelTabs } from './panel-tabs.tsx';
import { StatusComparisons } from './status-comparison.tsx';
import { VerdictLine } from './verdict-line.tsx';

type GatewayDetailProps = Readonly<{ topology: Topology; node: GatewayNode }>;

/** A Gateway in short; its page has the merged rules and the requests. */
export function GatewayDetail({ topology, node }: GatewayDetailProps) {
  const reading = useGatewayDetail(node.id);
  return (
    <WhenRead of={reading}>
      {(detail) => (
        <PanelTabs
          label={`About Gateway ${node.namespace}/${node.name}`}
          items={[
            {
              value: 'overview',
              label: 'Overview',
              content: <Overview topology={topology} detail={detail} node={node} />,
            },
            {
              value: 'conditions',
              label: 'Conditions',
              content: <ConditionsTab statuses={allStatuses(detail)} />,
            },
            {
              value: 'yaml',
              label: 'YAML',
              content: <YamlView objectKey={detail.key} object={detail.object} yaml={detail.yaml} />,
            },
          ]}
        />
      )}
    </WhenRead>
  );
}

function allStatuses({ statuses, listeners }: Detail) {
  return [...statuses, ...listeners.flatMap((listener) => listener.statuses ?? [])];
}

function Overview({ topology, detail, node }: GatewayDetailProps & Readonly<{ detail: Detail }>) {
  return (
    <>
      <VerdictLine badge={node.badge.name} sentence={detail.explanation.headline} />
      <div className="mt-3 mb-4 flex flex-wrap gap-2">
        <Link href={objectPath(detail.key)} className={buttonStyle({ look: 'primary' })}>
          Open its page
        </Link>
      </div>
      <ListenerList results={detail.result.listeners} details={detail.listeners} />
      <ListenerSets topology={topology} node={node} />
      <Addresses detail={detail} />
      <StatusComparisons statuses={detail.statuses} />
    </>
  );
}

/** Those that name the Gateway, taken or not. */
function ListenerSets({ topology, node }: GatewayDetailProps) {
  const { select } = useView();
  const sets = Object.values(topology.nodes).flatMap((each) =>
    each.type === 'listenerSet' && each.gateway === node.id ? [each] : [],
  );
  if (sets.length === 0) return null;
  return (
    <Section title="ListenerSets" aside={String(sets.length)}>
      <ul className="divide-y divide-line-soft rounded-lg border border-line">
        {sets.map((set) => (
          <li key={set.id} className="px-2.5 py-2 text-xs">
            <div className="flex flex-wrap items-center gap-2">
              <KindBadge kind={set.kind} />
              <button
                type="button"
                onClick={() => select(set.id)}
                className="font-mono font-semibold [overflow-wrap:anywhere] hover:underline"
              >
                {set.namespace}/{set.name}
              </button>
              <StatusWord {...set.badge} className="ml-auto text-xs" />
            </div>
            {set.taken !== 'yes' && <p className="mt-0.5 text-ink-2">{set.sentence}</p>}
          </li>
        ))}
      </ul>
    </Section>
  );
}
