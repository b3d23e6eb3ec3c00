import { StatusIcon } from '#components/ui/badge.tsx';
import type { Chip } from '#lib/topology/topology.ts';

export type ChipTextProps = Readonly<{ chip: Chip; tone: 'refused' | 'silent'; lines: 'one' | 'two' }>;

/** `NotAllowedByListeners: needs` and below it the operand; one line shows the reason only. */
export function ChipText({ chip, tone, lines }: ChipTextProps) {
  const verb = lines === 'two' && chip.verb ? `: ${chip.verb}` : '';
  return (
    <>
      <span className={`flex items-center gap-1 font-semibold ${tone === 'refused' ? 'text-bad' : 'text-ink-2'}`}>
        <StatusIcon name={tone} />
        <span className="truncate">
          {chip.reason}
          {verb}
        </span>
      </span>
      {lines === 'two' && (chip.operand || chip.more > 0) && (
        <span className="flex min-w-0 gap-1.5 pl-4 text-ink-2">
          <code className="truncate font-mono font-[550] tracking-[-0.03em] text-ink" title={chip.operand}>
            {chip.operand}
          </code>
          {chip.more > 0 && <span className="shrink-0">+ {chip.more} more</span>}
        </span>
      )}
    </>
  );
}
