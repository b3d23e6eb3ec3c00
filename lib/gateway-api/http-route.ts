import { z } from 'zod';
import type { KubeObject } from '#lib/kube/object.ts';
import {
  backendObjectReference,
  duration,
  headerName,
  hostname,
  parentReference,
  routeStatus,
  sectionName,
  sessionPersistence,
  weight,
} from './common.ts';
import { headerValue, httpRouteFilter } from './http-route-filters.ts';
import { listMap, listSet } from './list-types.ts';

const matchType = z.enum(['Exact', 'RegularExpression']).default('Exact');
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

export const httpBackendRef = backendObjectReference.extend({
  weight,
  filters: z.array(httpRouteFilter).max(16).optional().describe('Filters for this backend alone.'),
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
    .object({
      request: duration.optional().describe('Limit of the whole exchange; 0s is none.'),
      backendRequest: duration.optional().describe('Limit of each attempt; 0s is none.'),
    })
    .optional()
    .describe('Limits of the whole exchange and of each attempt.'),
  retry: z
    .object({
      codes: listSet(z.array(z.int32().min(400).max(599)))
        .optional()
        .describe('Status codes after which it is tried again.'),
      attempts: z.int32().optional().describe('How often it is tried again.'),
      backoff: duration.optional().describe('The least pause before it is tried again.'),
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
      useDefaultGateways: z
        .enum(['All', 'None'])
        .optional()
        .describe('Whether the default Gateways are meant as well.'),
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
    .describe('Which requests the Route takes, and where they go.'),
  status: routeStatus.optional().describe('What the controllers make of the Route.'),
});

export type HTTPRoute = KubeObject & z.output<typeof httpRouteSchema>;
