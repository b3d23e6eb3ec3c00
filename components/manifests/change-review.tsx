'use client';

import type { ReactNode } from 'react';
import { problemOf, sayProblem } from '#components/data/problem-error.ts';
import { useApplyChanges } from '#components/data/use-apply-changes.ts';
import { useDryRun } from '#components/data/use-dry-run.ts';
import { useSession } from '#components/data/use-session.ts';
import { Button } from '#components/ui/button.tsx';
import { DiffView } from '#components/ui/diff-view.tsx';
import { RefusedIcon } from '#components/ui/icons.tsx';
import { KindBadge } from '#components/ui/kind-badge.tsx';
import { Notice } from '#components/ui/notice.tsx';
import type { ChangeOutcome, ChangesResponse, RequestedChange } from '#lib/api/messages.ts';
import { diffTexts } from '#lib/explain/diff-lines.ts';
import { formatKey, identityOf } from '#lib/kube/object-key.ts';
import { unsaidCauses } from './refusal.ts';

export type ChangeReviewProps = Readonly<{
  changes: readonly RequestedChange[];
  onApplied: (what: string) => void;
  /** the button that leaves without a change */
  leave: ReactNode;
  /** whether the object has changed under the edit; the API server knows as well */
  hasMoved?: boolean;
  /** said then, with what to do */
  moved?: ReactNode;
}>;

/** Dry run by the API server, the diff of what it would store, then the change itself. */
export function ChangeReview({ changes, onApplied, leave, hasMoved = false, moved = null }: ChangeReviewProps) {
  const { data: session } = useSession();
  const dryRun = useDryRun(session, changes);
  const apply = useApplyChanges(session);
  const outcomes = apply.data?.outcomes ?? dryRun.data?.outcomes ?? [];
  // what is being applied moves the object itself
  const isStale = hasMoved || outcomes.some(({ refusal }) => refusal?.isConflict);
  const stale = isStale && !apply.isPending ? moved : null;
  const why =
    stale === null
      ? whyNotYet({ dryRun: dryRun.data, asking: dryRun.isFetching, failed: dryRun.isError })
      : 'The object has changed since, so this edit cannot be applied.';
  const onApply = () =>
    apply.mutate(changes, {
      onSuccess: (response) => {
        if (!isRefused(response)) onApplied(sayApplied(response));
      },
    });
  return (
    <>
      <div className="flex min-h-0 flex-1 flex-col gap-3 overflow-y-auto px-4 pb-3">
        {stale}
        <Steps now={apply.isPending || apply.data ? 2 : why === null ? 2 : 1} />
        {dryRun.isFetching && outcomes.length === 0 && (
          <p role="status" className="text-ink-2">
            Asking the API server what it would store…
          </p>
        )}
        {(apply.error ?? dryRun.error) && (
          <Failure error={apply.error ?? dryRun.error} onRetry={() => void dryRun.refetch()} />
        )}
        {outcomes.map((outcome) => (
          <Outcome key={outcome.key} outcome={outcome} />
        ))}
      </div>
      <footer className="flex flex-wrap items-center justify-end gap-2 border-t border-line px-4 py-3">
        {why !== null && <p className="mr-auto text-xs text-ink-2">{why}</p>}
        {leave}
        <Button look="primary" disabled={why !== null || apply.isPending} onClick={onApply}>
          {apply.isPending ? 'Applying…' : changes.length === 1 ? 'Apply' : `Apply ${changes.length} changes`}
        </Button>
      </footer>
    </>
  );
}

function isRefused({ outcomes }: ChangesResponse): boolean {
  return outcomes.some(({ refusal }) => refusal !== null);
}

function sayApplied({ outcomes }: ChangesResponse): string {
  return `Applied to ${outcomes.map(({ key }) => `${identityOf(key).kind} ${formatKey(key)}`).join(', ')}.`;
}

type Progress = Readonly<{ dryRun: ChangesResponse | undefined; asking: boolean; failed: boolean }>;

/** Why the change cannot be made yet; null when it can. */
function whyNotYet({ dryRun, asking, failed }: Progress): string | null {
  if (failed) return 'The dry run got no answer, so nothing can be applied.';
  if (!dryRun || asking) return 'Waiting for the dry run.';
  if (isRefused(dryRun)) return 'Refused, so nothing can be applied.';
  if (dryRun.outcomes.every(({ before, after }) => before === after)) return 'Nothing would change.';
  return null;
}

const STEPS = ['Dry run', 'Apply'] as const;

function Steps({ now }: Readonly<{ now: 1 | 2 }>) {
  return (
    <ol className="flex gap-4 text-xs text-ink-3">
      {STEPS.map((step, index) => (
        <li
          key={step}
          aria-current={index + 1 === now ? 'step' : undefined}
          className="aria-[current=step]:font-semibold aria-[current=step]:text-ink"
        >
          {index + 1}. {step}
          {index + 1 < now && <span>, passed</span>}
        </li>
      ))}
    </ol>
  );
}

function Failure({ error, onRetry }: Readonly<{ error: unknown; onRetry: () => void }>) {
  const problem = problemOf(error);
  return (
    <Notice
      icon={RefusedIcon}
      tone="bad"
      title={`${problem.title}.`}
      action={
        <Button size="small" onClick={onRetry}>
          Try now
        </Button>
      }
    >
      {sayProblem(problem)}
    </Notice>
  );
}

const VERBS = { create: 'Creates', patch: 'Changes', replace: 'Changes' } as const;

function Outcome({ outcome: { key, action, before, after, refusal } }: Readonly<{ outcome: ChangeOutcome }>) {
  const { kind } = identityOf(key);
  const same = before !== null && before === after;
  return (
    <section aria-label={`${kind} ${formatKey(key)}`} className="flex flex-col gap-2">
      <h3 className="flex items-center gap-2 text-ink-2">
        {refusal ? 'Refused:' : VERBS[action]} <KindBadge kind={kind} />
        <span className="font-mono font-semibold text-ink [overflow-wrap:anywhere]">{formatKey(key)}</span>
      </h3>
      {refusal && <Refusal refusal={refusal} />}
      {same && <p className="text-ink-2">The API server would store it as it is.</p>}
      {after !== null && !same && (
        <DiffView lines={diffTexts(before, after)} label="As the API server would store it" />
      )}
    </section>
  );
}

function Refusal({ refusal }: Readonly<{ refusal: NonNullable<ChangeOutcome['refusal']> }>) {
  const unsaid = unsaidCauses(refusal);
  return (
    <Notice icon={RefusedIcon} tone="bad" title="The API server says:">
      <span className="block font-mono text-xs whitespace-pre-wrap text-ink [overflow-wrap:anywhere]">
        {refusal.message}
      </span>
      {unsaid.length > 0 && (
        <dl className="mt-1.5 flex flex-col gap-1 text-xs">
          {unsaid.map(({ field, message }) => (
            <div key={`${field} ${message}`}>
              <dt className="font-mono font-semibold text-ink">{field || 'the object'}</dt>
              <dd className="[overflow-wrap:anywhere]">{message}</dd>
            </div>
          ))}
        </dl>
      )}
    </Notice>
  );
}
