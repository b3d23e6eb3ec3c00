'use client';

import { ChevronRight, Lock } from 'lucide-react';
import { Badge, StatusIcon, StatusWord } from '#components/ui/badge.tsx';
import { cn } from '#components/ui/cn.ts';
import { KindBadge } from '#components/ui/kind-badge.tsx';
import type { Detail as Level } from '#lib/topology/layout-geometry.ts';
import type { PlacedNode } from '#lib/topology/layout-result.ts';
import type { AttachmentCounts, GatewayNode, ServiceTls } from '#lib/topology/topology.ts';
import { Card, Detail, Name, Row } from './card.tsx';
import { Counts } from './counts.tsx';
import { useGraph } from './graph-context.ts';
import { isLegacy } from './is-legacy.ts';
import { formatCount, plural } from './state-words.ts';
import { useChanged } from './use-changed.ts';

type Of<K extends PlacedNode['kind']> = Extract<PlacedNode, { kind: K }>;
type CardOf<K extends PlacedNode['kind']> = Readonly<{ placed: Of<K>; level: Level }>;

/** In full, whatever of it the card has room for. */
function titleOf({ group, namespace, name, addresses }: GatewayNode): string {
  const version = isLegacy(group) ? ' (v1alpha1)' : '';
  return [`${namespace}/${name}${version}`, ...addresses].join('\n');
}

export function GatewayCard({ placed: { node }, level }: CardOf<'gateway'>) {
  const changed = useChanged(node.badge.word);
  return (
    <Card id={node.id} title={titleOf(node)} className="justify-center">
      <Row>
        <KindBadge kind="Gateway" />
        <Detail>{node.namespace}/</Detail>
        {level === 'middle' && <StatusIcon name={node.badge.name} className="ml-auto" />}
      </Row>
      <Row>
        <Name>{node.name}</Name>
      </Row>
      {level === 'near' && (
        <>
          <Row>
            <Detail>{node.addresses[0] ?? 'no address'}</Detail>
            {isLegacy(node.group) && <Detail className="ml-auto shrink-0">v1alpha1</Detail>}
          </Row>
          <Badge {...node.badge} size="node" className={cn('mt-px self-start', changed && CHANGED)} />
        </>
      )}
      {level === 'middle' && (
        <span className="sr-only">
          {isLegacy(node.group) && 'v1alpha1 '}
          {node.badge.word}
        </span>
      )}
    </Card>
  );
}

const CHANGED = 'outline-2 outline-offset-1 outline-accent';

export function ListenerSetCard({ placed: { node }, level }: CardOf<'listenerSet'>) {
  const changed = useChanged(node.badge.word);
  const why = node.chip && [node.chip.verb, node.chip.operand].filter(Boolean).join(' ');
  return (
    <Card
      id={node.id}
      className="justify-center border-dashed py-[3px]"
      title={`ListenerSet ${node.namespace}/${node.name}\n${node.badge.word}: ${node.sentence}`}
    >
      <Row>
        <KindBadge kind={node.kind} />
        <Name>{node.name}</Name>
      </Row>
      {level === 'near' && <Detail>{why ?? `ListenerSet of ${node.namespace}`}</Detail>}
      <Row>
        <StatusWord {...node.badge} className={cn('gap-[3px] text-2xs [&_svg]:size-3', changed && CHANGED)} />
      </Row>
    </Card>
  );
}

export function ListenerCard({ placed: { node }, level }: CardOf<'listener'>) {
  const well = node.badge.name === 'accepted';
  return (
    <Card
      id={node.id}
      className="justify-center py-[3px]"
      title={`${node.name}, ${node.protocol} :${node.port}\n${node.hostname ?? 'any host'}, ${node.allows}`}
    >
      <Row>
        <KindBadge kind={node.protocol} />
        <Name>{node.name}</Name>
        <Detail className="ml-auto shrink-0">:{node.port}</Detail>
      </Row>
      {level === 'near' && (
        <span className="truncate text-2xs leading-4 text-ink-3">
          {node.hostname ? `${node.hostname}, ${node.allows}` : node.allows}
        </span>
      )}
      <Row className="mt-0.5 gap-[7px]">
        {well ? (
          <Counts counts={node.counts} words={digitsOf(node.counts) > MOST_DIGITS ? 'short' : 'long'} />
        ) : (
          <>
            <StatusWord {...node.badge} className="gap-[3px] text-2xs [&_svg]:size-3" />
            {node.counts.attached + node.counts.refused > 0 && <Counts counts={node.counts} words="none" />}
          </>
        )}
      </Row>
    </Card>
  );
}

