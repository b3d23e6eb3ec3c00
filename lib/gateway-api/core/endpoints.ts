import { z } from 'zod';
import type { KubeObject } from '#lib/kube/object.ts';
import { atomic } from '../list-types.ts';
import { objectReference } from './object-reference.ts';

const endpointAddress = atomic(
  z.object({
    ip: z.string().describe('IP address of the endpoint.'),
    hostname: z.string().optional().describe('Host name of the endpoint.'),
    nodeName: z.string().optional().describe('Node that hosts the endpoint.'),
    targetRef: objectReference.optional().describe('Object that provides the endpoint, a Pod as a rule.'),
  }),
);

export const endpointsSchema = z.object({
  subsets: z
    .array(
      z.object({
        addresses: z.array(endpointAddress).optional().describe('Endpoints that are ready.'),
        notReadyAddresses: z.array(endpointAddress).optional().describe('Endpoints that take no traffic now.'),
        ports: z
          .array(
            atomic(
              z.object({
                name: z.string().optional().describe('Name of the port of the Service.'),
                port: z.int32().min(1).max(65535).describe('Port number of the endpoints.'),
                protocol: z.enum(['TCP', 'UDP', 'SCTP']).default('TCP').describe('TCP, UDP or SCTP.'),
                appProtocol: z.string().optional().describe('What is spoken on the port.'),
              }),
            ),
          )
          .optional()
          .describe('Ports of all these endpoints.'),
      }),
    )
    .optional()
    .describe('Addresses by the ports they have in common.'),
});

export type Endpoints = KubeObject & z.output<typeof endpointsSchema>;
