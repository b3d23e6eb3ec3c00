'use client';

import type { ReactNode } from 'react';
import { problemOf, sayProblem } from '#components/data/problem-error.ts';
import { Button } from '#components/ui/button.tsx';
import { RefusedIcon } from '#components/ui/icons.tsx';
import { Notice } from '#components/ui/notice.tsx';

type Reading<T> = Readonly<{ data: T | undefined; error: Error | null; refetch: () => unknown }>;

/** A detail once it is read; still lines after a moment before, what was refused and by whom instead. */
export function WhenRead<T>({ of, children }: Readonly<{ of: Reading<T>; children: (data: T) => ReactNode }>) {
  if (of.data !== undefined) return children(of.data);
  if (of.error) return <PanelProblem error={of.error} onRetry={of.refetch} />;
  return <PanelSkeleton />;
}

function PanelSkeleton() {
  return (
    <div className="flex flex-col gap-3 p-4 opacity-0 [animation:appear_0s_200ms_forwards]">
      <span role="status" className="sr-only">
        Reading the object.
      </span>
      {['w-11/12', 'w-2/3', 'w-full', 'w-5/6', 'w-full'].map((width, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: drawn once, never moved
        <div key={index} aria-hidden="true" className={`h-4 rounded-sm bg-line ${width}`} />
      ))}
    </div>
  );
}

function PanelProblem({ error, onRetry }: Readonly<{ error: Error; onRetry: () => unknown }>) {
  const problem = problemOf(error);
  return (
    <div className="p-4">
      <Notice
        icon={RefusedIcon}
        tone="bad"
        title={`${problem.title}.`}
        action={
          <Button size="small" onClick={() => void onRetry()}>
            Try now
          </Button>
        }
      >
        {sayProblem(problem)}
      </Notice>
    </div>
  );
}
