import { z } from 'zod';
import type { KubeObject } from '#lib/kube/object.ts';
import {
  conditions,
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
import { listMap } from './list-types.ts';

export const routeGroupKind = z.object({
  group: groupName.default('gateway.networking.k8s.io').describe('Group of the Route.'),
  kind: kindName.describe('Kind of the Route.'),
});

export const allowedRoutes = z.object({
  namespaces: z
    .object({
      from: z
        .enum(['All', 'Selector', 'Same'])
        .default('Same')
        .describe('All, Same (that of the Gateway) or Selector.'),
      selector: labelSelector.optional().describe('Labels of the namespaces, for Selector.'),
    })
    .prefault({})
    .describe('Namespaces whose Routes may attach.'),
  kinds: z
    .array(routeGroupKind)
    .max(8)
    .optional()
    .describe('Kinds of Routes that may attach; all the protocol carries when left out.'),
});
export type AllowedRoutes = z.output<typeof allowedRoutes>;

export const listenerTls = z.object({
  mode: z
    .enum(['Terminate', 'Passthrough'])
    .default('Terminate')
    .describe('Terminate decrypts here, Passthrough hands the bytes on.'),
  certificateRefs: z.array(secretObjectReference).max(64).optional().describe('Secrets with the certificates.'),
  options: z.record(z.string(), z.string().max(4096)).optional().describe('Options of the implementation.'),
});

export const listener = z.object({
  name: sectionName.describe('Name of the listener, unique in the Gateway.'),
  hostname: hostname
    .optional()
    .describe('Host names served; a leading *. stands for one or more labels, left out is any.'),
  port: portNumber.describe('Port listened on.'),
  protocol: z
    .string()
    .regex(
      /^[a-zA-Z0-9]([-a-zA-Z0-9]*[a-zA-Z0-9])?$|[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\/[A-Za-z0-9]+$/,
    )
    .min(1)
    .max(255)
    .describe("HTTP, HTTPS, TLS, TCP, UDP or a vendor's own."),
  tls: listenerTls.optional().describe('Certificates and mode; for HTTPS and TLS.'),
  allowedRoutes: allowedRoutes.prefault({}).describe('Which Routes may attach to this listener.'),
});
export type Listener = z.output<typeof listener>;

const frontendValidation = z.object({
  caCertificateRefs: z.array(objectReference).min(1).max(16).describe('CA certificates that vouch for clients.'),
  mode: z
    .enum(['AllowValidOnly', 'AllowInsecureFallback'])
    .default('AllowValidOnly')
    .describe('AllowValidOnly, or AllowInsecureFallback for clients without a valid certificate as well.'),
});
const frontendTls = z.object({
  validation: frontendValidation.optional().describe('How certificates of clients are judged.'),
});

export const listenerStatus = z.object({
  name: sectionName.describe('The listener of the spec.'),
  supportedKinds: z.array(routeGroupKind).max(8).optional().describe('Kinds of Routes this listener takes.'),
  attachedRoutes: z.int32().describe('Number of Routes accepted on this listener.'),
  conditions: conditions.describe('Accepted, ResolvedRefs, Programmed; Conflicted and OverlappingTLSConfig when True.'),
});
export type ListenerStatus = z.output<typeof listenerStatus>;

export const gatewaySchema = z.object({
  spec: z
    .object({
      gatewayClassName: z.string().min(1).max(253).describe('The GatewayClass this Gateway belongs to.'),
      listeners: listMap(z.array(listener).min(1).max(64), 'name').describe(
        'Ports, protocols and hosts this Gateway listens on.',
      ),
      addresses: z
        .array(
          z.object({
            type: z.string().min(1).max(253).default('IPAddress').describe('IPAddress, Hostname or a vendor’s own.'),
            value: z.string().max(253).optional().describe('The address; any of the type when left out.'),
          }),
        )
        .max(16)
        .optional()
        .describe('Addresses asked for; assigned by the controller when left out.'),
      infrastructure: z
        .object({
          labels: z.record(z.string(), z.string().max(63)).optional().describe('Labels they get.'),
          annotations: z.record(z.string(), z.string().max(4096)).optional().describe('Annotations they get.'),
          parametersRef: localObjectReference.optional().describe('Object with parameters of this Gateway.'),
        })
        .optional()
        .describe('Labels and annotations for what is created for this Gateway.'),
      allowedListeners: z
        .object({
          namespaces: z
            .object({
              from: z
                .enum(['All', 'Selector', 'Same', 'None'])
                .default('None')
                .describe('All, Same (that of the Gateway), Selector or None.'),
              selector: labelSelector.optional().describe('Labels of the namespaces, for Selector.'),
            })
            .prefault({})
            .describe('Namespaces of the ListenerSets.'),
        })
        .optional()
        .describe('Namespaces whose ListenerSets may add listeners.'),
      tls: z
        .object({
          backend: z
            .object({
              clientCertificateRef: secretObjectReference.optional().describe('Secret with that certificate.'),
            })
            .optional()
            .describe('Certificate the Gateway shows to backends.'),
          frontend: z
            .object({
              default: frontendTls.describe('For all ports without a setting of their own.'),
              perPort: listMap(
                z
                  .array(
                    z.object({
                      port: portNumber.describe('Port it is for.'),
                      tls: frontendTls.describe('How clients are judged on this port.'),
                    }),
                  )
                  .max(64),
                'port',
              )
                .optional()
                .describe('For single ports.'),
            })
            .optional()
            .describe('Certificates that clients show to the Gateway.'),
        })
        .optional()
        .describe('Certificates of clients, and of the Gateway as a client.'),
      defaultScope: z.enum(['All', 'None']).optional().describe('Whether Routes without parentRefs use this Gateway.'),
    })
    .describe('What the Gateway listens on, and for whom.'),
  status: z
    .object({
      addresses: z
        .array(
          z.object({
            type: z.string().default('IPAddress').describe('IPAddress, Hostname or a vendor’s own.'),
            value: z.string().describe('The address.'),
          }),
        )
        .max(16)
        .optional()
        .describe('Addresses the Gateway has.'),
      attachedListenerSets: z.int32().optional().describe('Number of ListenerSets accepted.'),
      conditions: conditions.optional().describe('Accepted, Programmed, ResolvedRefs.'),
      listeners: listMap(z.array(listenerStatus).max(64), 'name').optional().describe('How each listener is doing.'),
    })
    .optional()
    .describe('What the controller makes of the Gateway.'),
});

export type Gateway = KubeObject & z.output<typeof gatewaySchema>;
