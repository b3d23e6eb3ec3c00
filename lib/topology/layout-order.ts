import { compareText } from '#lib/kube/object-key.ts';

/**
 * Where things stood before, so that new ones never move old ones within a session. Empty: sort afresh.
 * Lists hold ids in drawn order: blocks, and for each block its lanes, for each lane its routes.
 */
export type LayoutMemory = Readonly<{
  order: Readonly<Record<string, readonly string[]>>;
  /** the block in which a route lives */
  homes: Readonly<Record<string, string>>;
}>;

export const NO_MEMORY: LayoutMemory = { order: {}, homes: {} };

export type Ranked = Readonly<{ id: string; rank: number; name: string }>;

/**
 * Known items stay in the order they had, whatever became of them; new ones join at the end of their rank.
 * Without known items: worst rank first, then by name.
 */
export function orderItems<T extends Ranked>(items: readonly T[], known: readonly string[] = []): readonly T[] {
  const byId = new Map(items.map((item) => [item.id, item]));
  const placed = known.flatMap((id) => byId.get(id) ?? []);
  const old = new Set(placed.map(({ id }) => id));
  const fresh = items.filter(({ id }) => !old.has(id)).sort(compareRanked);
  if (placed.length === 0) return fresh;
  const result = [...placed];
  for (const item of fresh) {
    const last = result.findLastIndex(({ rank }) => rank <= item.rank);
    result.splice(last + 1, 0, item);
  }
  return result;
}

export function compareRanked(a: Ranked, b: Ranked): number {
  return a.rank - b.rank || compareText(a.name, b.name) || compareText(a.id, b.id);
}
