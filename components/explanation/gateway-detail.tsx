'use client';

import Link from 'next/link';
import { objectPath } from '#components/data/object-path.ts';
import { useGatewayDetail } from '#components/data/use-gateway-detail.ts';
import { buttonStyle } from '#components/ui/button.tsx';
import type { GatewayDetail as Detail } from '#lib/api/messages.ts';
import type { GatewayNode, Topology } from '#lib/topology/topology.ts';
import { FixList } from './fix-list.tsx';
import { Addresses } from './gateway-facts.tsx';
import { ListenerList } from './listener-list.tsx';
import { ListenerSetList } from './listener-set-list.tsx';
import { ObjectTabs, withListeners } from './object-tabs.tsx';
import { WhenRead } from './panel-states.tsx';
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
        <ObjectTabs
          name={`Gateway ${node.namespace}/${node.name}`}
          detail={detail}
          statuses={withListeners(detail.statuses, detail.listeners)}
        >
          <Overview topology={topology} node={node} detail={detail} />
        </ObjectTabs>
      )}
    </WhenRead>
  );
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
