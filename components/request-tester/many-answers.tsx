import { cn } from '#components/ui/cn.ts';
import { RefusedIcon } from '#components/ui/icons.tsx';
import type { ManyAnswers, PredictedBackend, Prediction, ShareOfBackend } from '#lib/api/test-messages.ts';
import { formatKey, identityOf } from '#lib/kube/object-key.ts';
import { formatMs } from './summary.ts';

export type ManyAnswersProps = Readonly<{ many: ManyAnswers; prediction: Prediction }>;

/** N requests: do the shares agree with the weights, and what came back. */
export function ManyAnswersView({ many, prediction }: ManyAnswersProps) {
  const perSecond = Math.round(many.sent / Math.max(0.001, many.elapsedMs / 1000));
  return (
    <section aria-labelledby="test-many" className="mt-3.5 border-t border-line px-4 pt-3 pb-5">
      <h2 id="test-many" className="mb-2.5 flex items-baseline gap-2 font-semibold">
        {many.sent.toLocaleString('en')} requests
        <span className="ml-auto text-xs font-normal text-ink-3">
          {`${formatMs(many.elapsedMs)}, ${perSecond.toLocaleString('en')} per second`}
        </span>
      </h2>
      <p className="text-ink-2">
        {AGREEMENTS[many.agreement]} <Errors many={many} backends={prediction.backends} />
      </p>
      {many.shares && many.shares.length > 0 && <Weights shares={many.shares} />}
      <Statuses many={many} />
    </section>
  );
}

const AGREEMENTS: Readonly<Record<ManyAnswers['agreement'], string>> = {
  agree: 'Shares agree with the weights.',
  disagree: 'Shares do not agree with the weights: chance alone would do this less than once in 10,000 times.',
  unknown: 'Whether shares agree with the weights cannot be told: no backend was reported, or the weights changed.',
};

/** `306 answers are 500: apples/apple-echo: RefNotPermitted`. */
function Errors({ many, backends }: Readonly<{ many: ManyAnswers; backends: readonly PredictedBackend[] }>) {
  const errors = many.statuses.filter(({ status }) => status >= 400);
  return (
    <>
      {errors.map(({ status, count }) => {
        const causes = backends.filter((backend) => backend.status === status && backend.weight > 0);
        const why = causes.map(({ target, reason }) => `${formatKey(target)} (${reason})`).join(', ');
        return (
          <span key={status}>
            <b className="font-semibold text-bad">{`${count.toLocaleString('en')} answers are ${status}`}</b>
            {why ? `: ${why}. ` : '. '}
          </span>
        );
      })}
      {many.failures.map(({ why, count }) => (
        <span key={why}>
          <b className="font-semibold text-bad">{`${count.toLocaleString('en')} got no answer`}</b>
          {`: ${why}. `}
        </span>
      ))}
    </>
  );
}

const TICKS = [0, 25, 50, 75, 100] as const;
const percent = (share: number) => `${(share * 100).toFixed(1).replace(/\.0$/, '')} %`;
const at = (share: number) => `${share * 100}%`;
const nameOf = ({ backend }: ShareOfBackend) => (backend === null ? 'the listener' : identityOf(backend).name);

/** Bar: configured. Dot: observed. Band: 95 % Wilson interval. */
function Weights({ shares }: Readonly<{ shares: readonly ShareOfBackend[] }>) {
  return (
    <figure className="mt-3">
      <ul>
        {shares.map((share) => (
          <Share key={share.backend ?? ''} share={share} />
        ))}
      </ul>
      <div aria-hidden="true" className="relative ml-[124px] h-5 text-2xs text-ink-2 max-tab:ml-24">
        {TICKS.map((tick) => (
          <span
            key={tick}
            className={cn(
              'absolute top-0.5 -translate-x-1/2 whitespace-nowrap',
              tick === 100 && '-translate-x-full',
              tick === 0 && 'translate-x-0',
            )}
            style={{ left: `${tick}%` }}
          >
            {tick} %
          </span>
        ))}
      </div>
      <figcaption className="mt-2 flex flex-wrap items-center gap-x-3 text-2xs text-ink-2">
        <span className="inline-flex items-center gap-1.5">
          <span className="size-2 rounded-full bg-accent" /> observed
        </span>
        <span className="inline-flex items-center gap-1.5">
          <span className="h-3 w-0.5 bg-ink" /> configured weight
        </span>
        <span className="inline-flex items-center gap-1.5">
          <span className="h-2.5 w-4 rounded-[2px] border border-accent-line bg-accent-soft" /> 95 % interval (Wilson)
        </span>
      </figcaption>
    </figure>
  );
}

