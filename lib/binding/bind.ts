import type { Snapshot } from '#lib/snapshot/snapshot.ts';
import type { BindingResult, BindOptions } from './result.ts';

/**
 * Who attaches where, and exactly why not: the verdict for every parentRef × listener of a snapshot.
 * Total and pure: user mistakes are findings in the result, never exceptions.
 */
export function bind(_snapshot: Snapshot, _options: BindOptions): BindingResult {
  throw new Error('not built');
}
