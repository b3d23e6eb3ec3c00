import { ChevronDown, X } from 'lucide-react';
import { StatusIcon } from '#components/ui/badge.tsx';
import { cn } from '#components/ui/cn.ts';
import { SentenceText } from '#components/ui/sentence-text.tsx';
import type { Check, Outcome } from '#lib/binding/result.ts';
import type { CheckExplanation } from '#lib/explain/explanation.ts';
import { type Operands, operandsOf } from './operands.ts';

const ICONS = { pass: 'accepted', fail: 'refused', unknown: 'silent' } as const;
const SPOKEN: Readonly<Record<Outcome, string>> = { pass: 'passed', fail: 'failed', unknown: 'not known' };

/** One check: icon, name, sentence; its operands below it, open unless it passed. */
export function CheckRow({ explained, check }: Readonly<{ explained: CheckExplanation; check: Check | undefined }>) {
  const operands = check ? operandsOf(check) : null;
  const row = (
    <>
      <StatusIcon name={ICONS[explained.outcome]} className="mt-0.5 size-3.5" />
      <span className={cn('w-[92px] shrink-0 font-[550]', explained.outcome === 'fail' ? 'text-bad' : 'text-ink')}>
        {explained.title}
        <span className="sr-only"> {SPOKEN[explained.outcome]}.</span>
      </span>
      <SentenceText sentence={explained.sentence} className="min-w-0 flex-1 text-ink-2" />
    </>
  );
  if (!operands) return <li className="flex gap-2 px-2.5 py-1.5 text-xs">{row}</li>;
  return (
    <li className="text-xs">
      <details open={explained.outcome !== 'pass'} className="group">
        <summary className="flex cursor-pointer list-none gap-2 px-2.5 py-1.5 hover:bg-hover [&::-webkit-details-marker]:hidden">
          {row}
          <ChevronDown
            size={14}
            aria-hidden="true"
            className="mt-0.5 shrink-0 text-ink-3 transition-transform group-open:rotate-180"
          />
        </summary>
        <div className="px-2.5 pb-2 pl-8">
          <OperandTable operands={operands} />
        </div>
      </details>
    </li>
  );
}

function OperandTable({ operands: { heads, rows } }: Readonly<{ operands: Operands }>) {
  return (
    <table className="w-full border-separate border-spacing-0 rounded-sm border border-line text-2xs">
      <thead className="bg-sunken text-left text-ink-3">
        <tr>
          {heads.map((head) => (
            <th key={head} scope="col" className="px-2 py-1 font-medium">
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ name, needs, has, state }) => (
          <tr key={name} className="font-mono align-top [overflow-wrap:anywhere]">
            <th scope="row" className="border-t border-line-soft px-2 py-1 text-left font-normal">
              {name}
            </th>
            <td className={cn('border-t border-line-soft px-2 py-1', state === 'idle' && 'font-sans text-ink-3')}>
              {needs}
            </td>
            <td
              className={cn(
                'border-t border-line-soft px-2 py-1',
                state === 'unmet' && 'border-[1.5px] border-bad-mark bg-bad-soft font-semibold text-bad',
              )}
            >
              {state === 'unmet' && <X size={11} aria-hidden="true" className="mr-1 inline align-[-1px]" />}
              {has}
              {state === 'unmet' && <span className="sr-only"> (does not fit)</span>}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
