export type FloodGauge = Readonly<{ add: () => 'bearable' | 'flood'; reset: () => void }>;

/**
 * A bucket with a leak: bears `burst` at once and `perSecond` for ever.
 *
 * @param now in ms
 */
export function createFloodGauge(burst: number, perSecond: number, now = () => performance.now()): FloodGauge {
  let level = 0;
  let last = now();
  return {
    add: () => {
      const at = now();
      level = Math.max(0, level - ((at - last) / 1000) * perSecond) + 1;
      last = at;
      return level > burst ? 'flood' : 'bearable';
    },
    reset: () => {
      level = 0;
    },
  };
}
