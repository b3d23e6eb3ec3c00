import { CORNER } from './layout-geometry.ts';

export type Point = Readonly<{ x: number; y: number }>;

/** Right, down or up, right again, with rounded corners: listener → trunk → branch. SVG path data. */
export function elbowPath(from: Point, trunkX: number, to: Point): string {
  const rise = to.y - from.y;
  if (Math.abs(rise) < 1) return `M${from.x} ${from.y}H${to.x}`;
  const r = Math.max(0, Math.min(CORNER, Math.abs(rise) / 2, trunkX - from.x, to.x - trunkX));
  const sign = Math.sign(rise);
  return [
    `M${from.x} ${from.y}H${trunkX - r}`,
    `Q${trunkX} ${from.y} ${trunkX} ${from.y + sign * r}`,
    `V${to.y - sign * r}`,
    `Q${trunkX} ${to.y} ${trunkX + r} ${to.y}`,
    `H${to.x}`,
  ].join('');
}

/** A Bézier with horizontal tangents: route → Service. */
export function bezierPath(from: Point, to: Point): string {
  const middle = (from.x + to.x) / 2;
  return `M${from.x} ${from.y}C${middle} ${from.y} ${middle} ${to.y} ${to.x} ${to.y}`;
}

/** The point of that Bézier at `t` (0 to 1). */
export function bezierPoint(from: Point, to: Point, t: number): Point {
  const middle = (from.x + to.x) / 2;
  const [a, b, c, d] = [(1 - t) ** 3, 3 * (1 - t) ** 2 * t, 3 * (1 - t) * t ** 2, t ** 3];
  return { x: a * from.x + (b + c) * middle + d * to.x, y: (a + b) * from.y + (c + d) * to.y };
}

/**
 * Places items as near to where they want to be as their distances allow, in the order of their wishes
 * (pool adjacent violators).
 *
 * @param wishes centres wanted, ascending
 * @param steps least distance of each from the one before; of the first none
 * @returns centres
 */
export function spread(wishes: readonly number[], steps: readonly number[]): readonly number[] {
  const offsets: number[] = [];
  for (const [index, step] of steps.entries()) offsets.push(index === 0 ? 0 : (offsets[index - 1] ?? 0) + step);
  const pools: { sum: number; size: number }[] = [];
  wishes.forEach((wish, index) => {
    let pool = { sum: wish - (offsets[index] ?? 0), size: 1 };
    for (let last = pools.at(-1); last && last.sum / last.size > pool.sum / pool.size; last = pools.at(-1)) {
      pool = { sum: pool.sum + last.sum, size: pool.size + last.size };
      pools.pop();
    }
    pools.push(pool);
  });
  return pools
    .flatMap(({ sum, size }) => Array<number>(size).fill(sum / size))
    .map((y, index) => y + (offsets[index] ?? 0));
}
