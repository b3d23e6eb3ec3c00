'use client';

import { useView } from '#components/topology/use-view.ts';
import { SentenceText } from '#components/ui/sentence-text.tsx';
import type { Suggestion } from '#lib/explain/explanation.ts';
import { formatKey } from '#lib/kube/object-key.ts';

/** The near name, and a way to look at what it names. */
export function DidYouMean({ suggestion }: Readonly<{ suggestion: Suggestion | null }>) {
  const { select } = useView();
  if (!suggestion) return null;
  return (
    <p className="mt-1 text-ink-2">
      <SentenceText sentence={suggestion.sentence} />{' '}
      <button
        type="button"
        onClick={() => select(suggestion.object)}
        className="text-accent underline underline-offset-2 hover:decoration-2"
      >
        Show {formatKey(suggestion.object)}
      </button>
    </p>
  );
}
