import type { ManyAnswers, Prediction, ShareOfBackend } from '#lib/api/test-messages.ts';
import type { ObjectKey } from '#lib/kube/object-key.ts';
import type { AccessRecord } from '#lib/routing/access-record.ts';
import { wilsonInterval, Z_95, Z_9999 } from './wilson.ts';

export type Shares = Readonly<Pick<ManyAnswers, 'shares' | 'agreement'>>;

/** Rounding of shares must not look like a difference. */
const tolerance = 1e-9;

/**
 * How often each backend was drawn against its weight. The band is the 95 % interval; two numbers disagree only when
 * the weight lies outside the 99.99 % one, so that hardly anybody is alarmed by chance.
 *
 * @param records what the data plane recorded; null when it records nothing for this Gateway
 */
export function compareShares(prediction: Prediction, records: readonly AccessRecord[] | null): Shares {
  if (!records || records.length === 0) return { shares: null, agreement: 'unknown' };
  const weights = weightsOf(prediction);
  const total = [...weights.values()].reduce((sum, weight) => sum + weight, 0);
  const hits = new Map<ObjectKey | null, number>([...weights.keys()].map((backend) => [backend, 0]));
  for (const { backend } of records) hits.set(backend, (hits.get(backend) ?? 0) + 1);
  const shares = [...hits].map(([backend, count]) => {
    const weight = weights.get(backend) ?? 0;
    return {
      share: shareOf(backend, weight, total === 0 ? 0 : weight / total, count, records.length),
      wide: wilsonInterval(count, records.length, Z_9999),
    };
  });
  const disagrees = shares.some(
    ({ share, wide }) => share.expected < wide.low - tolerance || share.expected > wide.high + tolerance,
  );
  return { shares: shares.map(({ share }) => share), agreement: disagrees ? 'disagree' : 'agree' };
}

/** One backend may stand in a rule more than once. Without any to draw, the data plane answers all by itself. */
function weightsOf({ backends }: Prediction): ReadonlyMap<ObjectKey | null, number> {
  const weights = new Map<ObjectKey | null, number>();
  for (const { target, weight } of backends) weights.set(target, (weights.get(target) ?? 0) + weight);
  if ([...weights.values()].every((weight) => weight === 0)) weights.set(null, 1);
  return weights;
}

function shareOf(
  backend: ObjectKey | null,
  weight: number,
  expected: number,
  hits: number,
  total: number,
): ShareOfBackend {
  return { backend, weight, expected, observed: hits / total, ...wilsonInterval(hits, total, Z_95) };
}
