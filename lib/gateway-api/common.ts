import { z } from 'zod';
import { atomic, listMap } from './list-types.ts';

/** Groups and names used throughout; see Gateway API v1.6.1. */
export const GATEWAY_GROUP = 'gateway.networking.k8s.io';

/** The release that the kinds are declared after. */
export const BUNDLE_VERSION = 'v1.6.1';
export const LEGACY_GROUP = 'networking.x-k8s.io';
export const EXPERIMENTAL_GROUP = 'gateway.networking.x-k8s.io';

const label = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const subdomain = `${label}(\\.${label})*`;

export const objectName = z.string().min(1).max(253);
export const namespaceName = z
  .string()
  .regex(new RegExp(`^${label}$`))
  .min(1)
  .max(63);
export const groupName = z
  .string()
  .regex(new RegExp(`^$|^${subdomain}$`))
  .max(253);
export const kindName = z
  .string()
  .regex(/^[a-zA-Z]([-a-zA-Z0-9]*[a-zA-Z0-9])?$/)
  .min(1)
  .max(63);
export const sectionName = z
  .string()
  .regex(new RegExp(`^${subdomain}$`))
  .min(1)
  .max(253);
/** A hostname, or `*.` and a hostname; never an IP address by the type's comment, which the pattern cannot say. */
export const hostname = z
  .string()
  .regex(new RegExp(`^(\\*\\.)?${subdomain}$`))
  .min(1)
  .max(253);
export const preciseHostname = z
  .string()
  .regex(new RegExp(`^${subdomain}$`))
  .min(1)
  .max(253);
export const portNumber = z.int32().min(1).max(65535);
/** GEP-2257: up to four components, summed, in any order. */
export const duration = z.string().regex(/^([0-9]{1,5}(h|m|s|ms)){1,4}$/);
export const headerName = z
  .string()
  .regex(/^[A-Za-z0-9!#$%&'*+\-.^_`|~]+$/)
  .min(1)
  .max(256);

export const labelSelector = atomic(
  z.object({
    matchLabels: z
      .record(z.string(), z.string())
      .optional()
      .describe('Labels that must all be there with these values.'),
    matchExpressions: z
      .array(
        z.object({
          key: z.string().describe('The label asked about.'),
          operator: z.string().describe('In, NotIn, Exists or DoesNotExist.'),
          values: z.array(z.string()).optional().describe('What In and NotIn compare with.'),
        }),
      )
      .optional()
      .describe('Requirements that must all hold.'),
  }),
);
export type LabelSelector = z.output<typeof labelSelector>;

export const condition = z.object({
  type: z
    .string()
    .regex(
      /^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\/)?(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])$/,
    )
    .max(316)
    .describe('Type of the condition.'),
  status: z.enum(['True', 'False', 'Unknown']).describe('True, False or Unknown.'),
  observedGeneration: z.int().min(0).optional().describe('The generation that was judged.'),
  lastTransitionTime: z.string().describe('When the status last changed.'),
  reason: z
    .string()
    .regex(/^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$/)
    .min(1)
    .max(1024)
    .describe('One CamelCase word.'),
  message: z.string().max(32768).describe('A sentence for people.'),
});

/** The conditions of a status: one of each type. */
export const conditions = listMap(z.array(condition).max(8), 'type');

/** ParentReference (shared by all Route kinds). */
export const parentReference = z.object({
  group: groupName.default(GATEWAY_GROUP).describe('Group of the parent.'),
  kind: kindName.default('Gateway').describe('Kind of the parent: Gateway, or ListenerSet.'),
  namespace: namespaceName.optional().describe("Namespace of the parent; the Route's own when left out."),
  name: objectName.describe('Name of the parent.'),
  sectionName: sectionName.optional().describe('Name of a listener of the parent; all its listeners when left out.'),
  port: portNumber
    .optional()
    .describe('Port of the listeners to attach to; together with sectionName both must match one listener.'),
});
export type ParentReference = z.output<typeof parentReference>;

export const backendObjectReference = z.object({
  group: groupName.default('').describe('Group of the backend; empty is the core group.'),
  kind: kindName.default('Service').describe('Kind of the backend.'),
  name: objectName.describe('Name of the backend.'),
  namespace: namespaceName
    .optional()
    .describe("Namespace of the backend; another one than the Route's needs a ReferenceGrant there."),
  port: portNumber.optional().describe('Port of the Service, not of its Pods.'),
});
export type BackendObjectReference = z.output<typeof backendObjectReference>;

export const weight = z
  .int32()
  .min(0)
  .max(1_000_000)
  .default(1)
  .describe('Share of the requests, in relation to the other weights.');

export const secretObjectReference = z.object({
  group: groupName.default('').describe('Group of the object; empty is the core group.'),
  kind: kindName.default('Secret').describe('Kind of the object.'),
  name: objectName.describe('Name of the object.'),
  namespace: namespaceName.optional().describe('Namespace of the object; another one needs a ReferenceGrant there.'),
});
export type SecretObjectReference = z.output<typeof secretObjectReference>;

export const localObjectReference = z.object({
  group: groupName.describe('Group of the object; empty is the core group.'),
  kind: kindName.describe('Kind of the object.'),
  name: objectName.describe('Name of the object.'),
});

export const objectReference = localObjectReference.extend({
  namespace: namespaceName.optional().describe('Namespace of the object; another one needs a ReferenceGrant there.'),
});

export const routeParentStatus = z.object({
  parentRef: parentReference.describe('The parentRef of the spec that this entry is about.'),
  controllerName: z.string().min(1).max(253).describe('Who wrote this entry.'),
  conditions: conditions.describe('Accepted, ResolvedRefs and, when rules were dropped, PartiallyInvalid.'),
});
export type RouteParentStatus = z.output<typeof routeParentStatus>;

export const routeStatus = z.object({
  parents: z.array(routeParentStatus).max(32).describe('What each Gateway’s controller makes of the Route.'),
});

export const sessionPersistence = z.object({
  sessionName: z.string().max(128).optional().describe('Name of the cookie or header.'),
  absoluteTimeout: duration.optional().describe('How long a session lasts.'),
  type: z.enum(['Cookie', 'Header']).default('Cookie').describe('Cookie or Header.'),
  cookieConfig: z
    .object({
      lifetimeType: z
        .enum(['Permanent', 'Session'])
        .default('Session')
        .describe('Permanent cookies have an expiry date, Session ones end with the browser.'),
    })
    .optional()
    .describe('What the cookie is like.'),
});
