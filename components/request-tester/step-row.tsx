import { ArrowRight, Box, Check, DoorOpen, Minus, SlidersHorizontal, Split, Target, Waypoints, X } from 'lucide-react';
import { cn } from '#components/ui/cn.ts';
import { type Icon, KeyMissingIcon, RefusedIcon } from '#components/ui/icons.tsx';
import { KindBadge } from '#components/ui/kind-badge.tsx';
import { SentenceText } from '#components/ui/sentence-text.tsx';
import type { PredictedBackend } from '#lib/api/test-messages.ts';
import { formatKey, type ObjectKey } from '#lib/kube/object-key.ts';
import type { Step, StepName, StepState } from './decision-steps.ts';

const GLYPHS: Readonly<Record<StepName, Icon>> = {
  Listener: DoorOpen,
  Route: Waypoints,
  Rule: Target,
  Filters: SlidersHorizontal,
  Backend: Split,
  Endpoint: Box,
};

const RINGS: Readonly<Record<StepState, string>> = {
  passed: 'border-edge bg-surface text-ink-2',
  answered: 'border-edge bg-surface text-ink-2',
  stopped: 'border-bad-mark bg-surface text-bad-mark',
  notReached: 'border-dashed border-control bg-canvas text-ink-3',
};

const CARDS: Readonly<Record<StepState, string>> = {
  passed: 'border-line bg-surface',
  answered: 'border-line bg-surface',
  stopped: 'border-bad-mark bg-surface',
  notReached: 'border-dashed border-line text-ink-3',
};

export type StepRowProps = Readonly<{
  step: Step;
  isLast: boolean;
  backends: readonly PredictedBackend[];
  /** the backend that got the request */
  drawn: ObjectKey | null;
}>;

/** One station: what was chosen and why, predicted beside actual. */
export function StepRow({ step, isLast, backends, drawn }: StepRowProps) {
  const { name, state, badge, title, detail } = step;
  const Glyph = state === 'stopped' ? X : state === 'notReached' ? Minus : GLYPHS[name];
  return (
    <li className="relative grid grid-cols-[30px_62px_minmax(0,1fr)_minmax(196px,212px)] items-start gap-x-2 pb-3.5 @max-[560px]:grid-cols-[30px_minmax(0,1fr)]">
      {!isLast && (
        <span
          aria-hidden="true"
          className={cn(
            'absolute top-6 -bottom-0.5 left-[11px] w-0 border-l-2',
            state === 'passed' ? 'border-edge' : 'border-dotted border-control',
          )}
        />
      )}
      <span aria-hidden="true" className={cn('grid size-6 place-items-center rounded-full border-2', RINGS[state])}>
        <Glyph width={12} height={12} strokeWidth={2.2} />
      </span>
      <span className={cn('text-xs leading-6 font-semibold', state === 'notReached' ? 'text-ink-3' : 'text-ink-2')}>
        {name}
      </span>
      <div className={cn('min-w-0 rounded-md border px-2.5 pt-[3px] pb-1 @max-[560px]:col-start-2', CARDS[state])}>
        {title.length > 0 && (
          <p className="flex min-w-0 items-center gap-[7px] leading-5">
            {badge && <KindBadge kind={badge} />}
            <SentenceText
              sentence={title}
              className={cn('min-w-0 [&_code]:text-xs [&_code]:font-semibold', state === 'stopped' && 'font-semibold')}
            />
          </p>
        )}
        {backends.length > 0 && <Backends backends={backends} drawn={drawn} />}
        {detail.length > 0 && (
          <p className="text-xs text-ink-2">
            <SentenceText sentence={detail} />
          </p>
        )}
      </div>
      {step.predicted !== null && <Comparison step={step} />}
    </li>
  );
}

function Comparison({ step: { predicted, actual, agreement } }: Readonly<{ step: Step }>) {
  return (
    <div className="grid grid-cols-[minmax(0,1fr)_18px_minmax(0,1fr)] pt-1 pl-1 text-xs leading-4 text-ink-2 [overflow-wrap:anywhere] @max-[560px]:col-start-2 @max-[560px]:pl-0">
      <span>
        <span className="sr-only @max-[560px]:not-sr-only @max-[560px]:text-ink-3">Predicted </span>
        <span className="font-mono text-2xs tracking-[-0.03em] text-ink">{predicted}</span>
      </span>
      <span>
        {agreement === 'same' && <Check role="img" aria-label="as predicted" size={14} className="mt-px text-ok" />}
        {agreement === 'differs' && (
          <RefusedIcon
            role="img"
            aria-hidden={undefined}
            aria-label="not as predicted"
            width={14}
            height={14}
            className="mt-px text-bad"
          />
        )}
      </span>
      <span>
        <span className="sr-only @max-[560px]:not-sr-only @max-[560px]:text-ink-3">Actual </span>
        {actual === null ? (
          <span className="text-ink-3">not reported</span>
        ) : (
          <span className="font-mono text-2xs tracking-[-0.03em] text-ink">{actual}</span>
        )}
      </span>
    </div>
  );
}

/** The backends of the rule with their weights; what is wrong with one stands below it. */
function Backends({ backends, drawn }: Pick<StepRowProps, 'backends' | 'drawn'>) {
  const showWeights = backends.length > 1;
  return (
    <ul className="divide-y divide-line-soft text-xs">
      {backends.map(({ target, port, weight, status, outcome, reason }, index) => {
        const isBad = outcome !== 'valid' || (status !== null && status >= 400);
        const name = port === null ? formatKey(target) : `${formatKey(target)}:${port}`;
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a rule may name one backend twice; its place is its identity
          <li key={index} className="py-0.5">
            <p className="grid min-h-5 grid-cols-[14px_minmax(0,1fr)_auto] items-center gap-[7px]">
              {isBad ? (
                <RefusedIcon width={14} height={14} className="text-bad" />
              ) : (
                <ArrowRight size={14} aria-hidden="true" className={drawn === target ? 'text-accent' : 'text-ink-3'} />
              )}
              <span className="truncate" title={name}>
                <code className="font-mono font-semibold">{name}</code>
                {drawn === target && <span className="sr-only">, drawn</span>}
              </span>
              {showWeights && (
                <span className={isBad ? 'text-bad' : 'text-ink-2'}>
                  × <b className="font-semibold">{weight}</b>
                </span>
              )}
            </p>
            {reason !== null && (
              <p className={cn('flex items-center gap-1.5 pl-[21px]', isBad ? 'text-bad' : 'text-ink-2')}>
                {reason === 'RefNotPermitted' && <KeyMissingIcon width={13} height={13} />}
                {status === null ? reason : `${showWeights ? 'This share answers' : 'Answers'} ${status}: ${reason}`}
              </p>
            )}
          </li>
        );
      })}
    </ul>
  );
}
