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
import { httpHeaderFilter, requestMirror } from './http-route-filters.ts';
import { listMap } from './list-types.ts';

const grpcFilter = z.object({
  type: z
    .enum(['RequestHeaderModifier', 'ResponseHeaderModifier', 'RequestMirror', 'ExtensionRef'])
    .describe('Which filter this is.'),
  requestHeaderModifier: httpHeaderFilter.optional().describe('Changes headers of the request.'),
  responseHeaderModifier: httpHeaderFilter.optional().describe('Changes headers of the answer.'),
  requestMirror: requestMirror.optional().describe('Sends a copy of the request elsewhere.'),
  extensionRef: localObjectReference.optional().describe('A filter of the implementation.'),
});
const grpcFilters = z.array(grpcFilter).max(16).optional();

const matchType = z.enum(['Exact', 'RegularExpression']).default('Exact').describe('Exact or RegularExpression.');

const grpcMatch = z.object({
  method: z
    .object({
      type: matchType,
      service: z.string().max(1024).optional().describe('The gRPC service; any when left out.'),
      method: z.string().max(1024).optional().describe('The method of it; any when left out.'),
    })
    .optional()
    .describe('The method to match.'),
  headers: listMap(
    z
      .array(
        z.object({
          type: matchType,
          name: headerName.describe('Name of the header, in any case.'),
          value: z.string().min(1).max(4096).describe('Value it must have.'),
        }),
      )
      .max(16),
    'name',
  )
    .optional()
    .describe('Headers that must all match.'),
});

const scope = {
  parentRefs: z
    .array(parentReference)
    .max(32)
    .optional()
    .describe('The Gateways (or their listeners) this Route wants to attach to.'),
  useDefaultGateways: z.enum(['All', 'None']).optional().describe('Whether the default Gateways are meant as well.'),
};
const ruleName = sectionName.optional().describe('Name of the rule, unique in the Route.');
const backendRef = backendObjectReference.extend({ weight });
const hosts = 'Hosts this Route serves; those of the listener when left out.';
const status = routeStatus.optional().describe('What the controllers make of the Route.');

export const grpcRouteSchema = z.object({
  spec: z
    .object({
      ...scope,
      hostnames: z.array(hostname).max(16).optional().describe(hosts),
      rules: z
        .array(
          z.object({
            name: ruleName,
            matches: z.array(grpcMatch).max(64).optional().describe('Conditions; one of them must hold.'),
            filters: grpcFilters.describe('What happens to request and answer.'),
            backendRefs: z
              .array(backendRef.extend({ filters: grpcFilters.describe('Filters for this backend alone.') }))
              .max(16)
              .optional()
              .describe('Where requests go, by weight.'),
            sessionPersistence: sessionPersistence.optional().describe('Keeps a client on one endpoint.'),
          }),
        )
        .max(16)
        .optional()
        .describe('Matches, filters and backends.'),
    })
    .describe('Which requests the Route takes, and where they go.'),
  status,
});

const connectionRule = z.object({
  name: ruleName,
  backendRefs: z.array(backendRef).min(1).max(16).describe('Where connections go, by weight.'),
});
const connectionRules = z.array(connectionRule).min(1).max(1).describe('The backends.');

export const tlsRouteSchema = z.object({
  spec: z
    .object({
      ...scope,
      hostnames: z.array(hostname).min(1).max(1024).describe('Server names this Route serves.'),
      rules: connectionRules,
    })
    .describe('Which connections the Route takes, and where they go.'),
  status,
});

/** TCPRoute and UDPRoute have the same shape. */
export const connectionRouteSchema = z.object({
  spec: z.object({ ...scope, rules: connectionRules }).describe('Where the Route leads.'),
  status,
});