/** As many digits as leave room for the words beside them. */
const MOST_DIGITS = 4;

function digitsOf({ attached, refused, other }: AttachmentCounts): number {
  return [attached, refused, other].filter((count) => count > 0).join('').length;
}

export function RouteCard({ placed: { node }, level }: CardOf<'route'>) {
  const changed = useChanged(node.badge.word);
  if (level === 'middle') {
    return (
      <Card id={node.id} className={cn('justify-center px-2 py-0', changed && CHANGED)}>
        <Row>
          <StatusIcon name={node.badge.name} className="size-3.5" />
          <Name>{node.name}</Name>
          <span className="sr-only">{node.badge.word}</span>
        </Row>
      </Card>
    );
  }
  return (
    <Card id={node.id} className="px-2 py-[3px]">
      <Row>
        <KindBadge kind={node.kind} />
        <Name>{node.name}</Name>
        {node.drift && (
          <span title={`Drift: ${node.drift}`} className="ml-auto shrink-0">
            <StatusIcon name="drift" />
            <span className="sr-only">Drift: {node.drift}</span>
          </span>
        )}
      </Row>
      <Row className="leading-[18px]">
        <span className="flex min-w-0 flex-1 gap-1">
          <Detail>{node.match}</Detail>
          {node.moreMatches > 0 && <Detail className="shrink-0">+ {node.moreMatches}</Detail>}
        </span>
        <Badge {...node.badge} size="node" className={cn(changed && CHANGED)} />
      </Row>
    </Card>
  );
}

export function ServiceCard({ placed: { node }, level }: CardOf<'service'>) {
  const trouble = troubleOf(node.tls);
  const title = [`${node.namespace}/${node.name}`, ...node.tls.map(({ sentence }) => sentence)].join('\n');
  return (
    <Card id={node.id} className="justify-center px-2 py-0.5" title={title}>
      <Row>
        <KindBadge kind={node.kind} />
        <Name>{node.name}</Name>
        {node.tls.length > 0 && <TlsMark tls={node.tls} />}
      </Row>
      {level === 'near' && (
        <Row className="gap-1 leading-4">
          <Detail className={cn(trouble?.badge.name === 'refused' && 'text-bad')}>
            {trouble ? trouble.badge.word : `${node.namespace} ${node.ports.map((port) => `:${port}`).join(' ')}`}
          </Detail>
        </Row>
      )}
    </Card>
  );
}

/** A lock: a BackendTLSPolicy is for it; beside it an icon when the policy is not as it should be. */
function TlsMark({ tls }: Readonly<{ tls: readonly ServiceTls[] }>) {
  const trouble = troubleOf(tls);
  return (
    <span className="ml-auto inline-flex shrink-0 items-center gap-0.5 text-ink-2">
      <Lock size={12} aria-hidden="true" />
      {trouble && <StatusIcon name={trouble.badge.name} className="size-3" />}
      <span className="sr-only">{tls.map(({ sentence }) => sentence).join(' ')}</span>
    </span>
  );
}

function troubleOf(tls: readonly ServiceTls[]): ServiceTls | undefined {
  const bad = tls.filter(({ badge }) => badge.name !== 'accepted');
  return bad.find(({ badge }) => badge.name === 'refused') ?? bad[0];
}

