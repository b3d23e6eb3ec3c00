'use client';

import { Badge, StatusIcon } from '#components/ui/badge.tsx';
import { Breakable } from '#components/ui/breakable.tsx';
import { cn } from '#components/ui/cn.ts';
import { KindBadge } from '#components/ui/kind-badge.tsx';
import {
  gatewayText,
  listenerSetDetail,
  listenerSetText,
  listenerText,
  NO_ADDRESS,
} from '#lib/topology/layout-cards.ts';
import type { AttachmentCounts, GatewayNode } from '#lib/topology/topology.ts';
import { Card, type CardOf, CardStatus, Detail, DriftMark, fitOf, Name, Row, sizesOf } from './card.tsx';
import { Counts } from './counts.tsx';
import { isLegacy } from './is-legacy.ts';
import { useChanged } from './use-changed.ts';

/** In full, whatever of it the card has room for. */
function titleOf({ group, namespace, name, addresses }: GatewayNode): string {
  const version = isLegacy(group) ? ' (v1alpha1)' : '';
  return [`${namespace}/${name}${version}`, ...addresses].join('\n');
}

export function GatewayCard({ placed: { node, width }, level }: CardOf<'gateway'>) {
  const changed = useChanged(node.badge.word);
  const text = gatewayText(node, sizesOf(width, level));
  return (
    <Card id={node.id} title={titleOf(node)} className="justify-center">
      <Row>
        <KindBadge kind="Gateway" />
        <Detail>{node.namespace}/</Detail>
        <span className="ml-auto inline-flex shrink-0 items-center gap-1">
          <DriftMark drift={node.drift} />
          {level === 'middle' && <StatusIcon name={node.badge.name} />}
        </span>
      </Row>
      <Name fit={fitOf(text)}>{node.name}</Name>
      {level === 'near' && (
        <>
          <Row className="flex-wrap gap-y-0 leading-4">
            <Detail>{node.addresses[0] ?? NO_ADDRESS}</Detail>
            {isLegacy(node.group) && <Detail className="ml-auto shrink-0">v1alpha1</Detail>}
          </Row>
          <Badge {...node.badge} size="lines" className={cn('mt-px self-start', changed && CHANGED)} />
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

export function ListenerSetCard({ placed: { node, width }, level }: CardOf<'listenerSet'>) {
  const changed = useChanged(node.badge.word);
  const text = listenerSetText(node, sizesOf(width, level));
  return (
    <Card
      id={node.id}
      className="justify-center border-dashed py-[3px]"
      title={`ListenerSet ${node.namespace}/${node.name}\n${node.badge.word}: ${node.sentence}`}
    >
      <Row>
        <KindBadge kind={node.kind} />
        {text.name === 0 && <Name>{node.name}</Name>}
        <span className="ml-auto">
          <DriftMark drift={node.drift} />
        </span>
      </Row>
      {text.name > 0 && <Name fit={fitOf(text)}>{node.name}</Name>}
      {level === 'near' && (
        <Detail className="whitespace-normal">
          <Breakable text={listenerSetDetail(node)} />
        </Detail>
      )}
      <CardStatus badge={node.badge} className={cn('self-start', changed && CHANGED)} />
    </Card>
  );
}

/** Words beside the counts need more room than this. */
const ROOM_FOR_WORDS = 160;

export function ListenerCard({ placed: { node, width }, level }: CardOf<'listener'>) {
  const well = node.badge.name === 'accepted';
  const text = listenerText(node, sizesOf(width, level));
  const words = width < ROOM_FOR_WORDS ? 'none' : digitsOf(node.counts) > MOST_DIGITS ? 'short' : 'long';
  return (
    <Card
      id={node.id}
      className="justify-center py-[3px]"
      title={`${node.name}, ${node.protocol} :${node.port}\n${node.hostname ?? 'any host'}, ${node.allows}`}
    >
      <Row>
        <KindBadge kind={node.protocol} />
        {text.name === 0 && <Name>{node.name}</Name>}
        <Detail className="ml-auto shrink-0">:{node.port}</Detail>
      </Row>
      {text.name > 0 && <Name fit={fitOf(text)}>{node.name}</Name>}
      {level === 'near' && (
        <span className="truncate text-2xs leading-4 text-ink-3">
          {node.hostname ? `${node.hostname}, ${node.allows}` : node.allows}
        </span>
      )}
      <Row className="mt-0.5 flex-wrap gap-x-[7px] gap-y-0">
        {well ? (
          <Counts counts={node.counts} words={words} />
        ) : (
          <>
            <CardStatus badge={node.badge} />
            {node.counts.attached + node.counts.partial + node.counts.refused > 0 && (
              <Counts counts={node.counts} words="none" />
            )}
          </>
        )}
      </Row>
    </Card>
  );
}

/** As many digits as leave room for the words beside them. */
const MOST_DIGITS = 4;

function digitsOf({ attached, partial, refused, other }: AttachmentCounts): number {
  return [attached, partial, refused, other].filter((count) => count > 0).join('').length;
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
    <Card id={node.id} className="px-[7px] py-[3px]">
      <Row>
        <KindBadge kind={node.kind} />
        <Name>{node.name}</Name>
        <span className="ml-auto">
          <DriftMark drift={node.drift} />
        </span>
      </Row>
      <Row className="gap-1 leading-[18px]">
        <span className="flex min-w-0 flex-1 gap-1">
          <Detail>{node.match}</Detail>
          {node.moreMatches > 0 && <Detail className="shrink-0">+ {node.moreMatches}</Detail>}
        </span>
        <Badge {...node.badge} size="node" className={cn(changed && CHANGED)} />
      </Row>
    </Card>
  );
}
