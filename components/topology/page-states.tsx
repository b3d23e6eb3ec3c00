'use client';

import { useQueryClient } from '@tanstack/react-query';
import { WifiOff } from 'lucide-react';
import { problemOf, sayProblem } from '#components/data/problem-error.ts';
import { queryKeys } from '#components/data/query-keys.ts';
import { useStreamState } from '#components/data/use-event-stream.ts';
import { useNow } from '#components/data/use-now.ts';
import { useSession } from '#components/data/use-session.ts';
import { Button } from '#components/ui/button.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { RefusedIcon } from '#components/ui/icons.tsx';
import { Notice } from '#components/ui/notice.tsx';
import { formatAge } from '#lib/kube/age.ts';
import type { Topology } from '#lib/topology/topology.ts';
import { plural, STATE_WORDS } from './state-words.ts';
import { useView } from './use-view.ts';

/** Still skeletons in the real columns, after a moment: short loads show nothing at all. */
export function PageSkeleton() {
  const { data: session } = useSession();
  const syncing = session?.kinds.filter(({ coverage }) => coverage === 'syncing') ?? [];
  const next = syncing[0]?.resource;
  const read = (session?.kinds.length ?? 0) - syncing.length;
  return (
    <div className="flex flex-col gap-3 p-6 opacity-0 [animation:appear_0s_200ms_forwards]">
      <div aria-hidden="true" className="grid grid-cols-[142px_178px_214px_136px] gap-x-10 gap-y-4 max-tab:grid-cols-1">
        {['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map((id) => (
          <div
            key={id}
            data-skeleton=""
            className="flex h-10 flex-col justify-center gap-1.5 rounded-md border border-line bg-surface px-2.5"
          >
            <div className="h-2 w-2/3 rounded-sm bg-line" />
            <div className="h-2 w-2/5 rounded-sm bg-line" />
          </div>
        ))}
      </div>
      <p role="status" className="text-xs text-ink-2">
        Reading the cluster
        {next ? `: ${read} of ${plural(session?.kinds.length ?? 0, 'kind')} read, ${next} next` : ''}.
      </p>
    </div>
  );
}

/** What was refused, by whom, and what to do. */
export function ReadFailed({ error }: Readonly<{ error: unknown }>) {
  const client = useQueryClient();
  const problem = problemOf(error);
  return (
    <div className="mx-auto w-[min(560px,calc(100%-32px))] pt-10">
      <Notice
        icon={RefusedIcon}
        tone="bad"
        title={`${problem.title}.`}
        action={
          <Button size="small" onClick={() => void client.invalidateQueries({ queryKey: queryKeys.topology() })}>
            Try now
          </Button>
        }
      >
        {sayProblem(problem)}
      </Notice>
    </div>
  );
}

/** Names the filter, says what exists elsewhere, one button to clear. */
export function NothingPasses({ topology }: Readonly<{ topology: Topology }>) {
  const { view, filter } = useView();
  const { states, namespace, kind } = view.filters;
  const what = states.map((state) => STATE_WORDS[state].word.toLowerCase()).join(' or ');
  const where = namespace ? ` in namespace ${namespace}` : '';
  const elsewhere = states.reduce((sum, state) => sum + topology.counts.byState[state], 0);
  return (
    <EmptyState title={`No ${what ? `${what} ` : ''}${kind ?? 'route'}${where}.`}>
      <p>
        {states.length > 0
          ? `There are ${plural(elsewhere, 'such route')} in all.`
          : `There are ${plural(topology.counts.routes, 'route')} in all.`}
      </p>
      <Button className="self-start" onClick={() => filter({ gateway: null, namespace: null, kind: null, states: [] })}>
        Clear filters
      </Button>
    </EmptyState>
  );
}

/** Said once it matters: a short break in the stream is not news. */
const QUIET_MS = 5_000;

/** Live updates lost: the age of what is shown. Nothing is greyed out, and nothing is moved: it lies over the page. */
export function StreamNotice() {
  const { stream, resume } = useStreamState();
  const now = useNow(1000);
  if (stream.state !== 'reconnecting' || now - stream.since < QUIET_MS) return null;
  return (
    <div className="absolute inset-x-3 bottom-3 z-30 mx-auto max-w-xl rounded-lg shadow-float">
      <Notice
        icon={WifiOff}
        title={`Live updates stopped ${formatAge(now - stream.since)} ago.`}
        action={
          <Button size="small" onClick={resume}>
            Try now
          </Button>
        }
      >
        What you see is from {new Date(stream.since).toLocaleTimeString('en-GB')}.
      </Notice>
    </div>
  );
}
