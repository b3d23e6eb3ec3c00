import { endpointAddressCauses, endpointSliceCauses } from '#lib/gateway-api/core/endpoint-addresses.ts';
import type { EndpointSlice } from '#lib/gateway-api/core/endpoint-slice.ts';
import type { Endpoints } from '#lib/gateway-api/core/endpoints.ts';
import type { Cause, KindDeclaration } from '#lib/gateway-api/declaration.ts';
import { qualifiedKind } from './kind-index.ts';
import type { StoredObject } from './store.ts';

/**
 * Addresses that no API server takes, in EndpointSlices and Endpoints. Those that stood there before do not count:
 * the sandbox's controllers put them there, and people may still change labels of such an object.
 */
export function addedAddressCauses(
  kind: KindDeclaration,
  object: StoredObject,
  old: StoredObject | undefined,
): readonly Cause[] {
  const causesOf = checks[qualifiedKind(kind)];
  if (!causesOf) return [];
  const before = new Set(old ? causesOf(old).map(({ message }) => message) : []);
  return causesOf(object).filter(({ message }) => !before.has(message));
}

// admission has judged the objects by these kinds' schemas
const checks: Readonly<Record<string, (object: StoredObject) => readonly Cause[]>> = {
  'EndpointSlice.discovery.k8s.io': (object) => endpointSliceCauses(object as unknown as EndpointSlice),
  Endpoints: (object) => endpointsCauses(object as unknown as Endpoints),
};

function endpointsCauses({ subsets = [] }: Endpoints): readonly Cause[] {
  return subsets.flatMap((subset, index) =>
    (['addresses', 'notReadyAddresses'] as const).flatMap((list) =>
      (subset[list] ?? []).flatMap(({ ip }, position) =>
        endpointAddressCauses(ip, `subsets[${index}].${list}[${position}].ip`),
      ),
    ),
  );
}
