import { z } from 'zod';
import type { KubeObject } from '#lib/kube/object.ts';
import { condition, groupName, kindName, namespaceName, objectName } from './common.ts';

export const gatewayClassSchema = z.object({
  spec: z.object({
    controllerName: z
      .string()
      .regex(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\/[A-Za-z0-9/\-._~%!$&'()*+,;=:]+$/)
      .min(1)
      .max(253)
      .describe('Name of the controller that manages Gateways of this class; never changes.'),
    parametersRef: z
      .object({ group: groupName, kind: kindName, name: objectName, namespace: namespaceName.optional() })
      .optional()
      .describe('Object with parameters of the class.'),
    description: z.string().max(64).optional().describe('A line for people.'),
  }),
  status: z
    .object({
      conditions: z.array(condition).max(8).optional().describe('Accepted, SupportedVersion.'),
      supportedFeatures: z
        .array(z.object({ name: z.string() }))
        .max(64)
        .optional()
        .describe('Features the controller claims, sorted by name.'),
    })
    .optional(),
});

export type GatewayClass = KubeObject & z.output<typeof gatewayClassSchema>;
