'use client';

import { useView } from '#components/topology/use-view.ts';
import { StatusWord } from '#components/ui/badge.tsx';
import { cn } from '#components/ui/cn.ts';
import { FINGER } from '#components/ui/finger.ts';
import { KindBadge } from '#components/ui/kind-badge.tsx';
import { Section } from '#components/ui/section.tsx';
import { SentenceText } from '#components/ui/sentence-text.tsx';
import type { ListenerDetail } from '#lib/api/messages.ts';
import type { ListenerResult } from '#lib/binding/result.ts';
import { PortNotice } from './gateway-facts.tsx';

type ListenerListProps = Readonly<{ results: readonly ListenerResult[]; details: readonly ListenerDetail[] }>;

/** The listeners that a Gateway or a ListenerSet declares, each with what it comes to. */
export function ListenerList({ results, details }: ListenerListProps) {
  const { select } = useView();
  return (
    <Section title="Listeners" aside={String(results.length)}>
      <ul className="divide-y divide-line-soft rounded-lg border border-line">
        {results.map((listener) => {
          const summary = details.find(({ key }) => key === listener.key)?.summary;
          const programmed = listener.conditions.find(({ type }) => type === 'Programmed');
          return (
            <li key={listener.key} className="px-2.5 py-2 text-xs">
              <div className="flex flex-wrap items-center gap-2">
                <KindBadge kind={listener.protocol} />
                <button
                  type="button"
                  onClick={() => select(listener.key)}
                  className={cn('font-mono font-semibold [overflow-wrap:anywhere] hover:underline', FINGER)}
                >
                  {listener.name}
                </button>
                <span className="font-mono text-ink-3">:{listener.port}</span>
                {programmed && programmed.status !== 'True' && (
                  <StatusWord
                    name={programmed.status === 'False' ? 'refused' : 'pending'}
                    word={programmed.reason}
                    className="ml-auto text-xs"
                  />
                )}
              </div>
              {summary && (
                <p className="mt-0.5 text-ink-2">
                  <SentenceText sentence={summary.headline} />
                </p>
              )}
              <div className="mt-1 empty:hidden">
                <PortNotice listener={listener} />
              </div>
            </li>
          );
        })}
      </ul>
    </Section>
  );
}
