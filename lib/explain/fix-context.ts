import type { BindingResult, BindOptions, RouteResult } from '#lib/binding/result.ts';
import type { Snapshot } from '#lib/snapshot/snapshot.ts';

/** What fixes are worked out from, whatever they are for. */
export type FixSource = Readonly<{
  snapshot: Snapshot;
  result: BindingResult;
  options: BindOptions;
}>;

/** The same for a Route. */
export type FixContext = FixSource & Readonly<{ route: RouteResult }>;
