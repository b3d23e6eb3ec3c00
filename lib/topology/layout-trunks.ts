/** The height that a vertical line covers. */
export type Stretch = Readonly<{ id: string; top: number; bottom: number }>;

/** Lines that end this near to each other would look joined. */
const APART = 10;

/**
 * A lane for each vertical line, so that no two which run beside each other share one. Where there are more lines than
 * lanes, the lane is taken that was free the longest.
 *
 * @param lanes places to choose from, the best first
 * @returns the place of each line
 */
export function assignTrunks(stretches: readonly Stretch[], lanes: readonly number[]): ReadonlyMap<string, number> {
  const ends = lanes.map(() => Number.NEGATIVE_INFINITY);
  const found = new Map<string, number>();
  for (const { id, top, bottom } of stretches.toSorted((a, b) => a.top - b.top || a.bottom - b.bottom)) {
    const free = ends.findIndex((end) => end + APART <= top);
    const index = free >= 0 ? free : ends.indexOf(Math.min(...ends));
    ends[index] = Math.max(ends[index] ?? bottom, bottom);
    found.set(id, lanes[index] ?? 0);
  }
  return found;
}
