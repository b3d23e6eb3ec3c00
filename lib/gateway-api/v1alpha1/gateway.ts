import { z } from 'zod';
import type { KubeObject } from '#lib/kube/object.ts';
import { condition, labelSelector } from '../common.ts';

export const legacyListener = z.object({
  hostname: z.string().min(1).max(253).optional(),
  port: z.int32().min(1).max(65535),
  protocol: z.string(),
  tls: z
    .object({
      mode: z.enum(['Terminate', 'Passthrough']).default('Terminate'),
      certificateRef: z.object({ group: z.string(), kind: z.string(), name: z.string() }).optional(),
      routeOverride: z.object({ certificate: z.enum(['Allow', 'Deny']).default('Deny') }).prefault({}),
      options: z.record(z.string(), z.string()).optional(),
    })
    .optional(),
  routes: z.object({
    namespaces: z
      .object({ from: z.enum(['All', 'Selector', 'Same']).default('Same'), selector: labelSelector.optional() })
      .prefault({}),
    selector: labelSelector.optional(),
    group: z.string().min(1).max(253).default('networking.x-k8s.io'),
    kind: z.string(),
  }),
});
export type LegacyListener = z.output<typeof legacyListener>;

export const legacyGatewaySchema = z.object({
  spec: z.object({
    gatewayClassName: z.string().min(1).max(253),
    listeners: z.array(legacyListener).min(1).max(64),
    addresses: z
      .array(
        z.object({
          type: z.enum(['IPAddress', 'NamedAddress']).default('IPAddress'),
          value: z.string().min(1).max(253),
        }),
      )
      .max(16)
      .optional(),
  }),
  status: z
    .object({
      addresses: z
        .array(z.object({ type: z.string().default('IPAddress'), value: z.string() }))
        .max(16)
        .optional(),
      conditions: z.array(condition).max(8).optional(),
      listeners: z
        .array(
          z.object({
            port: z.int32(),
            protocol: z.string(),
            hostname: z.string().optional(),
            conditions: z.array(condition).max(8),
          }),
        )
        .max(64)
        .optional(),
    })
    .optional(),
});

/** Gateway of `networking.x-k8s.io/v1alpha1`: listeners have no name and pick Routes by label. */
export type LegacyGateway = KubeObject & z.output<typeof legacyGatewaySchema>;
