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
  type: z
    .enum(['Exact', 'PathPrefix', 'RegularExpression'])
    .default('PathPrefix')
    .describe('Exact, PathPrefix (whole path elements) or RegularExpression.'),
  value: z.string().max(1024).default('/').describe('What the path is held against.'),
});
export const httpHeaderMatch = z.object({
  type: matchType.describe('Exact or RegularExpression.'),
  name: headerName.describe('Name of the header, in any case.'),
  value: headerValue.describe('Value it must have.'),
});
export const httpQueryParamMatch = z.object({
  type: matchType.describe('Exact or RegularExpression.'),
  name: headerName.describe('Name of the query parameter, case-sensitive.'),
  value: z.string().min(1).max(1024).describe('Value it must have.'),
});
export const httpMethod = z.enum(['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'CONNECT', 'OPTIONS', 'TRACE', 'PATCH']);

export const httpRouteMatch = z.object({
  path: httpPathMatch.prefault({}).describe('The path to match.'),
  headers: listMap(z.array(httpHeaderMatch).max(16), 'name').optional().describe('Headers that must all match.'),
  queryParams: listMap(z.array(httpQueryParamMatch).max(16), 'name')
    .optional()
    .describe('Query parameters that must all match.'),
  method: httpMethod.optional().describe('The method to match; any when left out.'),
});
export type HTTPRouteMatch = z.output<typeof httpRouteMatch>;

const httpHeader = z.object({ name: headerName, value: headerValue });
export const httpHeaderFilter = z.object({
  set: listMap(z.array(httpHeader).max(16), 'name').optional().describe('Headers to put in place of what was there.'),
  add: listMap(z.array(httpHeader).max(16), 'name').optional().describe('Headers to append to what was there.'),
  remove: z.array(z.string()).max(16).optional().describe('Names of headers to take out.'),
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
  type: z
    .enum([
      'RequestHeaderModifier',
      'ResponseHeaderModifier',
      'RequestMirror',
      'RequestRedirect',
      'URLRewrite',
      'ExtensionRef',
      'CORS',
      'ExternalAuth',
    ])
    .describe('Which filter this is.'),
  requestHeaderModifier: httpHeaderFilter.optional().describe('Changes headers of the request.'),
  responseHeaderModifier: httpHeaderFilter.optional().describe('Changes headers of the answer.'),
  requestMirror: z
    .object({
      backendRef: backendObjectReference,
      percent: z.int32().min(0).max(100).optional(),
      fraction: fraction.optional(),
    })
    .optional()
    .describe('Sends a copy of the request elsewhere.'),
  requestRedirect: z
    .object({
      scheme: z.enum(['http', 'https']).optional(),
      hostname: preciseHostname.optional(),
      path: httpPathModifier.optional(),
      port: portNumber.optional(),
      statusCode: z.literal([301, 302, 303, 307, 308]).default(302),
    })
    .optional()
    .describe('Answers with a redirect.'),
  urlRewrite: z
    .object({ hostname: preciseHostname.optional(), path: httpPathModifier.optional() })
    .optional()
    .describe('Changes host or path before forwarding.'),
  cors: z
    .object({
      allowOrigins: z.array(z.string().min(1).max(253)).max(64).optional(),
      allowCredentials: z.boolean().optional(),
      allowMethods: z.array(z.string()).max(9).optional(),
      allowHeaders: z.array(headerName).max(64).optional(),
      exposeHeaders: z.array(headerName).max(64).optional(),
      maxAge: z.int32().min(1).default(5),
    })
    .optional()
    .describe('Answers preflights and adds CORS headers.'),
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
  extensionRef: localObjectReference.optional().describe('A filter of the implementation.'),
});
export type HTTPRouteFilter = z.output<typeof httpRouteFilter>;

export const httpBackendRef = backendObjectReference.extend({
  weight,
  filters: z.array(httpRouteFilter).max(16).optional(),
});
export type HTTPBackendRef = z.output<typeof httpBackendRef>;

const oneRootMatch = [{ path: { type: 'PathPrefix' as const, value: '/' } }];

export const httpRouteRule = z.object({
  name: sectionName.optional().describe('Name of the rule, unique in the Route.'),
  matches: z.array(httpRouteMatch).max(64).default(oneRootMatch).describe('Conditions; one of them must hold.'),
  filters: z.array(httpRouteFilter).max(16).optional().describe('What happens to request and answer.'),
  backendRefs: z
    .array(httpBackendRef)
    .max(16)
    .optional()
    .describe('Where requests go, by weight; without any, and without a filter that answers, they get 500.'),
  timeouts: z
    .object({ request: duration.optional(), backendRequest: duration.optional() })
    .optional()
    .describe('Limits of the whole exchange and of each attempt.'),
  retry: z
    .object({
      codes: z.array(z.int32().min(400).max(599)).optional(),
      attempts: z.int32().optional(),
      backoff: duration.optional(),
    })
    .optional()
    .describe('When a failed attempt is made again.'),
  sessionPersistence: sessionPersistence.optional().describe('Keeps a client on one endpoint.'),
});
export type HTTPRouteRule = z.output<typeof httpRouteRule>;

export const httpRouteSchema = z.object({
  spec: z
    .object({
      parentRefs: z
        .array(parentReference)
        .max(32)
        .optional()
        .describe('The Gateways (or their listeners) this Route wants to attach to.'),
      useDefaultGateways: z.enum(['All', 'None']).optional(),
      hostnames: z
        .array(hostname)
        .max(16)
        .optional()
        .describe('Hosts this Route serves; those of the listener when left out.'),
      rules: z
        .array(httpRouteRule)
        .min(1)
        .max(16)
        .default([{ matches: oneRootMatch }])
        .describe('Matches, filters and backends.'),
    })
    .prefault({}),
  status: routeStatus.optional(),
});

export type HTTPRoute = KubeObject & z.output<typeof httpRouteSchema>;
