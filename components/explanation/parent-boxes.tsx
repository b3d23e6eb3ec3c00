'use client';

import { ChevronDown } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { useTopology } from '#components/data/use-topology.ts';
import { StatusIcon } from '#components/ui/badge.tsx';
import { Button } from '#components/ui/button.tsx';
import { KindBadge } from '#components/ui/kind-badge.tsx';
import { Section } from '#components/ui/section.tsx';
import { SentenceText } from '#components/ui/sentence-text.tsx';
import type { ListenerKey, ListenerVerdict, ParentResult, RouteResult } from '#lib/binding/result.ts';
import type { Explanation, ListenerExplanation, ParentExplanation } from '#lib/explain/explanation.ts';
import { formatKey, identityOf } from '#lib/kube/object-key.ts';
import { CheckRow } from './check-row.tsx';
import { DidYouMean } from './did-you-mean.tsx';
import { orderParents, titleOfParent } from './parent-order.ts';

/** More parents than this are shown on demand: a Route may name 32, of 64 listeners each. */
const SHOWN_PARENTS = 12;
/** Checklists of the first parents stand open; those further down are lines. */
const OPEN_PARENTS = 3;
const OPEN_BOXES = 3;
const SHOWN_BOXES = 12;
const NAMED_LEFT = 4;

export type ParentBoxesProps = Readonly<{ result: RouteResult; explanation: Explanation }>;

/** A checklist for every parent: that of the headline first, those that take the Route folded at the end. */
export function ParentBoxes({ result, explanation }: ParentBoxesProps) {
  const [all, setAll] = useState(false);
  const parents = orderParents(explanation);
  const shown = all ? parents : parents.slice(0, SHOWN_PARENTS);
  return (
    <>
      {shown.map((explained, place) => (
        <ParentAt key={explained.parent} explained={explained} place={place} result={result} />
      ))}
      {shown.length < parents.length && (
        <Button size="small" className="mt-2" onClick={() => setAll(true)}>
          Show all {parents.length} parents
        </Button>
      )}
    </>
  );
}

type ParentAtProps = Readonly<{ explained: ParentExplanation; place: number; result: RouteResult }>;

function ParentAt({ explained, place, result }: ParentAtProps) {
  const parent = result.parents[explained.parent];
  if (!parent) return null;
  const boxes = <ListenerBoxes explained={explained} result={parent} isOpen={place < OPEN_PARENTS} />;
  const title = titleOfParent(parent, result);
  return place > 0 && explained.isAttached ? (
    <PassedParent title={title} explained={explained}>
      {boxes}
    </PassedParent>
  ) : (
    <Section title={title} aside={countChecks(inPlayOf(explained))}>
      {boxes}
    </Section>
  );
}

type PassedParentProps = Readonly<{ title: string; explained: ParentExplanation; children: ReactNode }>;

/** One line for a parent that takes the Route beside the one the headline tells of. */
function PassedParent({ title, explained, children }: PassedParentProps) {
  return (
    <details className="mt-2 rounded-lg border border-line">
      <summary className="flex cursor-pointer items-center gap-1.5 px-2.5 py-1.5 text-xs hover:bg-hover max-tab:min-h-11">
        <StatusIcon name={explained.listeners.some(({ isIdle }) => isIdle) ? 'notServing' : 'accepted'} />
        <span className="shrink-0 font-semibold">{title}</span>
        <span className="min-w-0 truncate text-ink-2">
          <SentenceText sentence={explained.headline} />
        </span>
      </summary>
      <div className="border-t border-line p-2">{children}</div>
    </details>
  );
}

/** A listener that sectionName or port leaves out says something only when no listener is left. */
function inPlayOf({ listeners }: ParentExplanation): readonly ListenerExplanation[] {
  const selected = listeners.filter(({ attachment }) => attachment !== 'notSelected');
  const inPlay = selected.length > 0 ? selected : listeners;
  return inPlay.toSorted((a, b) => Number(a.attachment === 'attached') - Number(b.attachment === 'attached'));
}

type ListenerBoxesProps = Readonly<{ explained: ParentExplanation; result: ParentResult; isOpen: boolean }>;

