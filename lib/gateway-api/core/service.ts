import { z } from 'zod';
import type { KubeObject } from '#lib/kube/object.ts';

export const servicePort = z.object({
  name: z.string().optional(),
  protocol: z.enum(['TCP', 'UDP', 'SCTP']).default('TCP'),
  appProtocol: z.string().optional(),
  port: z.int32().min(1).max(65535),
  targetPort: z.union([z.int32(), z.string()]).optional().meta({ 'x-kubernetes-int-or-string': true }),
  nodePort: z.int32().optional(),
});
export type ServicePort = z.output<typeof servicePort>;

export const serviceSchema = z.object({
  spec: z
    .object({
      type: z.enum(['ClusterIP', 'NodePort', 'LoadBalancer', 'ExternalName']).default('ClusterIP'),
      selector: z.record(z.string(), z.string()).optional(),
      ports: z.array(servicePort).optional(),
      clusterIP: z.string().optional(),
      clusterIPs: z.array(z.string()).optional(),
      externalName: z.string().optional(),
      externalIPs: z.array(z.string()).optional(),
      loadBalancerIP: z.string().optional(),
      loadBalancerClass: z.string().optional(),
      sessionAffinity: z.string().default('None'),
      ipFamilies: z.array(z.string()).optional(),
      ipFamilyPolicy: z.string().optional(),
      internalTrafficPolicy: z.string().default('Cluster'),
      externalTrafficPolicy: z.string().optional(),
      publishNotReadyAddresses: z.boolean().optional(),
      trafficDistribution: z.string().optional(),
    })
    .prefault({}),
  status: z.object({ loadBalancer: z.looseObject({}).optional() }).optional(),
});

export type Service = KubeObject & z.output<typeof serviceSchema>;