export function GhostCard({ placed: { node }, level }: CardOf<'ghost'>) {
  const small = node.as === 'service';
  const name = `${node.namespace}/${node.name}`;
  if (node.as === 'listener') {
    return (
      <Card id={node.id} look="ghost" className="justify-center py-1" title={`No listener ${node.name}`}>
        <Row>
          <Name>{node.name}</Name>
          <Badge {...node.badge} size="node" className="ml-auto" />
        </Row>
        {node.didYouMean && <Detail>Did you mean {node.didYouMean.text}?</Detail>}
      </Card>
    );
  }
  return (
    <Card id={node.id} look="ghost" title={name} className={cn('justify-center', small && 'px-2 py-0.5')}>
      <Row>
        <KindBadge kind={node.kind} />
        {small ? <Name>{node.name}</Name> : <Detail>{node.namespace}/</Detail>}
        {(small || level === 'middle') && <StatusIcon name={node.badge.name} className="ml-auto" />}
      </Row>
      {small ? (
        level === 'near' && (
          <Detail>
            {node.namespace} <span className="font-sans">{node.badge.word}</span>
          </Detail>
        )
      ) : (
        <>
          <Name>{node.name}</Name>
          {level === 'near' ? (
            <Badge {...node.badge} size="node" className="mt-[3px] self-start" />
          ) : (
            <span className="sr-only">{node.badge.word}</span>
          )}
        </>
      )}
    </Card>
  );
}

export function LaneBox({ placed }: CardOf<'lane'>) {
  const { namespace, routes, refused } = placed;
  const words = `${plural(routes, 'route')}${refused > 0 ? `, ${formatCount(refused)} refused` : ''}`;
  return (
    <div className="size-full rounded-lg border border-line bg-bg">
      <div className="flex h-6 items-center gap-1.5 px-2 pt-0.5 text-2xs whitespace-nowrap text-ink-3">
        <KindBadge kind="Namespace" />
        <b className="truncate font-mono text-xs font-semibold tracking-[-0.02em] text-ink-2" title={namespace}>
          {namespace}
        </b>
        <span className="ml-auto">{words}</span>
      </div>
    </div>
  );
}

const FOLD_COUNTS = [
  { state: 'accepted', badge: 'accepted', word: 'accepted' },
  { state: 'silent', badge: 'silent', word: 'no status' },
  { state: 'notJudged', badge: 'silent', word: 'not judged' },
] as const;

/** A longer name of a fold takes the room of the words beside it. */
const MOST_NAME = 11;

export function FoldRow({ placed }: CardOf<'fold'>) {
  const { cursor, unfold, moveCursor } = useGraph();
  const { namespaces } = placed;
  const counts = FOLD_COUNTS.filter(({ state }) => placed[state] > 0);
  const name = namespaces.length === 1 ? (namespaces[0] ?? '') : plural(namespaces.length, 'namespace');
  return (
    <button
      type="button"
      data-card={placed.id}
      tabIndex={cursor === placed.id ? 0 : -1}
      aria-expanded={false}
      title={namespaces.join(', ')}
      onFocus={() => moveCursor(placed.id)}
      onClick={() => unfold(placed.foldId)}
      className="pointer-events-auto flex size-full items-center gap-1.5 rounded-lg border border-line bg-bg px-2 text-2xs whitespace-nowrap text-ink-3 hover:bg-hover"
    >
      <ChevronRight size={12} aria-hidden="true" className="shrink-0" />
      <b className="truncate font-mono text-xs font-semibold tracking-[-0.02em] text-ink-2">{name}</b>
      <span className="ml-auto flex gap-2">
        {counts.map(({ state, badge, word }) => (
          <span key={state} className="inline-flex items-center gap-1 font-semibold text-ink-2">
            <StatusIcon name={badge} className="size-3" />
            {formatCount(placed[state])}
            {/* beside another count the words would leave no room for the name */}
            <span className={counts.length > 1 || name.length > MOST_NAME ? 'sr-only' : undefined}>{word}</span>
          </span>
        ))}
      </span>
    </button>
  );
}

export function FoldServices({ placed }: CardOf<'foldServices'>) {
  return (
    <div className="flex size-full items-center rounded-md border border-line bg-surface px-[9px] text-2xs text-ink-2">
      {plural(placed.services, 'Service')}
    </div>
  );
}
