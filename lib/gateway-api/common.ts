import { z } from 'zod';

/** Groups and names used throughout; see Gateway API v1.6.1. */
export const GATEWAY_GROUP = 'gateway.networking.k8s.io';
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

export const labelSelector = z.object({
  matchLabels: z.record(z.string(), z.string()).optional(),
  matchExpressions: z
    .array(z.object({ key: z.string(), operator: z.string(), values: z.array(z.string()).optional() }))
    .optional(),
});
export type LabelSelector = z.output<typeof labelSelector>;

export const condition = z.object({
  type: z
    .string()
    .regex(
      /^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\/)?(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])$/,
    )
    .max(316),
  status: z.enum(['True', 'False', 'Unknown']),
  observedGeneration: z.int().min(0).optional(),
  lastTransitionTime: z.string(),
  reason: z
    .string()
    .regex(/^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$/)
    .min(1)
    .max(1024),
  message: z.string().max(32768),
});

/** ParentReference (shared by all Route kinds). */
export const parentReference = z.object({
  group: groupName.default(GATEWAY_GROUP),
  kind: kindName.default('Gateway'),
  namespace: namespaceName.optional(),
  name: objectName,
  sectionName: sectionName.optional(),
  port: portNumber.optional(),
});
export type ParentReference = z.output<typeof parentReference>;

export const backendObjectReference = z.object({
  group: groupName.default(''),
  kind: kindName.default('Service'),
  name: objectName,
  namespace: namespaceName.optional(),
  port: portNumber.optional(),
});
export type BackendObjectReference = z.output<typeof backendObjectReference>;

export const weight = z.int32().min(0).max(1_000_000).default(1);

export const secretObjectReference = z.object({
  group: groupName.default(''),
  kind: kindName.default('Secret'),
  name: objectName,
  namespace: namespaceName.optional(),
});
export type SecretObjectReference = z.output<typeof secretObjectReference>;

export const objectReference = z.object({
  group: groupName,
  kind: kindName,
  name: objectName,
  namespace: namespaceName.optional(),
});

export const localObjectReference = z.object({ group: groupName, kind: kindName, name: objectName });

export const routeParentStatus = z.object({
  parentRef: parentReference,
  controllerName: z.string().min(1).max(253),
  conditions: z.array(condition).max(8),
});
export type RouteParentStatus = z.output<typeof routeParentStatus>;

export const routeStatus = z.object({ parents: z.array(routeParentStatus).max(32) });

export const sessionPersistence = z.object({
  sessionName: z.string().max(128).optional(),
  absoluteTimeout: duration.optional(),
  idleTimeout: duration.optional(),
  type: z.enum(['Cookie', 'Header']).default('Cookie'),
  cookieConfig: z.object({ lifetimeType: z.enum(['Permanent', 'Session']).default('Session') }).optional(),
});
