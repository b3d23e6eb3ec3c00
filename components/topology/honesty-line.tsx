'use client';

import type { ReactNode } from 'react';
import { cn } from '#components/ui/cn.ts';
import { FINGER } from '#components/ui/finger.ts';
import { type Filtered, isNarrowed } from '#lib/topology/filter.ts';
import { sayRefused } from './refused-words.ts';
import { formatCount, plural } from './state-words.ts';
import { useView } from './use-view.ts';

export type HonestyLineProps = Readonly<{
  filtered: Filtered;
  /** routes inside folds; 0 where there are none */
  folded: number;
  children?: ReactNode;
}>;

/** Says what is shown, what is not, and where the problems are. */
export function HonestyLine({ filtered, folded, children }: HonestyLineProps) {
  return (
    <div className="flex min-h-[30px] items-center gap-2 border-b border-line bg-surface px-4 py-1 text-xs text-ink-2">
      <p role="status" className="min-w-0">
        <b className="font-semibold text-ink">
          {formatCount(filtered.routes.length)} of {formatCount(filtered.total)}
        </b>{' '}
        routes shown. <Refused filtered={filtered} /> <Hidden filtered={filtered} />
        {folded > 0 && <>{plural(folded, 'route')} without a problem in folds. </>}
      </p>
      <Remedy filtered={filtered} />
      <span className="ml-auto flex items-center gap-2">{children}</span>
    </div>
  );
}

function Refused({ filtered }: Readonly<{ filtered: Filtered }>) {
  const words = sayRefused(filtered);
  if (filtered.refusedTotal + filtered.refusedPartsTotal === 0) return <>{words}</>;
  return <b className="font-semibold text-ink">{words}</b>;
}

function Hidden({ filtered: { hiddenRoutes, hiddenGateways } }: Readonly<{ filtered: Filtered }>) {
  if (hiddenRoutes === 0) return null;
  return (
    <>
      {plural(hiddenRoutes, 'route')} on {plural(hiddenGateways, 'healthy Gateway')} are hidden by “Problems first”.{' '}
    </>
  );
}

function Remedy({ filtered }: Readonly<{ filtered: Filtered }>) {
  const { view, filter } = useView();
  const style = cn('shrink-0 text-accent underline underline-offset-2 hover:decoration-2', FINGER);
  if (isNarrowed(view.filters)) {
    return (
      <button
        type="button"
        className={style}
        onClick={() => filter({ gateway: null, namespace: null, kind: null, states: [] })}
      >
        Clear filters
      </button>
    );
  }
  if (filtered.hiddenRoutes === 0) return null;
  return (
    <button type="button" className={style} onClick={() => filter({ problemsFirst: false })}>
      Show them
    </button>
  );
}
