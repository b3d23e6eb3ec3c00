import { StatusWord } from '#components/ui/badge.tsx';
import type { BadgeName } from '#lib/topology/badge.ts';
import type { AttachmentCounts } from '#lib/topology/topology.ts';
import { formatCount } from './state-words.ts';

/** `short` keeps the words of what is wrong, `none` only icons and numbers. */
type CountsProps = Readonly<{ counts: AttachmentCounts; words?: 'long' | 'short' | 'none' }>;

/** Accepted, partly accepted and refused routes of a listener or Gateway; what is zero is left out. */
export function Counts({ counts, words = 'long' }: CountsProps) {
  const { attached, partial, refused, other } = counts;
  // three words do not fit beside each other on a card, nor any beside a status
  const isCrowded = words === 'none' || [attached, partial, refused, other].filter((count) => count > 0).length > 2;
  return (
    <span className="flex items-center gap-[7px] text-2xs">
      {attached + partial + refused + other === 0 && <span className="text-ink-3">no routes</span>}
      <Count name="accepted" count={attached} word="accepted" isShort={isCrowded || words === 'short'} />
      <Count name="partial" count={partial} word="partial" isShort={isCrowded} />
      <Count name="refused" count={refused} word="refused" isShort={isCrowded} />
      <Count name="silent" count={other} word="unknown" isShort={isCrowded} />
    </span>
  );
}

type CountProps = Readonly<{ name: BadgeName; count: number; word: string; isShort: boolean }>;

/** Short: the icon and the number; the word stays for the title and for who cannot see the icon. */
function Count({ name, count, word, isShort }: CountProps) {
  if (count === 0) return null;
  const text = `${formatCount(count)} ${word}`;
  return (
    <span title={text}>
      <StatusWord name={name} word={isShort ? formatCount(count) : text} className="gap-[3px] [&_svg]:size-3" />
      {isShort && <span className="sr-only"> {word}</span>}
    </span>
  );
}
