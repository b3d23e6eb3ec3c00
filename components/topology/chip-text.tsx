import { StatusIcon } from '#components/ui/badge.tsx';
import { Breakable } from '#components/ui/breakable.tsx';
import type { Chip } from '#lib/topology/topology.ts';

export type ChipTextProps = Readonly<{
  chip: Chip;
  tone: 'refused' | 'silent';
  /** where the layout found room for the verb */
  verb: 'head' | 'body';
  lines: 'reason' | 'full';
}>;

/** `NotAllowedByListeners: needs` and below it the operand; always in full, broken where a line ends. */
export function ChipText({ chip, tone, verb, lines }: ChipTextProps) {
  const full = lines === 'full';
  return (
    <>
      <span className={`flex items-start gap-1 font-semibold ${tone === 'refused' ? 'text-bad' : 'text-ink-2'}`}>
        <StatusIcon name={tone} className="mt-[1.5px] shrink-0" />
        <span className="min-w-0 [overflow-wrap:anywhere]">
          <Breakable text={chip.reason} />
          {full && chip.verb && verb === 'head' && `: ${chip.verb}`}
        </span>
      </span>
      {full && (chip.operand || chip.more > 0) && (
        <span className="min-w-0 pl-4 text-ink-2 [overflow-wrap:anywhere]">
          {verb === 'body' && chip.verb && `${chip.verb} `}
          <code className="font-mono font-[550] tracking-[-0.03em] text-ink">
            <Breakable text={chip.operand} />
          </code>
          {chip.more > 0 && ` + ${chip.more} more`}
        </span>
      )}
    </>
  );
}
