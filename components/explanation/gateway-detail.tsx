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
import { SentenceText } from '#components/ui/sentence-text.tsx';
import type { GatewayDetail as Detail } from '#lib/api/messages.ts';
import type { GatewayNode } from '#lib/topology/topology.ts';
import { ConditionsTab } from './conditions-tab.tsx';
import { Addresses, PortNotice } from './gateway-facts.tsx';
import { WhenRead } from './panel-states.tsx';
import { PanelTabs } from './panel-tabs.tsx';
import { StatusComparisons } from './status-comparison.tsx';
import { VerdictLine } from './verdict-line.tsx';

/** A Gateway in short; its page has the merged rules and the requests. */
export function GatewayDetail({ node }: Readonly<{ node: GatewayNode }>) {
  const reading = useGatewayDetail(node.id);
  return (
    <WhenRead of={reading}>
      {(detail) => (
        <PanelTabs
          label={`About Gateway ${node.namespace}/${node.name}`}
          items={[
            { value: 'overview', label: 'Overview', content: <Overview detail={detail} node={node} /> },
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

function Overview({ detail, node }: Readonly<{ detail: Detail; node: GatewayNode }>) {
  return (
    <>
      <VerdictLine badge={node.badge.name} sentence={detail.explanation.headline} />
      <div className="mt-3 mb-4 flex flex-wrap gap-2">
        <Link href={objectPath(detail.key)} className={buttonStyle({ look: 'primary' })}>
          Open its page
        </Link>
      </div>
      <Listeners detail={detail} />
      <Addresses detail={detail} />
      <StatusComparisons statuses={detail.statuses} />
    </>
  );
}

function Listeners({ detail }: Readonly<{ detail: Detail }>) {
  const { select } = useView();
  return (
    <Section title="Listeners" aside={String(detail.listeners.length)}>
      <ul className="divide-y divide-line-soft rounded-lg border border-line">
        {detail.result.listeners.map((listener) => {
          const summary = detail.listeners.find(({ key }) => key === listener.key)?.summary;
          const programmed = listener.conditions.find(({ type }) => type === 'Programmed');
          return (
            <li key={listener.key} className="px-2.5 py-2 text-xs">
              <div className="flex flex-wrap items-center gap-2">
                <KindBadge kind={listener.protocol} />
                <button
                  type="button"
                  onClick={() => select(listener.key)}
                  className="font-mono font-semibold [overflow-wrap:anywhere] hover:underline"
                >
                  {listener.name}
                </button>
                <span className="font-mono text-ink-3">:{listener.port}</span>
                {programmed && programmed.status !== 'True' && (
                  <StatusWord
                    name={programmed.status === 'False' ? 'refused' : 'pending'}
                    word={programmed.reason}
                    className="ml-auto text-xs"
                  />
                )}
              </div>
              {summary && (
                <p className="mt-0.5 text-ink-2">
                  <SentenceText sentence={summary.headline} />
                </p>
              )}
              <div className="mt-1 empty:hidden">
                <PortNotice listener={listener} />
              </div>
            </li>
          );
        })}
      </ul>
    </Section>
  );
}
