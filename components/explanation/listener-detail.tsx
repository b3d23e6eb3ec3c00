'use client';

import { Send } from 'lucide-react';
import Link from 'next/link';
import { objectPath } from '#components/data/object-path.ts';
import { useGatewayDetail } from '#components/data/use-gateway-detail.ts';
import { useListenerSetDetail } from '#components/data/use-listener-set-detail.ts';
import { requestFocus } from '#components/shell/wanted-focus.ts';
import { NodeSummary } from '#components/topology/node-summary.tsx';
import { buttonStyle } from '#components/ui/button.tsx';
import { Section } from '#components/ui/section.tsx';
import type { ListenerDetail as Detail, GatewayDetail, ListenerSetDetail } from '#lib/api/messages.ts';
import { type ListenerKey, type ListenerResult, ownerOfListener } from '#lib/binding/result.ts';
import { formatKey, identityOf } from '#lib/kube/object-key.ts';
import type { ListenerNode, Topology } from '#lib/topology/topology.ts';
import { ConditionsTab } from './conditions-tab.tsx';
import { PortNotice } from './gateway-facts.tsx';
import { ListenerCurl } from './listener-curl.tsx';
import { WhenRead } from './panel-states.tsx';
import { PanelTabs } from './panel-tabs.tsx';
import { StatusComparisons } from './status-comparison.tsx';
import { testHref } from './test-request.ts';
import { VerdictLine } from './verdict-line.tsx';

type ListenerDetailProps = Readonly<{ topology: Topology; node: ListenerNode }>;

/** One listener: where it answers, who attaches, what its conditions say. */
export function ListenerDetail({ topology, node }: ListenerDetailProps) {
  return node.owner === node.gateway ? (
    <OfGateway topology={topology} node={node} />
  ) : (
    <OfListenerSet topology={topology} node={node} />
  );
}

function OfGateway({ topology, node }: ListenerDetailProps) {
  const reading = useGatewayDetail(node.gateway);
  return <WhenRead of={reading}>{(owner) => <Tabs topology={topology} node={node} owner={owner} />}</WhenRead>;
}

function OfListenerSet({ topology, node }: ListenerDetailProps) {
  const reading = useListenerSetDetail(node.owner);
  return <WhenRead of={reading}>{(owner) => <Tabs topology={topology} node={node} owner={owner} />}</WhenRead>;
}

function Tabs({ topology, node, owner }: ListenerDetailProps & Readonly<{ owner: GatewayDetail | ListenerSetDetail }>) {
  const detail = owner.listeners.find(({ key }) => key === node.id);
  const result = owner.result.listeners.find(({ key }) => key === node.id);
  const { kind } = identityOf(node.owner);
  if (!detail || !result) return <p className="p-4 text-ink-2">The {kind} has no such listener any more.</p>;
  return (
    <PanelTabs
      label={`About listener ${node.name}`}
      items={[
        {
          value: 'overview',
          label: 'Overview',
          content: <Overview topology={topology} node={node} detail={detail} result={result} />,
        },
        {
          value: 'conditions',
          label: 'Conditions',
          content: <ConditionsTab statuses={detail.statuses ? [detail.statuses] : []} />,
        },
      ]}
    />
  );
}

type OverviewProps = ListenerDetailProps & Readonly<{ detail: Detail; result: ListenerResult }>;

function Overview({ topology, node, detail, result }: OverviewProps) {
  return (
    <>
      <VerdictLine badge={node.badge.name} sentence={detail.summary.headline} />
      <div className="mt-3 empty:hidden">
        <PortNotice listener={result} />
      </div>
      <div className="mt-3 flex flex-wrap gap-2">
        <Link
          href={testHref({ gateway: node.owner, listener: node.name, hostname: node.hostname })}
          onNavigate={() => requestFocus('tester')}
          className={buttonStyle({ look: 'plain' })}
        >
          <Send size={14} aria-hidden="true" />
          Test a request
        </Link>
        <Link href={objectPath(node.gateway)} className={buttonStyle({ look: 'plain' })}>
          Open its Gateway
        </Link>
      </div>
      {detail.url && (
        <Section title="Where it answers" className="mt-4">
          <ListenerCurl detail={detail} hostname={node.hostname} />
        </Section>
      )}
      {result.conflictsWith.length > 0 && (
        <Section title="In conflict with">
          <p className="font-mono text-xs">{result.conflictsWith.map((key) => nameRival(node, key)).join(', ')}</p>
        </Section>
      )}
      <Section title="Routes that ask for it" aside={node.allows}>
        <NodeSummary topology={topology} node={node} />
      </Section>
      {detail.statuses && <StatusComparisons statuses={[detail.statuses]} />}
    </>
  );
}

/** With its owner in front, where that is another object. */
function nameRival({ owner }: ListenerNode, key: ListenerKey): string {
  const [rival = '', name = ''] = key.split('#');
  return rival === owner ? name : `${formatKey(ownerOfListener(key))}#${name}`;
}
