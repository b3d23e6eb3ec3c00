import { z } from 'zod';
import type { KubeObject } from '#lib/kube/object.ts';
import { condition } from '../common.ts';

export const legacyGatewayClassSchema = z.object({
  spec: z
    .object({
      controller: z.string().max(253).describe('Name of the controller that serves Gateways of this class.'),
      parametersRef: z
        .object({
          group: z.string().min(1).max(253).describe('Group of the object with the parameters.'),
          kind: z.string().min(1).max(253).describe('Kind of the object with the parameters.'),
          name: z.string().min(1).max(253).describe('Name of the object with the parameters.'),
          scope: z
            .enum(['Cluster', 'Namespace'])
            .default('Cluster')
            .describe('Whether that object stands in a namespace.'),
          namespace: z.string().min(1).max(253).optional().describe('Its namespace, with scope Namespace.'),
        })
        .optional()
        .describe('Parameters of the controller for this class.'),
    })
    .describe('Who serves the class, and how.'),
  status: z
    .object({ conditions: z.array(condition).max(8).optional().describe('Whether the class was admitted.') })
    .optional()
    .describe('What the controller says of the class.'),
});

/** GatewayClass of `networking.x-k8s.io/v1alpha1` (v0.1.0 to v0.3.0). */
export type LegacyGatewayClass = KubeObject & z.output<typeof legacyGatewayClassSchema>;
