import { CircleSlash } from 'lucide-react';
import { SentenceText } from '#components/ui/sentence-text.tsx';
import { formatSentence, type Sentence } from '#lib/explain/explanation.ts';

/** What people often try here, and why it changes nothing. */
export function WillNotHelp({ sentences }: Readonly<{ sentences: readonly Sentence[] }>) {
  if (sentences.length === 0) return null;
  return (
    <section
      aria-label="What will not help"
      className="mt-4 flex gap-2.5 rounded-md border border-l-[3px] border-line border-l-control bg-surface px-3 py-2 text-xs text-ink-2"
    >
      <CircleSlash size={14} aria-hidden="true" className="mt-0.5 shrink-0 text-ink-3" />
      <div className="min-w-0 flex-1">
        <h3 className="font-semibold text-ink">What will not help</h3>
        <ul className={sentences.length > 1 ? 'mt-0.5 list-disc pl-4' : 'mt-0.5'}>
          {sentences.map((sentence) => (
            <li key={formatSentence(sentence)}>
              <SentenceText sentence={sentence} />
            </li>
          ))}
        </ul>
      </div>
    </section>
  );
}
