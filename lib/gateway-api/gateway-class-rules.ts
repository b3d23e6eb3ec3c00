import type { AdmissionRule } from './declaration.ts';

/** The CEL validation of the GatewayClass CRD: the controller of a class never changes. */
export const gatewayClassRules: readonly AdmissionRule[] = [
  {
    name: 'controller-name-immutable',
    at: 'spec.controllerName',
    message: 'Value is immutable',
    holds: (name: string, old: string | undefined) => old === undefined || name === old,
  },
];
