import { z } from 'zod';
import type { KubeObject } from '#lib/kube/object.ts';
import { listMap } from './causes.ts';
import {
  condition,
  groupName,
  hostname,
  kindName,
  labelSelector,
  localObjectReference,
  objectReference,
  portNumber,
  secretObjectReference,
  sectionName,
} from './common.ts';

export const routeGroupKind = z.object({ group: groupName.default('gateway.networking.k8s.io'), kind: kindName });

export const allowedRoutes = z.object({
  namespaces: z
    .object({ from: z.enum(['All', 'Selector', 'Same']).default('Same'), selector: labelSelector.optional() })
    .prefault({}),
  kinds: z.array(routeGroupKind).max(8).optional(),
});
export type AllowedRoutes = z.output<typeof allowedRoutes>;

export const listenerTls = z.object({
  mode: z.enum(['Terminate', 'Passthrough']).default('Terminate'),
  certificateRefs: z.array(secretObjectReference).max(64).optional(),
  options: z.record(z.string(), z.string().max(4096)).optional(),
});

export const listener = z.object({
  name: sectionName,
  hostname: hostname.optional(),
  port: portNumber,
  protocol: z
    .string()
    .regex(
      /^[a-zA-Z0-9]([-a-zA-Z0-9]*[a-zA-Z0-9])?$|[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\/[A-Za-z0-9]+$/,
    )
    .min(1)
    .max(255),
  tls: listenerTls.optional(),
  allowedRoutes: allowedRoutes.prefault({}),
});
export type Listener = z.output<typeof listener>;

const frontendValidation = z.object({
  caCertificateRefs: z.array(objectReference).min(1).max(16),
  mode: z.enum(['AllowValidOnly', 'AllowInsecureFallback']).default('AllowValidOnly'),
});
const frontendTls = z.object({ validation: frontendValidation.optional() });

export const listenerStatus = z.object({
  name: sectionName,
  supportedKinds: z.array(routeGroupKind).max(8).optional(),
  attachedRoutes: z.int32(),
  conditions: z.array(condition).max(8),
});
export type ListenerStatus = z.output<typeof listenerStatus>;

export const gatewaySchema = z.object({
  spec: z.object({
    gatewayClassName: z.string().min(1).max(253),
    listeners: listMap(z.array(listener).min(1).max(64), 'name'),
    addresses: z
      .array(z.object({ type: z.string().min(1).max(253).default('IPAddress'), value: z.string().max(253).optional() }))
      .max(16)
      .optional(),
    infrastructure: z
      .object({
        labels: z.record(z.string(), z.string().max(63)).optional(),
        annotations: z.record(z.string(), z.string().max(4096)).optional(),
        parametersRef: localObjectReference.optional(),
      })
      .optional(),
    allowedListeners: z
      .object({
        namespaces: z
          .object({
            from: z.enum(['All', 'Selector', 'Same', 'None']).default('None'),
            selector: labelSelector.optional(),
          })
          .prefault({}),
      })
      .optional(),
    tls: z
      .object({
        backend: z.object({ clientCertificateRef: secretObjectReference.optional() }).optional(),
        frontend: z
          .object({
            default: frontendTls,
            perPort: z
              .array(z.object({ port: portNumber, tls: frontendTls }))
              .max(64)
              .optional(),
          })
          .optional(),
      })
      .optional(),
    defaultScope: z.enum(['All', 'None']).optional(),
  }),
  status: z
    .object({
      addresses: z
        .array(z.object({ type: z.string().default('IPAddress'), value: z.string() }))
        .max(16)
        .optional(),
      attachedListenerSets: z.int32().optional(),
      conditions: z.array(condition).max(8).optional(),
      listeners: z.array(listenerStatus).max(64).optional(),
    })
    .optional(),
});

export type Gateway = KubeObject & z.output<typeof gatewaySchema>;
