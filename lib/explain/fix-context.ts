import type { BindingResult, BindOptions, RouteResult } from '#lib/binding/result.ts';
import type { Snapshot } from '#lib/snapshot/snapshot.ts';

/** What fixes are worked out from. */
export type FixContext = Readonly<{
  snapshot: Snapshot;
  result: BindingResult;
  options: BindOptions;
  route: RouteResult;
}>;
