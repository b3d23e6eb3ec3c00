import type { Sentence } from '#lib/explain/explanation.ts';
import { cn } from './cn.ts';

/** A sentence of the engine: names, labels and fields in the mono face. */
export function SentenceText({ sentence, className }: Readonly<{ sentence: Sentence; className?: string }>) {
  return (
    <span className={cn('[overflow-wrap:anywhere]', className)}>
      {sentence.map((part, index) =>
        'code' in part ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: parts of a sentence never move
          <code key={index} className="font-mono text-[0.94em] font-[550] text-ink">
            {part.code}
          </code>
        ) : (
          part.text
        ),
      )}
    </span>
  );
}
