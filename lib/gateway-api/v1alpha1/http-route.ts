import { z } from 'zod';
import type { KubeObject } from '#lib/kube/object.ts';
import { condition } from '../common.ts';

const localRef = z.object({ group: z.string(), kind: z.string(), name: z.string() });
const valueMatchType = z.enum(['Exact', 'RegularExpression', 'ImplementationSpecific']).default('Exact');

export const legacyFilter = z.object({
  type: z.enum(['RequestHeaderModifier', 'RequestMirror', 'ExtensionRef']),
  requestHeaderModifier: z
    .object({
      set: z.record(z.string(), z.string()).optional(),
      add: z.record(z.string(), z.string()).optional(),
      remove: z.array(z.string()).max(16).optional(),
    })
    .optional(),
  requestMirror: z
    .object({
      serviceName: z.string().max(253).optional(),
      backendRef: localRef.optional(),
      port: z.int32().optional(),
    })
    .optional(),
  extensionRef: localRef.optional(),
});

export const legacyForwardTo = z.object({
  serviceName: z.string().max(253).optional(),
  backendRef: localRef.optional(),
  port: z.int32().min(1).max(65535).optional(),
  weight: z.int32().min(0).max(1_000_000).default(1),
  filters: z.array(legacyFilter).max(16).optional(),
});

const legacyMatch = z.object({
  path: z
    .object({
      type: z.enum(['Exact', 'Prefix', 'RegularExpression', 'ImplementationSpecific']).default('Prefix'),
      value: z.string().min(1).default('/'),
    })
    .prefault({}),
  headers: z.object({ type: valueMatchType, values: z.record(z.string(), z.string()) }).optional(),
  queryParams: z.object({ type: valueMatchType, values: z.record(z.string(), z.string()) }).optional(),
  extensionRef: localRef.optional(),
});
export type LegacyHTTPRouteMatch = z.output<typeof legacyMatch>;

export const legacyRule = z.object({
  matches: z
    .array(legacyMatch)
    .max(8)
    .default([{ path: { type: 'Prefix', value: '/' } }]),
  filters: z.array(legacyFilter).max(16).optional(),
  forwardTo: z.array(legacyForwardTo).max(16).optional(),
});
export type LegacyHTTPRouteRule = z.output<typeof legacyRule>;

export const legacyHttpRouteSchema = z.object({
  spec: z
    .object({
      gateways: z
        .object({
          allow: z.enum(['All', 'FromList', 'SameNamespace']).default('SameNamespace'),
          gatewayRefs: z
            .array(z.object({ name: z.string().min(1).max(253), namespace: z.string().min(1).max(253) }))
            .optional(),
        })
        .prefault({}),
      hostnames: z.array(z.string().min(1).max(253)).max(16).optional(),
      tls: z.object({ certificateRef: localRef }).optional(),
      rules: z
        .array(legacyRule)
        .min(1)
        .max(16)
        .default([{ matches: [{ path: { type: 'Prefix', value: '/' } }] }]),
    })
    .prefault({}),
  status: z
    .object({
      gateways: z
        .array(
          z.object({
            gatewayRef: z.object({ name: z.string(), namespace: z.string(), controller: z.string().optional() }),
            conditions: z.array(condition).max(8).optional(),
          }),
        )
        .max(100),
    })
    .optional(),
});

/** HTTPRoute of `networking.x-k8s.io/v1alpha1`: names the Gateways it *allows*, does not choose them. */
export type LegacyHTTPRoute = KubeObject & z.output<typeof legacyHttpRouteSchema>;
