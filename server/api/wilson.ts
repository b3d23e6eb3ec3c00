/** z for 95 % and for 99.99 %, two-sided. */
export const Z_95 = 1.959964;
export const Z_9999 = 3.890592;

/**
 * Wilson score interval of a share.
 *
 * @param hits how often it was seen, of `total` draws
 * @returns bounds from 0 to 1; everything is possible when nothing was drawn
 * @see Wilson, Journal of the American Statistical Association 22 (1927)
 */
export function wilsonInterval(hits: number, total: number, z: number): { low: number; high: number } {
  if (total === 0) return { low: 0, high: 1 };
  const share = hits / total;
  const spread = z ** 2 / total;
  const centre = share + spread / 2;
  const half = z * Math.sqrt((share * (1 - share)) / total + spread / (4 * total));
  return { low: Math.max(0, (centre - half) / (1 + spread)), high: Math.min(1, (centre + half) / (1 + spread)) };
}