/** The listeners of a parent, those that refuse first. */
function ListenerBoxes({ explained, result, isOpen }: ListenerBoxesProps) {
  const [all, setAll] = useState(false);
  const inPlay = inPlayOf(explained);
  const left = explained.listeners.filter((listener) => !inPlay.includes(listener));
  const first = isOpen ? SHOWN_BOXES : OPEN_BOXES;
  const shown = all ? inPlay : inPlay.slice(0, first);
  return (
    <>
      {inPlay.length === 0 && <NoListener explained={explained} result={result} />}
      {inPlay.length > 0 && explained.didYouMean && (
        <div className="mb-2">
          <DidYouMean suggestion={explained.didYouMean} />
        </div>
      )}
      {shown.map((listener, index) => (
        <ListenerBox
          key={listener.listener}
          explained={listener}
          verdict={result.listeners.find((candidate) => candidate.listener === listener.listener)}
          parent={explained}
          open={isOpen && (index === 0 || (index < OPEN_BOXES && isInDoubt(listener)))}
        />
      ))}
      {shown.length < inPlay.length && (
        <Button size="small" className="mt-2" onClick={() => setAll(true)}>
          Show all {inPlay.length} listeners
        </Button>
      )}
      {left.length > 0 && (
        <p className="mt-1.5 text-xs text-ink-3">
          Not asked for by this parentRef: {left.length === 1 ? 'listener' : 'listeners'}{' '}
          <span className="font-mono">
            {left
              .slice(0, NAMED_LEFT)
              .map(({ name }) => name)
              .join(', ')}
          </span>
          {left.length > NAMED_LEFT && ` and ${left.length - NAMED_LEFT} more`}.
        </p>
      )}
    </>
  );
}

const isInDoubt = ({ attachment }: ListenerExplanation) => attachment === 'refused' || attachment === 'unknown';

function countChecks(listeners: readonly ListenerExplanation[]): string {
  const checks = listeners.flatMap((listener) => listener.checks);
  if (checks.length === 0) return '';
  const failed = checks.filter(({ outcome }) => outcome === 'fail').length;
  const open = checks.filter(({ outcome }) => outcome === 'unknown').length;
  const total = `${checks.length} ${checks.length === 1 ? 'check' : 'checks'}`;
  return `${total}, ${failed > 0 ? `${failed} failed` : open > 0 ? `${open} not known` : 'all passed'}`;
}

function NoListener({ explained, result }: Omit<ListenerBoxesProps, 'isOpen'>) {
  const { state } = result.target;
  return (
    <div className="flex gap-2 rounded-lg border border-dashed border-control px-2.5 py-2 text-xs">
      <StatusIcon name={state === 'missing' ? 'missing' : 'silent'} className="mt-0.5 size-3.5" />
      <div className="min-w-0 flex-1">
        <SentenceText sentence={explained.headline} />
        <DidYouMean suggestion={explained.didYouMean} />
      </div>
    </div>
  );
}

type ListenerBoxProps = Readonly<{
  explained: ListenerExplanation;
  verdict: ListenerVerdict | undefined;
  parent: ParentExplanation;
  open: boolean;
}>;

const ICONS = { attached: 'accepted', refused: 'refused', notSelected: 'refused', unknown: 'silent' } as const;
const WORDS = { attached: 'attached', refused: 'refused', notSelected: 'not selected', unknown: 'not known' } as const;

function ListenerBox({ explained, verdict, parent, open }: ListenerBoxProps) {
  return (
    <details open={open} className="group/box mt-2 overflow-hidden rounded-lg border border-line first-of-type:mt-0">
      <summary className="relative flex cursor-pointer list-none flex-wrap items-center gap-x-2 gap-y-0.5 bg-sunken py-1.5 pr-8 max-tab:min-h-11 pl-2.5 text-xs text-ink-3 hover:bg-hover [&::-webkit-details-marker]:hidden">
        <KindBadge kind={identityOf(parent.object).kind} />
        <span className="font-mono font-semibold text-ink">{formatKey(parent.object)}</span>
        <span>
          listener <b className="font-mono font-semibold text-ink">{explained.name}</b>
        </span>
        {verdict && <Where listener={verdict.listener} />}
        <span className="ml-auto inline-flex items-center gap-1 group-open/box:sr-only">
          <StatusIcon name={explained.isIdle ? 'notServing' : ICONS[explained.attachment]} />
          {WORDS[explained.attachment]}
          {explained.isIdle && ', serves nothing'}
        </span>
        <ChevronDown
          size={14}
          aria-hidden="true"
          className="absolute top-2 right-2.5 text-ink-3 transition-transform group-open/box:rotate-180"
        />
      </summary>
      <ul className="divide-y divide-line-soft border-t border-line">
        {explained.checks.map((check) => (
          <CheckRow
            key={check.check}
            explained={check}
            check={verdict?.checks.find((candidate) => candidate.check === check.check)}
          />
        ))}
      </ul>
    </details>
  );
}

/** `HTTP :80` */
function Where({ listener }: Readonly<{ listener: ListenerKey }>) {
  const { data } = useTopology();
  const node = data?.topology.nodes[listener];
  if (node?.type !== 'listener') return null;
  return (
    <span className="font-mono">
      {node.protocol} :{node.port}
    </span>
  );
}
