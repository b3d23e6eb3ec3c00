import { GATEWAY_GROUP, LEGACY_GROUP } from '#lib/gateway-api/common.ts';
import type { ConditionVerdict } from '#lib/kube/condition.ts';
import { type ObjectKey, objectKey } from '#lib/kube/object-key.ts';
import { type BindingContext, inKeyOrder } from './context.ts';
import type { GatewayClassResult } from './result.ts';

/** The bundle whose semantics this engine follows, by major and minor. */
const supportedBundle = /^v1\.6\./;

/** Who serves a Gateway: its class decides. */
export type Ownership = Readonly<{ owner: 'ours' | 'other' | 'none'; controllerName: string | null }>;

export function judgeGatewayClasses(context: BindingContext): [ObjectKey, GatewayClassResult][] {
  const { snapshot, options } = context;
  const current = inKeyOrder(snapshot.gatewayClasses).map(([key, { spec }]): [ObjectKey, GatewayClassResult] => {
    const { controllerName } = spec;
    if (!options.controllerNames.includes(controllerName)) {
      return [key, { key, owner: 'other', controllerName, conditions: [] }];
    }
    const accepted = acceptClass(context, spec.parametersRef);
    return [key, { key, owner: 'ours', controllerName, conditions: [accepted, ...supportedVersion(context)] }];
  });
  const legacy = inKeyOrder(snapshot.legacyGatewayClasses).map(([key, { spec }]): [ObjectKey, GatewayClassResult] => {
    const controllerName = spec.controller;
    const ours = options.controllerNames.includes(controllerName);
    const conditions = ours ? [acceptClass(context, spec.parametersRef)] : [];
    return [key, { key, owner: ours ? 'ours' : 'other', controllerName, conditions }];
  });
  return [...current, ...legacy];
}

/** @param api which of the two APIs the Gateway is of; a class of the other one does not count */
export function ownershipOf(context: BindingContext, api: 'v1' | 'v1alpha1', className: string): Ownership {
  const { snapshot, options } = context;
  const key = (group: string) => objectKey({ group, kind: 'GatewayClass', namespace: '', name: className });
  const controllerName =
    api === 'v1'
      ? snapshot.gatewayClasses.get(key(GATEWAY_GROUP))?.spec.controllerName
      : snapshot.legacyGatewayClasses.get(key(LEGACY_GROUP))?.spec.controller;
  if (controllerName !== undefined) {
    return { owner: options.controllerNames.includes(controllerName) ? 'ours' : 'other', controllerName };
  }
  const [own] = options.controllerNames;
  if (options.adoptUnclassed === 'yes' && own !== undefined) return { owner: 'ours', controllerName: own };
  return { owner: 'none', controllerName: null };
}

/** The refusal of a class of ours, which none of its Gateways gets past: parameters left out of account are no service. */
export function classRefusalOf(
  context: BindingContext,
  api: 'v1' | 'v1alpha1',
  className: string,
): ConditionVerdict | null {
  const { snapshot, options } = context;
  const key = (group: string) => objectKey({ group, kind: 'GatewayClass', namespace: '', name: className });
  const current = api === 'v1' ? snapshot.gatewayClasses.get(key(GATEWAY_GROUP))?.spec : undefined;
  const legacy = api === 'v1alpha1' ? snapshot.legacyGatewayClasses.get(key(LEGACY_GROUP))?.spec : undefined;
  const controllerName = current?.controllerName ?? legacy?.controller;
  if (controllerName === undefined || !options.controllerNames.includes(controllerName)) return null;
  const accepted = acceptClass(context, (current ?? legacy)?.parametersRef);
  return accepted.status === 'True' ? null : accepted;
}

type ParametersRef = Readonly<{ group: string; kind: string; name: string }> | undefined;

function acceptClass({ options }: BindingContext, parametersRef: ParametersRef): ConditionVerdict {
  if (!parametersRef || options.capabilities.gatewayFeatures.includes('parametersRef')) {
    return { type: 'Accepted', status: 'True', reason: 'Accepted', message: 'The class is served by this controller.' };
  }
  const { kind, group } = parametersRef;
  return {
    type: 'Accepted',
    status: 'False',
    reason: 'InvalidParameters',
    message: `spec.parametersRef names kind ${kind}${group && ` of ${group}`}; this controller takes no parameters.`,
  };
}

function supportedVersion({ options }: BindingContext): ConditionVerdict[] {
  const { bundleVersion } = options;
  if (bundleVersion === undefined) return [];
  const type = 'SupportedVersion';
  if (bundleVersion !== null && supportedBundle.test(bundleVersion)) {
    const message = `The installed Gateway API is ${bundleVersion}.`;
    return [{ type, status: 'True', reason: 'SupportedVersion', message }];
  }
  const found = bundleVersion === null ? 'carry no bundle-version' : `are ${bundleVersion}`;
  const message = `The installed Gateway API CRDs ${found}; this controller follows v1.6.`;
  return [{ type, status: 'False', reason: 'UnsupportedVersion', message }];
}
