'use client';

import { useGrantDetail } from '#components/data/use-grant-detail.ts';
import { YamlView } from '#components/manifests/yaml-view.tsx';
import { useView } from '#components/topology/use-view.ts';
import { cn } from '#components/ui/cn.ts';
import { FINGER } from '#components/ui/finger.ts';
import { Section } from '#components/ui/section.tsx';
import { SentenceText } from '#components/ui/sentence-text.tsx';
import type { GrantDetail as Detail } from '#lib/api/messages.ts';
import { formatKey } from '#lib/kube/object-key.ts';
import type { GrantNode } from '#lib/topology/topology.ts';
import { WhenRead } from './panel-states.tsx';
import { PanelTabs } from './panel-tabs.tsx';
import { VerdictLine } from './verdict-line.tsx';

/** What a ReferenceGrant opens right now, and what it would let in. */
export function GrantDetail({ node }: Readonly<{ node: GrantNode }>) {
  const reading = useGrantDetail(node.id);
  return (
    <WhenRead of={reading}>
      {(detail) => (
        <PanelTabs
          label={`About ReferenceGrant ${node.namespace}/${node.name}`}
          items={[
            { value: 'opens', label: 'What it opens', content: <Opens detail={detail} node={node} /> },
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

function Opens({ detail: { explanation, result }, node }: Readonly<{ detail: Detail; node: GrantNode }>) {
  const { select } = useView();
  return (
    <>
      <VerdictLine badge={result.opens.length > 0 ? 'granted' : 'notServing'} sentence={explanation.headline} />
      {explanation.opens.length > 0 && (
        <Section title="References it opens" className="mt-4">
          <ul className="divide-y divide-line-soft rounded-lg border border-line">
            {explanation.opens.map((sentence, index) => {
              const open = result.opens[index];
              return (
                <li key={`${open?.from} ${open?.field}`} className="px-2.5 py-2 text-xs">
                  <SentenceText sentence={sentence} />{' '}
                  {open && (
                    <button
                      type="button"
                      onClick={() => select(open.from)}
                      className={cn('text-accent underline underline-offset-2 hover:decoration-2', FINGER)}
                    >
                      Show {formatKey(open.from)}
                    </button>
                  )}
                </li>
              );
            })}
          </ul>
        </Section>
      )}
      <Section title="Whom it lets in">
        <dl className="grid grid-cols-[48px_minmax(0,1fr)] gap-y-1 text-xs">
          <dt className="text-ink-3">from</dt>
          <dd>{node.from.join(', ') || 'nobody'}</dd>
          <dt className="text-ink-3">to</dt>
          <dd>
            {node.to.join(', ') || 'nothing'} of namespace <code className="font-mono">{node.namespace}</code>
          </dd>
        </dl>
      </Section>
    </>
  );
}
