import { z } from 'zod';
import type { KubeObject } from '#lib/kube/object.ts';

export const endpoint = z.object({
  addresses: z.array(z.string()).min(1).max(100),
  conditions: z
    .object({
      ready: z.boolean().optional(),
      serving: z.boolean().optional(),
      terminating: z.boolean().optional(),
    })
    .optional(),
  hostname: z.string().optional(),
  nodeName: z.string().optional(),
  zone: z.string().optional(),
  targetRef: z
    .object({
      kind: z.string().optional(),
      namespace: z.string().optional(),
      name: z.string().optional(),
      uid: z.string().optional(),
    })
    .optional(),
});
export type Endpoint = z.output<typeof endpoint>;

export const endpointSliceSchema = z.object({
  addressType: z.enum(['IPv4', 'IPv6', 'FQDN']),
  endpoints: z.array(endpoint).max(1000).nullish(),
  ports: z
    .array(
      z.object({
        name: z.string().default(''),
        protocol: z.string().default('TCP'),
        port: z.int32().optional(),
        appProtocol: z.string().optional(),
      }),
    )
    .max(100)
    .nullish(),
});

export type EndpointSlice = KubeObject & z.output<typeof endpointSliceSchema>;
