import type { ObjectKey } from '#lib/kube/object-key.ts';
import type { BindingContext } from './context.ts';
import type { GatewayReport } from './result.ts';

/** What the data plane says of a Gateway: all granted, not reported yet, or its report. */
export type ReportState = 'granted' | 'pending' | GatewayReport;

export function reportOf({ options }: BindingContext, key: ObjectKey): ReportState {
  if (options.dataPlane.kind === 'granted') return 'granted';
  return options.dataPlane.gateways.get(key) ?? 'pending';
}
