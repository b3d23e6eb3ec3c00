import { z } from 'zod';
import type { KubeObject } from '#lib/kube/object.ts';
import { listMap } from './causes.ts';
import {
  backendObjectReference,
  duration,
  headerName,
  hostname,
  localObjectReference,
  parentReference,
  portNumber,
  preciseHostname,
  routeStatus,
  sectionName,
  sessionPersistence,
  weight,
} from './common.ts';

const matchType = z.enum(['Exact', 'RegularExpression']).default('Exact');
/** Experimental channel: no leading, trailing or doubled space in a header's value. */
const headerValue = z
  .string()
  .regex(/^[!-~]+([\t ]?[!-~]+)*$/)
  .min(1)
  .max(4096);

export const httpPathMatch = z.object({
  type: z.enum(['Exact', 'PathPrefix', 'RegularExpression']).default('PathPrefix'),
  value: z.string().max(1024).default('/'),
});
export const httpHeaderMatch = z.object({ type: matchType, name: headerName, value: headerValue });
export const httpQueryParamMatch = z.object({ type: matchType, name: headerName, value: z.string().min(1).max(1024) });
export const httpMethod = z.enum(['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'CONNECT', 'OPTIONS', 'TRACE', 'PATCH']);

export const httpRouteMatch = z.object({
  path: httpPathMatch.prefault({}),
  headers: listMap(z.array(httpHeaderMatch).max(16), 'name').optional(),
  queryParams: listMap(z.array(httpQueryParamMatch).max(16), 'name').optional(),
  method: httpMethod.optional(),
});
export type HTTPRouteMatch = z.output<typeof httpRouteMatch>;

const httpHeader = z.object({ name: headerName, value: headerValue });
export const httpHeaderFilter = z.object({
  set: listMap(z.array(httpHeader).max(16), 'name').optional(),
  add: listMap(z.array(httpHeader).max(16), 'name').optional(),
  remove: z.array(z.string()).max(16).optional(),
});
export type HTTPHeaderFilter = z.output<typeof httpHeaderFilter>;

export const httpPathModifier = z.object({
  type: z.enum(['ReplaceFullPath', 'ReplacePrefixMatch']),
  replaceFullPath: z.string().max(1024).optional(),
  replacePrefixMatch: z.string().max(1024).optional(),
});
export type HTTPPathModifier = z.output<typeof httpPathModifier>;

const fraction = z.object({ numerator: z.int32().min(0), denominator: z.int32().min(1).default(100) });

export const httpRouteFilter = z.object({
  type: z.enum([
    'RequestHeaderModifier',
    'ResponseHeaderModifier',
    'RequestMirror',
    'RequestRedirect',
    'URLRewrite',
    'ExtensionRef',
    'CORS',
    'ExternalAuth',
  ]),
  requestHeaderModifier: httpHeaderFilter.optional(),
  responseHeaderModifier: httpHeaderFilter.optional(),
  requestMirror: z
    .object({
      backendRef: backendObjectReference,
      percent: z.int32().min(0).max(100).optional(),
      fraction: fraction.optional(),
    })
    .optional(),
  requestRedirect: z
    .object({
      scheme: z.enum(['http', 'https']).optional(),
      hostname: preciseHostname.optional(),
      path: httpPathModifier.optional(),
      port: portNumber.optional(),
      statusCode: z.literal([301, 302, 303, 307, 308]).default(302),
    })
    .optional(),
  urlRewrite: z.object({ hostname: preciseHostname.optional(), path: httpPathModifier.optional() }).optional(),
  cors: z
    .object({
      allowOrigins: z.array(z.string().min(1).max(253)).max(64).optional(),
      allowCredentials: z.boolean().optional(),
      allowMethods: z.array(z.string()).max(9).optional(),
      allowHeaders: z.array(headerName).max(64).optional(),
      exposeHeaders: z.array(headerName).max(64).optional(),
      maxAge: z.int32().min(1).default(5),
    })
    .optional(),
  externalAuth: z
    .object({
      protocol: z.enum(['HTTP', 'GRPC']),
      backendRef: backendObjectReference,
      grpc: z.object({ allowedHeaders: z.array(z.string()).max(64).optional() }).optional(),
      http: z
        .object({
          path: z.string().optional(),
          allowedHeaders: z.array(z.string()).max(64).optional(),
          allowedResponseHeaders: z.array(z.string()).max(64).optional(),
        })
        .optional(),
      forwardBody: z.object({ maxSize: z.int32().optional() }).optional(),
    })
    .optional(),
  extensionRef: localObjectReference.optional(),
});
export type HTTPRouteFilter = z.output<typeof httpRouteFilter>;

export const httpBackendRef = backendObjectReference.extend({
  weight,
  filters: z.array(httpRouteFilter).max(16).optional(),
});
export type HTTPBackendRef = z.output<typeof httpBackendRef>;

const oneRootMatch = [{ path: { type: 'PathPrefix' as const, value: '/' } }];

export const httpRouteRule = z.object({
  name: sectionName.optional(),
  matches: z.array(httpRouteMatch).max(64).default(oneRootMatch),
  filters: z.array(httpRouteFilter).max(16).optional(),
  backendRefs: z.array(httpBackendRef).max(16).optional(),
  timeouts: z.object({ request: duration.optional(), backendRequest: duration.optional() }).optional(),
  retry: z
    .object({
      codes: z.array(z.int32().min(400).max(599)).optional(),
      attempts: z.int32().optional(),
      backoff: duration.optional(),
    })
    .optional(),
  sessionPersistence: sessionPersistence.optional(),
});
export type HTTPRouteRule = z.output<typeof httpRouteRule>;

export const httpRouteSchema = z.object({
  spec: z
    .object({
      parentRefs: z.array(parentReference).max(32).optional(),
      useDefaultGateways: z.enum(['All', 'None']).optional(),
      hostnames: z.array(hostname).max(16).optional(),
      rules: z
        .array(httpRouteRule)
        .min(1)
        .max(16)
        .default([{ matches: oneRootMatch }]),
    })
    .prefault({}),
  status: routeStatus.optional(),
});

export type HTTPRoute = KubeObject & z.output<typeof httpRouteSchema>;
