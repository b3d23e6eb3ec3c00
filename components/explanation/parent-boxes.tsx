'use client';

import { ChevronDown } from 'lucide-react';
import { useState } from 'react';
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

/** More boxes than this are opened on demand: a Route may name 32 parents of 64 listeners. */
const SHOWN_BOXES = 12;

export type ParentBoxesProps = Readonly<{ result: RouteResult; explanation: Explanation }>;

/** A checklist for every parentRef, in the order of the spec; of its listeners those that refuse first. */
export function ParentBoxes({ result, explanation }: ParentBoxesProps) {
  const [all, setAll] = useState(false);
  const parents = explanation.parents.toSorted((a, b) => a.parent - b.parent);
  const shown = all ? parents : parents.slice(0, SHOWN_BOXES);
  return (
    <>
      {shown.map((parent) => (
        <ParentSection
          key={parent.parent}
          explained={parent}
          result={result.parents[parent.parent]}
          of={parents.length}
          allListeners={all}
        />
      ))}
      {shown.length < parents.length && (
        <Button size="small" className="mt-2" onClick={() => setAll(true)}>
          Show all {parents.length} parents
        </Button>
      )}
    </>
  );
}

type ParentSectionProps = Readonly<{
  explained: ParentExplanation;
  result: ParentResult | undefined;
  of: number;
  allListeners: boolean;
}>;

function ParentSection({ explained, result, of, allListeners }: ParentSectionProps) {
  const refused = explained.listeners.filter(({ attachment }) => attachment !== 'attached');
  const attached = explained.listeners.filter(({ attachment }) => attachment === 'attached');
  // a listener that sectionName or port leaves out says something only when no listener is left
  const aside = attached.length > 0 || refused.some(({ attachment }) => attachment !== 'notSelected');
  const inPlay = [...refused, ...attached].filter(({ attachment }) => !aside || attachment !== 'notSelected');
  const left = refused.filter((listener) => !inPlay.includes(listener));
  const shown = allListeners ? inPlay : inPlay.slice(0, SHOWN_BOXES);
  return (
    <Section title={titleOf(result, of)} aside={countChecks(inPlay)}>
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
          verdict={result?.listeners.find((candidate) => candidate.listener === listener.listener)}
          parent={explained}
          open={index === 0 || listener.attachment === 'refused' || listener.attachment === 'unknown'}
        />
      ))}
      {left.length > 0 && (
        <p className="mt-1.5 text-xs text-ink-3">
          Not asked for by this parentRef: {left.length === 1 ? 'listener' : 'listeners'}{' '}
          <span className="font-mono">{left.map(({ name }) => name).join(', ')}</span>.
        </p>
      )}
    </Section>
  );
}

function titleOf(result: ParentResult | undefined, of: number): string {
  const source = result?.source;
  if (!source || source.from === 'selectedBy') return 'Selected by a Gateway';
  return `${source.from} ${source.index + 1}${of > 1 ? ` of ${of}` : ''}`;
}

function countChecks(listeners: readonly ListenerExplanation[]): string {
  const checks = listeners.flatMap((listener) => listener.checks);
  if (checks.length === 0) return '';
  const failed = checks.filter(({ outcome }) => outcome === 'fail').length;
  const open = checks.filter(({ outcome }) => outcome === 'unknown').length;
  const total = `${checks.length} ${checks.length === 1 ? 'check' : 'checks'}`;
  return `${total}, ${failed > 0 ? `${failed} failed` : open > 0 ? `${open} not known` : 'all passed'}`;
}

function NoListener({ explained, result }: Readonly<Pick<ParentSectionProps, 'explained' | 'result'>>) {
  const state = result?.target.state ?? 'unknown';
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
          <StatusIcon name={ICONS[explained.attachment]} />
          {WORDS[explained.attachment]}
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
