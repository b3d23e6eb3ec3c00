const MINUTE_S = 60;
const HOUR_S = 60 * MINUTE_S;
const DAY_S = 24 * HOUR_S;
const YEAR_S = 365 * DAY_S;

/**
 * Elapsed time in kubectl's short form: `41s`, `3m20s`, `41m`, `3h12m`, `5d3h`, `63d`, `2y40d`.
 *
 * @param elapsedMs from creation to now; the clock is the caller's
 * @see k8s.io/apimachinery/pkg/util/duration, HumanDuration
 */
export function formatAge(elapsedMs: number): string {
  const seconds = Math.floor(elapsedMs / 1000);
  if (!Number.isFinite(seconds)) return '<unknown>';
  if (seconds < -1) return '<invalid>';
  if (seconds < 2 * MINUTE_S) return `${Math.max(0, seconds)}s`;
  if (seconds < 10 * MINUTE_S) return pair(seconds, MINUTE_S, 'm', 1, 's');
  if (seconds < 3 * HOUR_S) return `${Math.floor(seconds / MINUTE_S)}m`;
  if (seconds < 8 * HOUR_S) return pair(seconds, HOUR_S, 'h', MINUTE_S, 'm');
  if (seconds < 2 * DAY_S) return `${Math.floor(seconds / HOUR_S)}h`;
  if (seconds < 8 * DAY_S) return pair(seconds, DAY_S, 'd', HOUR_S, 'h');
  if (seconds < 2 * YEAR_S) return `${Math.floor(seconds / DAY_S)}d`;
  if (seconds < 8 * YEAR_S) return pair(seconds, YEAR_S, 'y', DAY_S, 'd');
  return `${Math.floor(seconds / YEAR_S)}y`;
}

function pair(seconds: number, large: number, largeUnit: string, small: number, smallUnit: string): string {
  const rest = Math.floor((seconds % large) / small);
  const whole = `${Math.floor(seconds / large)}${largeUnit}`;
  return rest === 0 ? whole : `${whole}${rest}${smallUnit}`;
}
