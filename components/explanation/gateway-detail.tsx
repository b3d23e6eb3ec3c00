'use client';

import Link from 'next/link';
import { objectPath } from '#components/data/object-path.ts';
import { useGatewayDetail } from '#components/data/use-gateway-detail.ts';
import { YamlView } from '#components/manifests/yaml-view.tsx';
import { buttonStyle } from '#components/ui/button.tsx';
import type { GatewayDetail as Detail } from '#lib/api/messages.ts';
import type { GatewayNode, Topology } from '#lib/topology/topology.ts';
import { ConditionsTab } from './conditions-tab.tsx';
import { FixList } from './fix-list.tsx';
import { Addresses } from './gateway-facts.tsx';
import { ListenerList } from './listener-list.tsx';
import { ListenerSetList } from './listener-set-list.tsx';
import { WhenRead } from './panel-states.tsx';
import { PanelTabs } from './panel-tabs.tsx';
import { StatusComparisons } from './status-comparison.tsx';
import { VerdictLine } from './verdict-line.tsx';
import { WillNotHelp } from './will-not-help.tsx';

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
      <FixList fixes={detail.explanation.fixes} />
      <WillNotHelp sentences={detail.explanation.willNotHelp} />
      <ListenerList results={detail.result.listeners} details={detail.listeners} />
      <ListenerSetList topology={topology} gateway={node.id} />
      <Addresses detail={detail} />
      <StatusComparisons statuses={detail.statuses} />
    </>
  );
}
