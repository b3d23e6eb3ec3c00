'use client';

import { Send, Waypoints } from 'lucide-react';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { testHref } from '#components/explanation/test-request.ts';
import { VerdictLine } from '#components/explanation/verdict-line.tsx';
import { requestFocus } from '#components/shell/wanted-focus.ts';
import { Age } from '#components/topology/node-facts.tsx';
import { Badge } from '#components/ui/badge.tsx';
import { buttonStyle } from '#components/ui/button.tsx';
import { CopyButton } from '#components/ui/copy-button.tsx';
import { KindBadge } from '#components/ui/kind-badge.tsx';
import type { GatewayDetail } from '#lib/api/messages.ts';
import { formatKey, identityOf } from '#lib/kube/object-key.ts';
import type { GatewayNodes } from './listeners-table.tsx';
import { sayRefusedHere } from './refused-here-words.ts';
import { shadowedOf } from './shadowed.ts';

type HeaderProps = Readonly<{ detail: GatewayDetail; nodes: GatewayNodes }>;

/** Name, badges, the sentence, and the facts people look for first. */
export function GatewayHeader({ detail, nodes }: HeaderProps) {
  const node = nodes.gateway;
  const name = formatKey(detail.key);
  const { group } = identityOf(detail.key);
  const shadowed = shadowedOf(detail).length;
  const [first] = detail.result.listeners;
  return (
    <header className="px-5 pt-4 pb-3">
      <div className="flex flex-wrap items-center gap-2">
        <KindBadge kind="Gateway" />
        <h2 className="min-w-0 font-mono text-xl font-semibold tracking-[-0.03em] [overflow-wrap:anywhere]">{name}</h2>
        {group !== 'gateway.networking.k8s.io' && (
          <span className="font-mono text-xs text-ink-3">{detail.object.apiVersion}</span>
        )}
        <CopyButton text={name} label="Copy name" />
        {node && <Badge {...node.badge} />}
        {shadowed > 0 && <Badge name="shadowed" word={`${shadowed} ${shadowed === 1 ? 'rule' : 'rules'} shadowed`} />}
        {node?.drift && <Badge name="drift" word={`Drift: ${node.drift}`} />}
        <span className="flex flex-wrap gap-2 tab:ml-auto">
          <Link href={`/?select=${encodeURIComponent(detail.key)}`} className={buttonStyle({})}>
            <Waypoints size={14} aria-hidden="true" />
            Show on graph
          </Link>
          {first && (
            <Link
              href={testHref({ gateway: detail.key, listener: first.name })}
              onNavigate={() => requestFocus('tester')}
              className={buttonStyle({})}
            >
              <Send size={14} aria-hidden="true" />
              Test a request
            </Link>
          )}
        </span>
      </div>
      <div className="mt-2">
        <VerdictLine badge={node?.badge.name ?? 'silent'} sentence={detail.explanation.headline} />
      </div>
      <Facts detail={detail} nodes={nodes} />
    </header>
  );
}

function Facts({ detail: { result, object }, nodes: { gateway: node, refused } }: HeaderProps) {
  const routes = new Set(result.listeners.flatMap(({ attachedRoutes }) => attachedRoutes)).size;
  const used = result.listeners.filter(({ attachedRoutes }) => attachedRoutes.length > 0).length;
  const { generation, creationTimestamp } = object.metadata;
  return (
    <dl className="mt-3 flex flex-wrap gap-x-8 gap-y-2">
      <Fact name="Class" value={<code className="font-mono text-xs">{result.className}</code>} />
      <Fact
        name="Controller"
        value={
          <>
            <code className="font-mono text-xs">{result.controllerName ?? 'none known'}</code>
            {result.owner === 'ours' && ', this process'}
          </>
        }
      />
      <Fact
        name="Address"
        value={
          <code className="font-mono text-xs">
            {(node?.addresses ?? result.addresses.map(({ value }) => value)).join(', ') || 'none'}
          </code>
        }
      />
      <Fact name="Attached routes" value={`${routes} on ${used} of ${result.listeners.length} listeners`} />
      <Fact name="Refused here" value={refused ? sayRefusedHere(refused) : 'not read yet'} />
      {generation !== undefined && <Fact name="Generation" value={String(generation)} />}
      {creationTimestamp && <Fact name="Age" value={<Age createdAt={creationTimestamp} />} />}
    </dl>
  );
}

function Fact({ name, value }: Readonly<{ name: string; value: ReactNode }>) {
  return (
    <div className="min-w-0">
      <dt className="text-xs text-ink-3">{name}</dt>
      <dd className="mt-0.5 [overflow-wrap:anywhere]">{value}</dd>
    </div>
  );
}
