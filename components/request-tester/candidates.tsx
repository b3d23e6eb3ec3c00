'use client';

import Link from 'next/link';
import { type ReactNode, useState } from 'react';
import { StatusWord } from '#components/ui/badge.tsx';
import { cn } from '#components/ui/cn.ts';
import { FINGER } from '#components/ui/finger.ts';
import { SentenceText } from '#components/ui/sentence-text.tsx';
import { sayCheck } from '#lib/binding/check-words.ts';
import { join, type Sentence, say } from '#lib/binding/sentence.ts';
import { formatKey } from '#lib/kube/object-key.ts';
import type { Decision, EntryCandidate, RefusedCandidate, RoutingTrace } from '#lib/routing/decision.ts';
import type { RouteEntry } from '#lib/routing/route-table.ts';
import type { BadgeName } from '#lib/topology/badge.ts';
import { countRejections, formatMatch, nameOf, sayListener, sayOutranked, sayRejection } from './rejection-words.ts';

const SHOWN = 5;

/** Everything that did not get the request, and why: refused Routes that would have matched come first. */
export function Candidates({ decision }: Readonly<{ decision: Decision }>) {
  const { trace, outcome } = decision;
  if (!trace) return null;
  const isMatched = outcome.kind === 'matched';
  const refused = trace.refused.toSorted((a, b) => rank(a) - rank(b));
  const first = refused.filter(({ standing }) => standing === 'first').length;
  const would = isMatched ? 'would have won' : 'would have matched';
  return (
    <div className="mt-1 border-t border-line px-4 pt-3 pb-5 wide:px-5">
      <h3 className="mb-2.5 flex items-baseline gap-2 font-semibold">
        Candidates that lost
        {first > 0 && <span className="ml-auto text-xs font-normal text-ink-3">{`${first} ${would}`}</span>}
      </h3>
      <Losers trace={trace} refused={refused} would={isMatched ? 'Would have won' : 'Would have matched'} />
      <OtherListeners trace={trace} />
    </div>
  );
}

const rank = ({ standing }: RefusedCandidate) => (standing === 'first' ? 0 : 1);
const distance = ({ verdict }: EntryCandidate) => (verdict.kind === 'rejected' ? verdict.rejections.length : 0);

type LosersProps = Readonly<{ trace: RoutingTrace; refused: readonly RefusedCandidate[]; would: string }>;

