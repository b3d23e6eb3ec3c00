'use client';

import { ChevronRight } from 'lucide-react';
import { useState } from 'react';
import { Badge, StatusWord } from '#components/ui/badge.tsx';
import { cn } from '#components/ui/cn.ts';
import { KindBadge } from '#components/ui/kind-badge.tsx';
import { identityOf } from '#lib/kube/object-key.ts';
import type { LaneItem, RouteItem } from '#lib/topology/layout-blocks.ts';
import type { BackendEdge } from '#lib/topology/topology.ts';
import { countStates } from './fold-counts.ts';
import { type Refusal, refusalsOf } from './outline-lanes.ts';
import { formatCount, plural } from './state-words.ts';

export type OutlineLaneProps = Readonly<{
  lane: LaneItem;
  selected: string | null;
  onSelect: (id: string) => void;
}>;

/** A namespace: its routes, and why they are refused; a fold opens to its routes. */
export function OutlineLane({ lane, selected, onSelect }: OutlineLaneProps) {
  const [open, setOpen] = useState(false);
  const fold = lane.kind === 'fold';
  const refused = lane.routes.filter(({ parents }) =>
    parents.some((edge) => edge.type === 'attachment' && edge.verdict === 'refused'),
  ).length;
  return (
    <>
      {fold ? (
        <button
          type="button"
          aria-expanded={open}
          onClick={() => setOpen(!open)}
          className="flex min-h-11 w-full items-center gap-2 border-b border-line-soft pr-4 pl-10 text-left hover:bg-hover"
        >
          <ChevronRight size={14} aria-hidden="true" className={cn('text-ink-2', open && 'rotate-90')} />
          {lane.namespaces.length === 1 ? lane.namespaces[0] : plural(lane.namespaces.length, 'namespace')}
          <span className="ml-auto flex flex-wrap justify-end gap-x-2.5">
            {countStates(lane.routes.map(({ route }) => route.state)).map(({ state, badge, word, count }) => (
              <StatusWord key={state} name={badge} word={`${formatCount(count)} ${word}`} className="text-xs" />
            ))}
          </span>
        </button>
      ) : (
        <p className="flex items-center gap-2 pt-2 pr-4 pb-1 pl-10 text-xs text-ink-3">
          <KindBadge kind="Namespace" />
          <span className="font-mono font-semibold text-ink-2">{lane.name}</span>
          {plural(lane.routes.length, 'route')}
          {refused > 0 && `, ${formatCount(refused)} refused`}
        </p>
      )}
      {refusalsOf(lane).map((refusal) => (
        <RefusalBox key={refusal.key} refusal={refusal} />
      ))}
      {(!fold || open) && (
        <ul>
          {lane.routes.map((item) => (
            <li key={item.id}>
              <RouteRow item={item} fold={fold} selected={selected === item.id} onSelect={onSelect} />
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function RefusalBox({ refusal: { verdict, reason, sentence, routes } }: Readonly<{ refusal: Refusal }>) {
  return (
    <p
      className={cn(
        'mr-4 mb-1 ml-10 rounded-md border px-2.5 py-1.5 text-xs leading-[17px] break-words',
        verdict === 'refused' ? 'border-bad-mark text-bad' : 'border-dashed border-control text-ink-2',
      )}
    >
      {!sentence.includes(reason) && <b className="font-semibold">{reason}. </b>}
      {sentence}
      {routes > 1 && ` The same for ${plural(routes - 1, 'other route')}.`}
    </p>
  );
}

type RouteRowProps = Readonly<{ item: RouteItem; fold: boolean; selected: boolean; onSelect: (id: string) => void }>;

function RouteRow({ item, fold, selected, onSelect }: RouteRowProps) {
  const { route, backends } = item;
  return (
    <button
      type="button"
      aria-pressed={selected}
      onClick={() => onSelect(route.id)}
      className="flex min-h-11 w-full items-center gap-2 border-b border-line-soft py-1.5 pr-4 pl-10 text-left hover:bg-hover aria-pressed:bg-accent-soft"
    >
      <KindBadge kind={route.kind} />
      <span className="min-w-0 flex-1">
        <span className="flex min-w-0 flex-wrap items-baseline gap-x-2 font-mono text-xs [overflow-wrap:anywhere]">
          <span className="min-w-0 font-semibold tracking-[-0.02em]">
            {fold ? `${route.namespace}/` : ''}
            {route.name}
          </span>
          <span className="min-w-0 text-ink-3">{route.match}</span>
        </span>
        {backends.length > 0 && (
          <span className="block text-2xs text-ink-3 [overflow-wrap:anywhere]">
            to {backends.map((edge) => backendText(edge, route.namespace)).join(', ')}
          </span>
        )}
      </span>
      <Badge {...route.badge} className="shrink-0" />
      <ChevronRight size={14} aria-hidden="true" className="shrink-0 text-ink-3" />
    </button>
  );
}

function backendText(edge: BackendEdge, namespace: string): string {
  const target = identityOf(edge.target);
  const name = target.namespace === namespace ? target.name : `${target.namespace}/${target.name}`;
  const port = edge.port === null ? '' : `:${edge.port}`;
  const notes = [edge.label ?? '', edge.reason ?? (edge.grant === 'granted' ? 'granted' : '')]
    .filter(Boolean)
    .join(' ');
  return `${name}${port}${notes ? ` (${notes})` : ''}`;
}
