import { StatusIcon } from '#components/ui/badge.tsx';
import { SentenceText } from '#components/ui/sentence-text.tsx';
import type { Sentence } from '#lib/explain/explanation.ts';
import type { BadgeName } from '#lib/topology/badge.ts';

/** The sentence first: 14 px, the icon in front. */
export function VerdictLine({ badge, sentence }: Readonly<{ badge: BadgeName; sentence: Sentence }>) {
  return (
    <p className="flex gap-2.5 text-base">
      <StatusIcon name={badge} className="mt-0.5 size-4" />
      <SentenceText sentence={sentence} className="min-w-0 flex-1" />
    </p>
  );
}
