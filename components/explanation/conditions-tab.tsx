'use client';

import { Age } from '#components/topology/node-facts.tsx';
import { Section } from '#components/ui/section.tsx';
import type { ConditionPair, StatusComparison } from '#lib/api/messages.ts';
import { ConditionWord } from './status-comparison.tsx';

/** Every condition in full: what the engine says, what is written, with messages. */
export function ConditionsTab({ statuses }: Readonly<{ statuses: readonly StatusComparison[] }>) {
  if (statuses.length === 0) return <p className="text-ink-2">No status is owed and none is written.</p>;
  return statuses.map((status) => (
    <Section key={`${status.title} ${status.controllerName}`} title={status.title} aside={writerOf(status)}>
      <ul className="rounded-lg border border-line">
        {status.pairs.map((pair) => (
          <li key={pair.type} className="border-b border-line-soft px-3 py-2 text-xs last:border-b-0">
            <h4 className="font-semibold">{pair.type}</h4>
            <Both pair={pair} />
          </li>
        ))}
        {status.pairs.length === 0 && <li className="px-3 py-2 text-xs text-ink-2">No condition.</li>}
      </ul>
    </Section>
  ));
}

function writerOf({ controllerName, ours }: StatusComparison): string {
  if (controllerName === null) return 'written by nobody';
  return ours ? `${controllerName}, this process` : controllerName;
}

function Both({ pair: { verdict, written, drift } }: Readonly<{ pair: ConditionPair }>) {
  return (
    <dl className="mt-1 grid grid-cols-[64px_minmax(0,1fr)] gap-x-3 gap-y-1.5">
      <dt className="text-ink-3">verdict</dt>
      <dd>
        {verdict ? (
          <>
            <ConditionWord {...verdict} />
            <Message text={verdict.message} />
          </>
        ) : (
          'none owed'
        )}
      </dd>
      <dt className="text-ink-3">written</dt>
      <dd>
        {written ? (
          <>
            <ConditionWord {...written} />
            <Message text={written.message} />
            <span className="block text-ink-3">
              {written.observedGeneration !== undefined && `observedGeneration ${written.observedGeneration}, `}
              {written.lastTransitionTime && (
                <>
                  since <Age createdAt={written.lastTransitionTime} />
                </>
              )}
            </span>
          </>
        ) : (
          'not written'
        )}
      </dd>
      {drift !== null && written !== null && (
        <>
          <dt className="text-warn">drift</dt>
          <dd className="text-warn">{drift}</dd>
        </>
      )}
    </dl>
  );
}

function Message({ text }: Readonly<{ text: string }>) {
  return text ? <span className="block text-ink-2 [overflow-wrap:anywhere]">{text}</span> : null;
}
