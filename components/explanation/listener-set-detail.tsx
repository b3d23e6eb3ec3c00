'use client';

import { useListenerSetDetail } from '#components/data/use-listener-set-detail.ts';
import { NodeSummary } from '#components/topology/node-summary.tsx';
import { useView } from '#components/topology/use-view.ts';
import { buttonStyle } from '#components/ui/button.tsx';
import { Section } from '#components/ui/section.tsx';
import type { ListenerSetDetail as Detail } from '#lib/api/messages.ts';
import type { ListenerSetNode, Topology } from '#lib/topology/topology.ts';
import { FixList } from './fix-list.tsx';
import { ListenerList } from './listener-list.tsx';
import { ObjectTabs, withListeners } from './object-tabs.tsx';
import { WhenRead } from './panel-states.tsx';
import { StatusComparisons } from './status-comparison.tsx';
import { VerdictLine } from './verdict-line.tsx';
import { WillNotHelp } from './will-not-help.tsx';

type ListenerSetDetailProps = Readonly<{ topology: Topology; node: ListenerSetNode }>;

/** A ListenerSet: whether its Gateway takes it, what its listeners say, what each owner can do. */
export function ListenerSetDetail({ topology, node }: ListenerSetDetailProps) {
  const reading = useListenerSetDetail(node.id);
  return (
    <WhenRead of={reading}>
      {(detail) => (
        <ObjectTabs
          name={`ListenerSet ${node.namespace}/${node.name}`}
          detail={detail}
          statuses={withListeners(detail.statuses, detail.listeners)}
        >
          <Overview topology={topology} node={node} detail={detail} />
        </ObjectTabs>
      )}
    </WhenRead>
  );
}

function Overview({ topology, node, detail }: ListenerSetDetailProps & Readonly<{ detail: Detail }>) {
  const { select } = useView();
  const { fixes, willNotHelp, headline } = detail.explanation;
  return (
    <>
      <VerdictLine badge={node.badge.name} sentence={headline} />
      <div className="mt-3 mb-4 flex flex-wrap gap-2">
        <button type="button" className={buttonStyle({ look: 'plain' })} onClick={() => select(node.gateway)}>
          Show its Gateway
        </button>
      </div>
      <FixList fixes={fixes} />
      <WillNotHelp sentences={willNotHelp} />
      <ListenerList results={detail.result.listeners} details={detail.listeners} />
      <Section title="Routes that name it">
        <NodeSummary topology={topology} node={node} />
      </Section>
      <StatusComparisons statuses={detail.statuses} />
    </>
  );
}
