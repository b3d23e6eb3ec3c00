'use client';

import { Fragment, useState } from 'react';
import { Badge, StatusWord } from '#components/ui/badge.tsx';
import { Button } from '#components/ui/button.tsx';
import { Section } from '#components/ui/section.tsx';
import type { StatusComparison as Comparison, ConditionPair } from '#lib/api/messages.ts';
import { conditionBadge } from './condition-words.ts';

/** More tables than this are opened on demand, but for those that drift. */
const SHOWN_TABLES = 4;

/** The engine's verdict beside the status as written: two facts, two columns. */
export function StatusComparisons({ statuses }: Readonly<{ statuses: readonly Comparison[] }>) {
  const [all, setAll] = useState(false);
  const shown = statuses.filter(({ pairs }, index) => all || index < SHOWN_TABLES || pairs.some((pair) => pair.drift));
  const drift = statuses.flatMap(({ pairs }) => pairs).find((pair) => pair.drift !== null)?.drift;
  return (
    <Section title="Verdict beside the status" aside={drift && <Badge name="drift" word={`Drift: ${drift}`} />}>
      {statuses.length === 0 && <p className="text-xs text-ink-2">No status is owed and none is written.</p>}
      {shown.map((status) => (
        <ComparisonTable key={`${status.title} ${status.controllerName}`} status={status} />
      ))}
      {shown.length < statuses.length && (
        <Button size="small" className="mt-2" onClick={() => setAll(true)}>
          Show all {statuses.length}
        </Button>
      )}
    </Section>
  );
}

function ComparisonTable({ status }: Readonly<{ status: Comparison }>) {
  return (
    <table className="mb-2 w-full table-fixed border-collapse text-xs last:mb-0">
      <caption className="pb-0.5 text-left font-mono text-xs text-ink-3">{status.title}</caption>
      <thead>
        <tr className="border-b border-line text-left align-bottom text-ink-3">
          <Head width="w-[28%]">Condition</Head>
          <Head>Gatehouse, by the spec</Head>
          <Head>{status.controllerName ?? 'status'}</Head>
        </tr>
      </thead>
      <tbody>
        {status.pairs.map((pair) => (
          <PairRow key={pair.type} pair={pair} />
        ))}
        {status.pairs.length === 0 && (
          <tr>
            <td colSpan={3} className="py-1.5 text-ink-2">
              No condition is owed and none is written.
            </td>
          </tr>
        )}
      </tbody>
    </table>
  );
}

function Head({ children, width }: Readonly<{ children: string; width?: string }>) {
  return (
    <th scope="col" className={`py-1 pr-2 font-medium [overflow-wrap:anywhere] ${width ?? ''}`}>
      <Breakable text={children} at={/(?<=\/)/} />
    </th>
  );
}

function PairRow({ pair: { type, verdict, written, drift, vendor } }: Readonly<{ pair: ConditionPair }>) {
  return (
    <tr className="border-b border-line-soft align-top last:border-b-0">
      <th scope="row" className="py-1.5 pr-2 text-left font-normal [overflow-wrap:anywhere]">
        <Breakable text={type} at={WORDS} />
      </th>
      <td className="py-1.5 pr-2">{verdict ? <ConditionWord {...verdict} /> : <Absent>none owed</Absent>}</td>
      <td className="py-1.5">
        {written ? <ConditionWord {...written} /> : <Absent>not written</Absent>}
        {vendor && <span className="block text-ink-3">vendor reason</span>}
        {drift !== null && written !== null && (
          <StatusWord name="drift" word={drift} className="mt-0.5 flex whitespace-normal" />
        )}
      </td>
    </tr>
  );
}

function Absent({ children }: Readonly<{ children: string }>) {
  return <span className="font-[550] text-ink-3">{children}</span>;
}

type WordProps = Readonly<{ type: string; status: 'True' | 'False' | 'Unknown'; reason: string }>;

/** `False` and the raw reason below it. */
export function ConditionWord({ type, status, reason }: WordProps) {
  return (
    <>
      <StatusWord name={conditionBadge(type, status, reason)} word={status} />
      <span className="block font-mono text-xs tracking-[-0.035em] text-ink-2 [overflow-wrap:anywhere]">
        <Breakable text={reason} at={WORDS} />
      </span>
    </>
  );
}

/** Between the words of a reason or condition. */
const WORDS = /(?<=[a-z])(?=[A-Z])/;

/** May break at these places, so that no word is cut in its middle. */
function Breakable({ text, at }: Readonly<{ text: string; at: RegExp }>) {
  return text.split(at).map((word, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: words of a reason never move
    <Fragment key={index}>
      {index > 0 && <wbr />}
      {word}
    </Fragment>
  ));
}
