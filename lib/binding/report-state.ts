import type { ObjectKey } from '#lib/kube/object-key.ts';
import type { BindingContext } from './context.ts';
import type { GatewayReport } from './result.ts';

/** What the data plane says of a Gateway: all granted, not reported yet, or its report. */
export type ReportState = 'granted' | 'pending' | GatewayReport;

/** Why the data plane has no good address for a Gateway; null when it has one, or has not said. */
export function addressTrouble(report: ReportState): Readonly<{ reason: string; message: string }> | null {
  if (report === 'granted' || report === 'pending') return null;
  const [unusable] = report.unusableAddresses;
  if (unusable) {
    return { reason: 'AddressNotUsable', message: `Address ${unusable.value} cannot be used: ${unusable.why}.` };
  }
  return report.address === null ? { reason: 'AddressNotAssigned', message: 'No address could be given out.' } : null;
}

export function reportOf({ options }: BindingContext, key: ObjectKey): ReportState {
  if (options.dataPlane.kind === 'granted') return 'granted';
  return options.dataPlane.gateways.get(key) ?? 'pending';
}
