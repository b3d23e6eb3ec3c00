import { z } from 'zod';
import type { KubeObject } from '#lib/kube/object.ts';
import { atomic, listSet } from '../list-types.ts';
import { objectReference } from './object-reference.ts';

const hinted = (place: string) => z.array(z.object({ name: z.string().describe(`Name of the ${place}.`) })).optional();

export const endpoint = z.object({
  addresses: listSet(z.array(z.string()).min(1).max(100)).describe('Addresses of the endpoint; the first one is used.'),
  conditions: z
    .object({
      ready: z.boolean().optional().describe('Whether it takes traffic; left out counts as ready.'),
      serving: z.boolean().optional().describe('Ready, whether it is terminating or not.'),
      terminating: z.boolean().optional().describe('Whether it is about to go.'),
    })
    .optional()
    .describe('How the endpoint is doing.'),
  hostname: z.string().optional().describe('Host name of the endpoint.'),
  nodeName: z.string().optional().describe('Node that hosts the endpoint.'),
  zone: z.string().optional().describe('Zone the endpoint is in.'),
  deprecatedTopology: z
    .record(z.string(), z.string())
    .optional()
    .describe('Where the endpoint was in earlier versions.'),
  hints: z
    .object({
      forZones: hinted('zone').describe('Zones it should take traffic of.'),
      forNodes: hinted('node').describe('Nodes it should take traffic of.'),
    })
    .optional()
    .describe('Whose traffic it should take.'),
  targetRef: objectReference.optional().describe('Object that provides the endpoint, a Pod as a rule.'),
});
export type Endpoint = z.output<typeof endpoint>;

export const endpointSliceSchema = z.object({
  addressType: z.enum(['IPv4', 'IPv6', 'FQDN']).describe('Type of all addresses: IPv4, IPv6 or FQDN; never changes.'),
  endpoints: z.array(endpoint).max(1000).nullish().describe('The endpoints of this slice.'),
  ports: z
    .array(
      atomic(
        z.object({
          name: z.string().default('').describe('Name of the port of the Service.'),
          protocol: z.string().default('TCP').describe('TCP, UDP or SCTP.'),
          port: z.int32().optional().describe('Port number of the endpoints.'),
          appProtocol: z.string().optional().describe('What is spoken on the port.'),
        }),
      ),
    )
    .max(100)
    .nullish()
    .describe('Ports of all endpoints in this slice.'),
});

export type EndpointSlice = KubeObject & z.output<typeof endpointSliceSchema>;
