import { z } from 'zod';
import type { KubeObject } from '#lib/kube/object.ts';
import { condition, labelSelector } from '../common.ts';
import { legacyLocalRef } from './local-ref.ts';

export const legacyListener = z.object({
  hostname: z.string().min(1).max(253).optional().describe('Host name served; left out is any.'),
  port: z.int32().min(1).max(65535).describe('Port listened on.'),
  protocol: z.string().describe('HTTP, HTTPS, TLS, TCP or UDP.'),
  tls: z
    .object({
      mode: z
        .enum(['Terminate', 'Passthrough'])
        .default('Terminate')
        .describe('Terminate decrypts here, Passthrough hands the bytes on.'),
      certificateRef: legacyLocalRef
        .optional()
        .describe('Secret with the certificate, in the namespace of the Gateway.'),
      routeOverride: z
        .object({ certificate: z.enum(['Allow', 'Deny']).default('Deny').describe('Allow or Deny.') })
        .prefault({})
        .describe('Whether Routes may bring a certificate of their own.'),
      options: z.record(z.string(), z.string()).optional().describe('Options of the implementation.'),
    })
    .optional()
    .describe('Certificate and mode; for HTTPS and TLS.'),
  routes: z
    .object({
      namespaces: z
        .object({
          from: z.enum(['All', 'Selector', 'Same']).default('Same').describe('All, Selector or Same.'),
          selector: labelSelector.optional().describe('Labels of the namespaces, with from Selector.'),
        })
        .prefault({})
        .describe('Namespaces whose Routes may be chosen.'),
      selector: labelSelector.optional().describe('Labels of the Routes that are chosen; left out is all.'),
      group: z.string().min(1).max(253).default('networking.x-k8s.io').describe('Group of the Routes.'),
      kind: z.string().describe('Kind of the Routes.'),
    })
    .describe('Which Routes the listener chooses.'),
});
export type LegacyListener = z.output<typeof legacyListener>;

export const legacyGatewaySchema = z.object({
  spec: z
    .object({
      gatewayClassName: z.string().min(1).max(253).describe('Name of the GatewayClass.'),
      listeners: z.array(legacyListener).min(1).max(64).describe('Ports, protocols and host names served.'),
      addresses: z
        .array(
          z.object({
            type: z.enum(['IPAddress', 'NamedAddress']).default('IPAddress').describe('IPAddress or NamedAddress.'),
            value: z.string().min(1).max(253).describe('The address.'),
          }),
        )
        .max(16)
        .optional()
        .describe('Addresses asked for.'),
    })
    .describe('What the Gateway serves.'),
  status: z
    .object({
      addresses: z
        .array(
          z.object({
            type: z.string().default('IPAddress').describe('IPAddress or NamedAddress.'),
            value: z.string().describe('The address.'),
          }),
        )
        .max(16)
        .optional()
        .describe('Addresses it answers at.'),
      conditions: z.array(condition).max(8).optional().describe('Whether the Gateway is scheduled and ready.'),
      listeners: z
        .array(
          z.object({
            port: z.int32().describe('Port of the listener.'),
            protocol: z.string().describe('Protocol of the listener.'),
            hostname: z.string().optional().describe('Host name of the listener.'),
            conditions: z.array(condition).max(8).describe('How the listener is doing.'),
          }),
        )
        .max(64)
        .optional()
        .describe('How each listener is doing.'),
    })
    .optional()
    .describe('What the controller says of the Gateway.'),
});

/** Gateway of `networking.x-k8s.io/v1alpha1`: listeners have no name and pick Routes by label. */
export type LegacyGateway = KubeObject & z.output<typeof legacyGatewaySchema>;
