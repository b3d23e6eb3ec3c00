import { z } from 'zod';
import type { KubeObject } from '#lib/kube/object.ts';
import { condition } from '../common.ts';
import { legacyLocalRef as localRef } from './local-ref.ts';

const valueMatchType = z
  .enum(['Exact', 'RegularExpression', 'ImplementationSpecific'])
  .default('Exact')
  .describe('Exact, RegularExpression or ImplementationSpecific.');
const valuesByName = z.record(z.string(), z.string()).describe('Values by name; all of them must match.');

export const legacyFilter = z.object({
  type: z
    .enum(['RequestHeaderModifier', 'RequestMirror', 'ExtensionRef'])
    .describe('RequestHeaderModifier, RequestMirror or ExtensionRef.'),
  requestHeaderModifier: z
    .object({
      set: z.record(z.string(), z.string()).optional().describe('Headers that get this value alone.'),
      add: z.record(z.string(), z.string()).optional().describe('Headers that get this value as well.'),
      remove: z.array(z.string()).max(16).optional().describe('Headers that are taken away.'),
    })
    .optional()
    .describe('Changes headers of the request.'),
  requestMirror: z
    .object({
      serviceName: z.string().max(253).optional().describe('Service that gets a copy.'),
      backendRef: localRef.optional().describe('Backend of another kind that gets a copy.'),
      port: z.int32().optional().describe('Port of it.'),
    })
    .optional()
    .describe('Sends a copy of each request elsewhere.'),
  extensionRef: localRef.optional().describe('A filter of the implementation.'),
});

export const legacyForwardTo = z.object({
  serviceName: z.string().max(253).optional().describe('Service that gets the request, in the namespace of the Route.'),
  backendRef: localRef.optional().describe('Backend of another kind; serviceName goes before it.'),
  port: z.int32().min(1).max(65535).optional().describe('Port of the backend.'),
  weight: z.int32().min(0).max(1_000_000).default(1).describe('Share of the requests, relative to the other targets.'),
  filters: z.array(legacyFilter).max(16).optional().describe('What is done with requests to this target alone.'),
});

const legacyMatch = z.object({
  path: z
    .object({
      type: z
        .enum(['Exact', 'Prefix', 'RegularExpression', 'ImplementationSpecific'])
        .default('Prefix')
        .describe('Exact, Prefix, RegularExpression or ImplementationSpecific.'),
      value: z.string().min(1).default('/').describe('What the path is held against.'),
    })
    .prefault({})
    .describe('What the path must be.'),
  headers: z.object({ type: valueMatchType, values: valuesByName }).optional().describe('What headers must be.'),
  queryParams: z
    .object({ type: valueMatchType, values: valuesByName })
    .optional()
    .describe('What query parameters must be.'),
  extensionRef: localRef.optional().describe('A match of the implementation.'),
});
export type LegacyHTTPRouteMatch = z.output<typeof legacyMatch>;

export const legacyRule = z.object({
  matches: z
    .array(legacyMatch)
    .max(8)
    .default([{ path: { type: 'Prefix', value: '/' } }])
    .describe('The rule applies where one of these matches.'),
  filters: z.array(legacyFilter).max(16).optional().describe('What is done with requests of this rule.'),
  forwardTo: z.array(legacyForwardTo).max(16).optional().describe('Where requests go.'),
});
export type LegacyHTTPRouteRule = z.output<typeof legacyRule>;

export const legacyHttpRouteSchema = z.object({
  spec: z
    .object({
      gateways: z
        .object({
          allow: z
            .enum(['All', 'FromList', 'SameNamespace'])
            .default('SameNamespace')
            .describe('All, FromList or SameNamespace.'),
          gatewayRefs: z
            .array(
              z.object({
                name: z.string().min(1).max(253).describe('Name of the Gateway.'),
                namespace: z.string().min(1).max(253).describe('Namespace of the Gateway.'),
              }),
            )
            .optional()
            .describe('The Gateways, with allow FromList.'),
        })
        .prefault({})
        .describe('Gateways that may choose this Route.'),
      hostnames: z
        .array(z.string().min(1).max(253))
        .max(16)
        .optional()
        .describe('Host names served; left out is all of the listener.'),
      tls: z
        .object({ certificateRef: localRef.describe('Secret with the certificate.') })
        .optional()
        .describe('A certificate for these host names, where the listener lets Routes bring one.'),
      rules: z
        .array(legacyRule)
        .min(1)
        .max(16)
        .default([{ matches: [{ path: { type: 'Prefix', value: '/' } }] }])
        .describe('What goes where.'),
    })
    .prefault({})
    .describe('What the Route asks for.'),
  status: z
    .object({
      gateways: z
        .array(
          z.object({
            gatewayRef: z
              .object({
                name: z.string().describe('Name of the Gateway.'),
                namespace: z.string().describe('Namespace of the Gateway.'),
                controller: z.string().optional().describe('Controller that wrote this.'),
              })
              .describe('The Gateway.'),
            conditions: z.array(condition).max(8).optional().describe('Whether the Gateway admitted the Route.'),
          }),
        )
        .max(100)
        .describe('What each Gateway says of the Route.'),
    })
    .optional()
    .describe('What controllers say of the Route.'),
});

/** HTTPRoute of `networking.x-k8s.io/v1alpha1`: names the Gateways it *allows*, does not choose them. */
export type LegacyHTTPRoute = KubeObject & z.output<typeof legacyHttpRouteSchema>;
