import { z } from 'zod';
import type { KubeObject } from '#lib/kube/object.ts';
import { atomic, listMap } from '../list-types.ts';
import { builtInCondition } from './condition.ts';

export const servicePort = z.object({
  name: z.string().optional().describe('Name of the port; needed where there are several.'),
  protocol: z.enum(['TCP', 'UDP', 'SCTP']).default('TCP').describe('TCP, UDP or SCTP.'),
  appProtocol: z.string().optional().describe('What is spoken on the port, e.g. kubernetes.io/h2c.'),
  port: z.int32().min(1).max(65535).describe('Port of the Service.'),
  targetPort: z.union([z.int32(), z.string()]).optional().meta({
    'x-kubernetes-int-or-string': true,
    description: 'Number or name of the port on the Pods; the port of the Service when left out.',
  }),
  nodePort: z.int32().optional().describe('Port on each node, for NodePort and LoadBalancer.'),
});
export type ServicePort = z.output<typeof servicePort>;

const texts = () => z.array(z.string()).optional();

export const serviceSchema = z.object({
  spec: z
    .object({
      type: z
        .enum(['ClusterIP', 'NodePort', 'LoadBalancer', 'ExternalName'])
        .default('ClusterIP')
        .describe('ClusterIP, NodePort, LoadBalancer or ExternalName.'),
      selector: atomic(z.record(z.string(), z.string()))
        .optional()
        .describe('Labels of the Pods behind the Service; without any its endpoints are kept by others.'),
      ports: listMap(z.array(servicePort), 'port', 'protocol').optional().describe('Ports the Service has.'),
      clusterIP: z
        .string()
        .optional()
        .describe('Address of the Service, given by the server; None for a headless one.'),
      clusterIPs: texts().describe('All addresses of the Service, clusterIP first.'),
      externalName: z.string().optional().describe('Host name an ExternalName stands for.'),
      externalIPs: texts().describe('Addresses from elsewhere that lead to the nodes.'),
      loadBalancerIP: z.string().optional().describe('Deprecated: the address asked of the load balancer.'),
      loadBalancerClass: z.string().optional().describe('Which load balancer is meant.'),
      loadBalancerSourceRanges: texts().describe('Clients the load balancer lets in.'),
      allocateLoadBalancerNodePorts: z.boolean().optional().describe('Whether a LoadBalancer also gets node ports.'),
      healthCheckNodePort: z.int32().optional().describe('Port on which nodes say whether they hold an endpoint.'),
      sessionAffinity: z.string().default('None').describe('ClientIP keeps a client on one Pod; None does not.'),
      sessionAffinityConfig: z.looseObject({}).optional().describe('How long a client is kept.'),
      ipFamilies: texts().describe('IPv4, IPv6 or both.'),
      ipFamilyPolicy: z.string().optional().describe('SingleStack, PreferDualStack or RequireDualStack.'),
      internalTrafficPolicy: z.string().default('Cluster').describe('Cluster: any endpoint; Local: those of the node.'),
      externalTrafficPolicy: z
        .string()
        .optional()
        .describe('The same for traffic from outside; Local keeps the client’s address.'),
      publishNotReadyAddresses: z.boolean().optional().describe('Whether Pods that are not ready count as well.'),
      trafficDistribution: z.string().optional().describe('Which endpoints are preferred, e.g. PreferClose.'),
    })
    .prefault({})
    .describe('How the Service is reached and what is behind it.'),
  status: z
    .object({
      loadBalancer: z.looseObject({}).optional().describe('Addresses of the load balancer.'),
      conditions: listMap(z.array(builtInCondition), 'type').optional().describe('What is true of the Service now.'),
    })
    .optional()
    .describe('What the load balancer reports.'),
});

export type Service = KubeObject & z.output<typeof serviceSchema>;
