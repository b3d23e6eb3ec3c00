import { z } from 'zod';
import type { KubeObject } from '#lib/kube/object.ts';
import { conditions, localObjectReference, namespaceName } from './common.ts';
import { listMap } from './list-types.ts';

export const gatewayClassSchema = z.object({
  spec: z
    .object({
      controllerName: z
        .string()
        .regex(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\/[A-Za-z0-9/\-._~%!$&'()*+,;=:]+$/)
        .min(1)
        .max(253)
        .describe('Name of the controller that manages Gateways of this class; never changes.'),
      parametersRef: localObjectReference
        .extend({ namespace: namespaceName.optional().describe('Namespace of the object.') })
        .optional()
        .describe('Object with parameters of the class.'),
      description: z.string().max(64).optional().describe('A line for people.'),
    })
    .describe('Who manages Gateways of this class, and how.'),
  status: z
    .object({
      conditions: conditions.optional().describe('Accepted, SupportedVersion.'),
      supportedFeatures: listMap(
        z.array(z.object({ name: z.string().describe('Name of the feature.') })).max(64),
        'name',
      )
        .optional()
        .describe('Features the controller claims, sorted by name.'),
    })
    .optional()
    .describe('What the controller makes of the class.'),
});

export type GatewayClass = KubeObject & z.output<typeof gatewayClassSchema>;
