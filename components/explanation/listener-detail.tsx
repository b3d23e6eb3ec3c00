'use client';

import { Send } from 'lucide-react';
import Link from 'next/link';
import { objectPath } from '#components/data/object-path.ts';
import { useGatewayDetail } from '#components/data/use-gateway-detail.ts';
import { NodeSummary } from '#components/topology/node-summary.tsx';
import { buttonStyle } from '#components/ui/button.tsx';
import { CommandLine } from '#components/ui/command-line.tsx';
import { Section } from '#components/ui/section.tsx';
import type { ListenerDetail as Detail } from '#lib/api/messages.ts';
import type { ListenerResult } from '#lib/binding/result.ts';
import { formatKey } from '#lib/kube/object-key.ts';
import type { ListenerNode, Topology } from '#lib/topology/topology.ts';
import { ConditionsTab } from './conditions-tab.tsx';
import { curlFor } from './curl.ts';
import { PortNotice } from './gateway-facts.tsx';
import { WhenRead } from './panel-states.tsx';
import { PanelTabs } from './panel-tabs.tsx';
import { StatusComparisons } from './status-comparison.tsx';
import { testHref } from './test-request.ts';
import { VerdictLine } from './verdict-line.tsx';

type ListenerDetailProps = Readonly<{ topology: Topology; node: ListenerNode }>;

/** One listener: where it answers, who attaches, what its conditions say. */
export function ListenerDetail({ topology, node }: ListenerDetailProps) {
  const reading = useGatewayDetail(node.gateway);
  return (
    <WhenRead of={reading}>
      {(gateway) => {
        const detail = gateway.listeners.find(({ key }) => key === node.id);
        const result = gateway.result.listeners.find(({ key }) => key === node.id);
        if (!detail || !result) return <p className="p-4 text-ink-2">The Gateway has no such listener any more.</p>;
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
      }}
    </WhenRead>
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
          href={testHref({ gateway: node.gateway, listener: node.name, hostname: node.hostname })}
          className={buttonStyle({ look: 'plain' })}
        >
          <Send size={14} aria-hidden="true" />
          Test a request
        </Link>
        <Link href={objectPath(node.gateway)} className={buttonStyle({ look: 'plain' })}>
          Open Gateway {formatKey(node.gateway)}
        </Link>
      </div>
      {detail.url && (
        <Section title="Where it answers" className="mt-4">
          <CommandLine command={curlFor({ url: detail.url, hostname: node.hostname })} />
        </Section>
      )}
      {result.conflictsWith.length > 0 && (
        <Section title="In conflict with">
          <p className="font-mono text-xs">{result.conflictsWith.map((key) => key.split('#').at(-1)).join(', ')}</p>
        </Section>
      )}
      <Section title="Routes that ask for it" aside={node.allows}>
        <NodeSummary topology={topology} node={node} />
      </Section>
      {detail.statuses && <StatusComparisons statuses={[detail.statuses]} />}
    </>
  );
}