function Losers({ trace, refused, would }: LosersProps) {
  const [showAll, setShowAll] = useState(false);
  const lost = trace.candidates
    .filter(({ verdict }) => verdict.kind !== 'matched')
    .toSorted((a, b) => distance(a) - distance(b));
  if (refused.length + lost.length === 0)
    return <p className="text-xs text-ink-2">Nothing else asks for this request.</p>;
  const shown = showAll ? lost : lost.slice(0, Math.max(1, SHOWN - refused.length));
  const rest = lost.slice(shown.length);
  return (
    <section
      aria-label="Candidates that lost"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      className="overflow-x-auto rounded-md border border-line bg-surface"
    >
      <table className="w-full border-separate border-spacing-0 text-xs @max-[560px]:block">
        <thead className="@max-[560px]:hidden">
          <tr className="bg-sunken">
            {['Route and rule', 'Attached', 'Rejected by'].map((head, index) => (
              <th
                key={head}
                scope="col"
                className={`h-[26px] border-b border-line px-2.5 text-left text-2xs font-semibold text-ink-3 ${['w-[34%]', 'w-[18%]', ''][index]}`}
              >
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="@max-[560px]:block @max-[560px]:[&>tr]:block @max-[560px]:[&>tr]:border-b @max-[560px]:[&>tr]:border-line-soft @max-[560px]:[&>tr]:py-1 @max-[560px]:[&>tr:last-child]:border-b-0 [&>tr:last-child>td]:border-b-0">
          {refused.map((candidate) => (
            <RefusedRow key={keyOf('refused', candidate.entry)} candidate={candidate} would={would} />
          ))}
          {shown.map((candidate) => (
            <Row
              key={keyOf('lost', candidate.entry)}
              entry={candidate.entry}
              attached={candidate.entry.standing === 'attached' ? YES : NO}
            >
              <Reasons reasons={reasonsOf(candidate)} />
            </Row>
          ))}
          {(rest.length > 0 || trace.omitted > 0) && (
            <tr>
              <td className={CELL}>{(rest.length + trace.omitted).toLocaleString('en')} more rules</td>
              <td className={CELL}>
                <Attached {...YES} />
              </td>
              <td className={CELL}>
                {rest.length > 0 && `${countRejections(rest.map(({ verdict }) => verdict))}. `}
                {trace.omitted > 0 && `${trace.omitted.toLocaleString('en')} further away are not listed. `}
                {rest.length > 0 && (
                  <button
                    type="button"
                    className={cn('text-accent underline underline-offset-2', FINGER)}
                    onClick={() => setShowAll(true)}
                  >
                    Show all
                  </button>
                )}
              </td>
            </tr>
          )}
        </tbody>
      </table>
    </section>
  );
}

const CELL =
  'border-b border-line-soft px-2.5 py-[7px] align-top @max-[560px]:block @max-[560px]:border-b-0 @max-[560px]:py-0.5';
const YES = { name: 'accepted', word: 'Yes' } as const;
const NO = { name: 'refused', word: 'No' } as const;

function keyOf(kind: string, { route, hostname, ruleIndex, matchIndex }: RouteEntry): string {
  return `${kind} ${route} ${hostname} ${ruleIndex} ${matchIndex}`;
}

function reasonsOf({ verdict }: EntryCandidate): readonly Sentence[] {
  if (verdict.kind === 'rejected') return verdict.rejections.map(sayRejection);
  return verdict.kind === 'outranked' ? [sayOutranked(verdict)] : [];
}

function Reasons({ reasons }: Readonly<{ reasons: readonly Sentence[] }>) {
  return <SentenceText sentence={join(reasons)} className="[&_code]:font-normal" />;
}

const REFUSALS: Readonly<Record<RefusedCandidate['attachment'], Readonly<{ name: BadgeName; word: string }>>> = {
  refused: NO,
  notSelected: NO,
  unknown: { name: 'silent', word: 'Unknown' },
};

function RefusedRow({ candidate, would }: Readonly<{ candidate: RefusedCandidate; would: string }>) {
  const { entry, failed, listener, attachment, standing } = candidate;
  const isFirst = standing === 'first';
  const why = failed.map((check) => sayCheck(nameOf(listener), check));
  const not = attachment === 'unknown' ? 'but whether it is attached is not known' : 'but is not attached';
  return (
    <Row entry={entry} attached={REFUSALS[attachment]} emphasis={isFirst ? 'first' : 'none'}>
      <b className="block font-semibold">
        {isFirst ? `${would}, ${not}.` : 'Not attached; a rule before it would take the request all the same.'}
      </b>
      {why.length > 0 && (
        <>
          <Reasons reasons={why} />{' '}
        </>
      )}
      <Link
        href={`/?select=${encodeURIComponent(entry.route)}`}
        className="whitespace-nowrap text-accent underline underline-offset-2"
      >
        Why refused
      </Link>
    </Row>
  );
}

type RowProps = Readonly<{
  entry: RouteEntry;
  attached: Readonly<{ name: BadgeName; word: string }>;
  emphasis?: 'first' | 'none';
  children: ReactNode;
}>;

function Row({ entry, attached, emphasis = 'none', children }: RowProps) {
  const { route, ruleIndex, hostname, match } = entry;
  return (
    <tr className={emphasis === 'first' ? '@max-[560px]:shadow-[inset_3px_0_0_var(--bad-mark)]' : ''}>
      <td className={`${CELL} ${emphasis === 'first' ? '@min-[560px]:shadow-[inset_3px_0_0_var(--bad-mark)]' : ''}`}>
        <code className="font-mono font-[550]">{formatKey(route)}</code>
        <span className="block text-ink-3">
          rules[{ruleIndex}], {formatMatch(match)}
          {hostname && `, ${hostname}`}
        </span>
      </td>
      <td className={CELL}>
        <Attached {...attached} />
      </td>
      <td className={CELL}>{children}</td>
    </tr>
  );
}

/** Without its column's head on a narrow screen, so it says of what it is the answer. */
function Attached(badge: Readonly<{ name: BadgeName; word: string }>) {
  return (
    <span className="inline-flex gap-1 text-xs">
      <span className="text-ink-3 @min-[560px]:hidden">Attached:</span>
      <StatusWord {...badge} className="text-xs" />
    </span>
  );
}

/** The listeners of the port that did not take it. */
function OtherListeners({ trace }: Readonly<{ trace: RoutingTrace }>) {
  const others = trace.listeners.filter(({ verdict }) => verdict.kind !== 'chosen');
  if (others.length === 0) return null;
  return (
    <>
      <h3 className="mt-4 mb-1.5 font-semibold">Listeners that lost</h3>
      <ul className="flex flex-col gap-1 text-xs text-ink-2">
        {others.map((candidate) => (
          <li key={candidate.listener}>
            <SentenceText sentence={[...say`${candidate.name}: `, ...sayListener(candidate, trace.host)]} />
          </li>
        ))}
      </ul>
    </>
  );
}
