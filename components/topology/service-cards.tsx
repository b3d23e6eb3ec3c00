'use client';

import { Lock } from 'lucide-react';
import { Badge, StatusIcon } from '#components/ui/badge.tsx';
import { Breakable } from '#components/ui/breakable.tsx';
import { cn } from '#components/ui/cn.ts';
import { KindBadge } from '#components/ui/kind-badge.tsx';
import { ghostText, serviceText, troubleOf } from '#lib/topology/layout-cards.ts';
import type { ServiceTls } from '#lib/topology/topology.ts';
import { Card, type CardOf, Detail, fitOf, Name, Row, sizesOf } from './card.tsx';

export function ServiceCard({ placed: { node, width }, level }: CardOf<'service'>) {
  const trouble = troubleOf(node.tls);
  const text = serviceText(node, sizesOf(width, level));
  const title = [`${node.namespace}/${node.name}`, ...node.tls.map(({ sentence }) => sentence)].join('\n');
  return (
    <Card id={node.id} className="justify-center px-2 py-0.5" title={title}>
      <Row>
        <KindBadge kind={node.kind} />
        <Name fit={fitOf(text)}>{node.name}</Name>
        {node.tls.length > 0 && <TlsMark tls={node.tls} />}
      </Row>
      {level === 'near' && trouble && (
        <span
          className={cn('text-2xs leading-4', trouble.badge.name === 'refused' ? 'font-[550] text-bad' : 'text-ink-3')}
        >
          <Breakable text={trouble.badge.word} />
        </span>
      )}
      {level === 'near' && !trouble && (
        <Detail>{`${node.namespace} ${node.ports.map((port) => `:${port}`).join(' ')}`}</Detail>
      )}
    </Card>
  );
}

/** A lock: a BackendTLSPolicy is for it; beside it an icon when the policy is not as it should be, or its status is not. */
function TlsMark({ tls }: Readonly<{ tls: readonly ServiceTls[] }>) {
  const trouble = troubleOf(tls)?.badge.name ?? (tls.some(({ drift }) => drift !== null) ? 'drift' : null);
  return (
    <span className="ml-auto inline-flex shrink-0 items-center gap-0.5 text-ink-2">
      <Lock size={12} aria-hidden="true" />
      {trouble && <StatusIcon name={trouble} className="size-3" />}
      <span className="sr-only">{tls.map(({ sentence }) => sentence).join(' ')}</span>
    </span>
  );
}

export function GhostCard({ placed: { node, width }, level }: CardOf<'ghost'>) {
  const small = node.as === 'service';
  const text = (small ? serviceText : ghostText)(node, sizesOf(width, level));
  const name = `${node.namespace}/${node.name}`;
  if (node.as === 'listener') {
    return (
      <Card id={node.id} look="ghost" className="justify-center py-1" title={`No listener ${node.name}`}>
        <Row className="flex-wrap">
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
        {small ? <Name fit={fitOf(text)}>{node.name}</Name> : <Detail>{node.namespace}/</Detail>}
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
          <Name fit={fitOf(text)}>{node.name}</Name>
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
