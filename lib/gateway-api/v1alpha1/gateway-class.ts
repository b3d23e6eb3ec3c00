import { z } from 'zod';
import type { KubeObject } from '#lib/kube/object.ts';
import { condition } from '../common.ts';

export const legacyGatewayClassSchema = z.object({
  spec: z.object({
    controller: z.string().max(253),
    parametersRef: z
      .object({
        group: z.string().min(1).max(253),
        kind: z.string().min(1).max(253),
        name: z.string().min(1).max(253),
        scope: z.enum(['Cluster', 'Namespace']).default('Cluster'),
        namespace: z.string().min(1).max(253).optional(),
      })
      .optional(),
  }),
  status: z.object({ conditions: z.array(condition).max(8).optional() }).optional(),
});

/** GatewayClass of `networking.x-k8s.io/v1alpha1` (v0.1.0 to v0.3.0). */
export type LegacyGatewayClass = KubeObject & z.output<typeof legacyGatewayClassSchema>;
