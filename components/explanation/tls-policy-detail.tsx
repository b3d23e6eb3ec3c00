'use client';

import { useTlsPolicyDetail } from '#components/data/use-tls-policy-detail.ts';
import { useView } from '#components/topology/use-view.ts';
import { StatusIcon } from '#components/ui/badge.tsx';
import { cn } from '#components/ui/cn.ts';
import { FINGER } from '#components/ui/finger.ts';
import { KindBadge } from '#components/ui/kind-badge.tsx';
import { Section } from '#components/ui/section.tsx';
import type { TlsPolicyDetail as Detail } from '#lib/api/messages.ts';
import type { TlsPolicyTarget } from '#lib/binding/result.ts';
import { formatKey, identityOf, type ObjectKey } from '#lib/kube/object-key.ts';
import type { BadgeName } from '#lib/topology/badge.ts';
import type { TlsPolicyNode, Topology } from '#lib/topology/topology.ts';
import { FixList } from './fix-list.tsx';
import { ObjectTabs } from './object-tabs.tsx';
import { WhenRead } from './panel-states.tsx';
import { StatusComparisons } from './status-comparison.tsx';
import { VerdictLine } from './verdict-line.tsx';
import { WillNotHelp } from './will-not-help.tsx';

type TlsPolicyDetailProps = Readonly<{ topology: Topology; node: TlsPolicyNode }>;

/** A BackendTLSPolicy: what it is for, whether it is in force, by which CA, and its status for each Gateway. */
export function TlsPolicyDetail({ topology, node }: TlsPolicyDetailProps) {
  const reading = useTlsPolicyDetail(node.id);
  return (
    <WhenRead of={reading}>
      {(detail) => (
        <ObjectTabs name={`BackendTLSPolicy ${node.namespace}/${node.name}`} detail={detail} statuses={detail.statuses}>
          <Overview topology={topology} node={node} detail={detail} />
        </ObjectTabs>
      )}
    </WhenRead>
  );
}

function Overview({ topology, node, detail }: TlsPolicyDetailProps & Readonly<{ detail: Detail }>) {
  const { fixes, willNotHelp, headline } = detail.explanation;
  const { targets, caCertificates, ancestors } = detail.result;
  return (
    <>
      <VerdictLine badge={node.badge.name} sentence={headline} />
      <FixList fixes={fixes} />
      <WillNotHelp sentences={willNotHelp} />
      <Section title="What it is for" className="mt-4">
        <Rows
          topology={topology}
          rows={targets.map((target, index) => ({
            field: target.field,
            key: target.service,
            badge: (node.targets[index] ?? node).badge.name,
            note: sayTarget(target),
          }))}
        />
      </Section>
      <Section title="Whose certificates it trusts">
        {caCertificates.length === 0 ? (
          <p className="text-xs text-ink-2">Those that the system trusts.</p>
        ) : (
          <Rows
            topology={topology}
            rows={caCertificates.map(({ field, target, outcome }) => ({
              field,
              key: target,
              badge: ({ valid: 'accepted', invalid: 'refused', unknown: 'silent' } as const)[outcome.state],
              note: outcome.state === 'valid' ? 'has a CA certificate' : outcome.message.replace(`${field}: `, ''),
            }))}
          />
        )}
      </Section>
      <Section title="Gateways that reach it" aside={String(ancestors.length)}>
        <Rows
          topology={topology}
          rows={ancestors.map((key) => ({ field: '', key, badge: node.badge.name, note: '' }))}
        />
      </Section>
      <StatusComparisons statuses={detail.statuses} />
    </>
  );
}

function sayTarget({ field, sectionName, lookup, supersededBy }: TlsPolicyTarget): string {
  return [
    sectionName === null ? 'the whole Service' : `port ${sectionName}`,
    ...(lookup.state === 'found' ? [] : [lookup.message.replace(`${field}: `, '')]),
    ...(supersededBy === null ? [] : [`BackendTLSPolicy ${formatKey(supersededBy)} came first`]),
  ].join(', ');
}

type Line = Readonly<{ field: string; key: ObjectKey; badge: BadgeName; note: string }>;

/** Objects it names or that reach it; those that are shown are links. */
function Rows({ topology, rows }: Readonly<{ topology: Topology; rows: readonly Line[] }>) {
  const { select } = useView();
  if (rows.length === 0) return <p className="text-xs text-ink-2">None.</p>;
  return (
    <ul className="divide-y divide-line-soft rounded-lg border border-line">
      {rows.map(({ field, key, badge, note }) => (
        <li key={`${field} ${key}`} className="flex gap-2 px-2.5 py-2 text-xs">
          <StatusIcon name={badge} className="mt-0.5 size-3.5" />
          <div className="min-w-0 flex-1">
            <div className="flex flex-wrap items-center gap-x-2">
              <KindBadge kind={identityOf(key).kind} />
              {topology.nodes[key] ? (
                <button
                  type="button"
                  onClick={() => select(key)}
                  className={cn('font-mono font-semibold [overflow-wrap:anywhere] hover:underline', FINGER)}
                >
                  {formatKey(key)}
                </button>
              ) : (
                <span className="font-mono font-semibold [overflow-wrap:anywhere]">{formatKey(key)}</span>
              )}
              <span className="font-mono text-2xs text-ink-3">{field}</span>
            </div>
            {note && <p className="mt-0.5 text-ink-2 [overflow-wrap:anywhere]">{note}</p>}
          </div>
        </li>
      ))}
    </ul>
  );
}
