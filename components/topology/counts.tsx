import { StatusWord } from '#components/ui/badge.tsx';
import type { AttachmentCounts } from '#lib/topology/topology.ts';
import { formatCount } from './state-words.ts';

/** Accepted and refused routes of a listener or Gateway; what is zero is left out. */
export function Counts({ counts, words = 'long' }: Readonly<{ counts: AttachmentCounts; words?: 'long' | 'short' }>) {
  const { attached, refused, other } = counts;
  const accepted = words === 'long' ? `${formatCount(attached)} accepted` : formatCount(attached);
  return (
    <span className="flex items-center gap-[7px] text-2xs">
      {attached + refused + other === 0 && <span className="text-ink-3">no routes</span>}
      {attached > 0 && (
        <span title={`${formatCount(attached)} accepted`}>
          <StatusWord name="accepted" word={accepted} className="gap-[3px] [&_svg]:size-3" />
          {words === 'short' && <span className="sr-only"> accepted</span>}
        </span>
      )}
      {refused > 0 && (
        <StatusWord name="refused" word={`${formatCount(refused)} refused`} className="gap-[3px] [&_svg]:size-3" />
      )}
      {other > 0 && (
        <StatusWord name="silent" word={`${formatCount(other)} unknown`} className="gap-[3px] [&_svg]:size-3" />
      )}
    </span>
  );
}
