import { z } from 'zod';
import {
  backendObjectReference,
  headerName,
  hostname,
  localObjectReference,
  parentReference,
  routeStatus,
  sectionName,
  sessionPersistence,
  weight,
} from './common.ts';
import { httpHeaderFilter } from './http-route.ts';

const grpcMirror = z.object({
  backendRef: backendObjectReference,
  percent: z.int32().min(0).max(100).optional(),
  fraction: z.object({ numerator: z.int32().min(0), denominator: z.int32().min(1).default(100) }).optional(),
});

const grpcFilter = z.object({
  type: z.enum(['RequestHeaderModifier', 'ResponseHeaderModifier', 'RequestMirror', 'ExtensionRef']),
  requestHeaderModifier: httpHeaderFilter.optional(),
  responseHeaderModifier: httpHeaderFilter.optional(),
  requestMirror: grpcMirror.optional(),
  extensionRef: localObjectReference.optional(),
});

const grpcMatch = z.object({
  method: z
    .object({
      type: z.enum(['Exact', 'RegularExpression']).default('Exact'),
      service: z.string().max(1024).optional(),
      method: z.string().max(1024).optional(),
    })
    .optional(),
  headers: z
    .array(
      z.object({
        type: z.enum(['Exact', 'RegularExpression']).default('Exact'),
        name: headerName,
        value: z.string().min(1).max(4096),
      }),
    )
    .max(16)
    .optional(),
});

const scope = {
  parentRefs: z.array(parentReference).max(32).optional(),
  useDefaultGateways: z.enum(['All', 'None']).optional(),
};
const backendRef = backendObjectReference.extend({ weight });

export const grpcRouteSchema = z.object({
  spec: z
    .object({
      ...scope,
      hostnames: z.array(hostname).max(16).optional(),
      rules: z
        .array(
          z.object({
            name: sectionName.optional(),
            matches: z.array(grpcMatch).max(64).optional(),
            filters: z.array(grpcFilter).max(16).optional(),
            backendRefs: z
              .array(backendRef.extend({ filters: z.array(grpcFilter).max(16).optional() }))
              .max(16)
              .optional(),
            sessionPersistence: sessionPersistence.optional(),
          }),
        )
        .max(16)
        .optional(),
    })
    .prefault({}),
  status: routeStatus.optional(),
});

const connectionRule = z.object({
  name: sectionName.optional(),
  backendRefs: z.array(backendRef).min(1).max(16),
});

export const tlsRouteSchema = z.object({
  spec: z.object({
    ...scope,
    hostnames: z.array(hostname).min(1).max(1024),
    rules: z.array(connectionRule).min(1).max(1),
  }),
  status: routeStatus.optional(),
});

/** TCPRoute and UDPRoute have the same shape. */
export const connectionRouteSchema = z.object({
  spec: z.object({ ...scope, rules: z.array(connectionRule).min(1).max(1) }),
  status: routeStatus.optional(),
});