function Share({ share }: Readonly<{ share: ShareOfBackend }>) {
  const { expected, observed, low, high } = share;
  const name = nameOf(share);
  const isRight = observed > 0.5;
  return (
    <li className="grid grid-cols-[112px_minmax(0,1fr)] items-center gap-3 max-tab:grid-cols-[84px_minmax(0,1fr)]">
      <code className="truncate font-mono text-xs font-semibold" title={name}>
        {name}
      </code>
      <span className="sr-only">
        {`observed ${percent(observed)}, configured ${percent(expected)} (weight ${share.weight}), 95 % interval ${percent(low)} to ${percent(high)}`}
      </span>
      <span aria-hidden="true" className="relative block h-12">
        {TICKS.map((tick) => (
          <span key={tick} className="absolute inset-y-0 w-px bg-line-soft" style={{ left: `${tick}%` }} />
        ))}
        <span className="absolute inset-x-0 top-1/2 h-px bg-line" />
        <span
          className="absolute top-1/2 h-4 min-w-1.5 -translate-y-1/2 rounded-[2px] border border-accent-line bg-accent-soft"
          style={{ left: at(low), width: at(high - low) }}
        />
        <span className="absolute top-1/2 -ml-px h-7 w-0.5 -translate-y-1/2 bg-ink" style={{ left: at(expected) }} />
        <span
          className="absolute top-1/2 -ml-1 size-2 -translate-y-1/2 rounded-full bg-accent"
          style={{ left: at(observed) }}
        />
        <span
          className={cn(
            'absolute top-1/2 -translate-y-1/2 bg-surface px-1 text-2xs whitespace-nowrap text-ink-2',
            isRight && '-translate-x-full',
          )}
          style={{
            left: isRight
              ? `calc(${at(Math.min(low, expected))} - 8px)`
              : `calc(${at(Math.max(high, expected))} + 8px)`,
          }}
        >
          <b className="font-semibold text-ink">{percent(observed)}</b> of {percent(expected)}
        </span>
      </span>
    </li>
  );
}

/** One bar, words inside; what got no answer stands at its end. */
function Statuses({ many: { statuses, failures } }: Readonly<{ many: ManyAnswers }>) {
  const failed = failures.reduce((sum, { count }) => sum + count, 0);
  const parts = [
    ...statuses.map(({ status, count }) => ({ word: String(status), count, isBad: status >= 400 })),
    ...(failed > 0 ? [{ word: 'no answer', count: failed, isBad: true }] : []),
  ];
  return (
    <>
      <h3 className="mt-3 font-semibold">By status</h3>
      <ul className="mt-1.5 flex overflow-x-auto rounded-sm text-2xs leading-5 font-semibold">
        {parts.map(({ word, count, isBad }) => (
          <li
            key={word}
            className={cn(
              'flex min-w-max items-center gap-1 px-2 not-first:border-l-2',
              isBad ? 'border-bad-mark bg-bad-soft text-bad' : 'border-ok-mark bg-ok-soft text-ok',
            )}
            style={{ flex: `${count} 1 0` }}
          >
            {isBad && <RefusedIcon width={12} height={12} />}
            {`${word}, ${count.toLocaleString('en')} ${count === 1 ? 'time' : 'times'}`}
          </li>
        ))}
      </ul>
    </>
  );
}
