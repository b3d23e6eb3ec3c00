import type { Filtered } from '#lib/topology/filter.ts';
import { formatCount } from './state-words.ts';

type Refusals = Pick<Filtered, 'refusedShown' | 'refusedTotal' | 'refusedPartsShown' | 'refusedPartsTotal'>;

/** Where the refused Routes are, and the attachments that are refused to Routes which others take. */
export function sayRefused(refusals: Refusals): string {
  const { refusedShown: shown, refusedTotal: total, refusedPartsTotal: parts } = refusals;
  if (total === 0) return parts === 0 ? 'None is refused.' : `None is refused as a whole; ${sayParts(refusals)}.`;
  const whole =
    shown < total
      ? `${formatCount(shown)} of ${formatCount(total)} refused are here`
      : total === 1
        ? 'The 1 refused is here'
        : `All ${formatCount(total)} refused are here`;
  return parts === 0 ? `${whole}.` : `${whole}; of others, ${sayParts(refusals, ' refused')}.`;
}

function sayParts({ refusedPartsShown: shown, refusedPartsTotal: total }: Refusals, end = ''): string {
  if (shown < total) return `${formatCount(shown)} of ${formatCount(total)} refused attachments are here`;
  return `${total === 1 ? '1 attachment is' : `${formatCount(total)} attachments are`}${end}`;
}
