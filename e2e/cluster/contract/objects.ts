import { object } from './step.ts';

// Where the contract is replayed, and the objects it is about.

/** The namespace the contract is replayed in. */
export const namespace = 'contract';

export const core = `/api/v1/namespaces/${namespace}`;
export const maps = `${core}/configmaps`;
export const services = `${core}/services`;
export const secrets = `${core}/secrets`;
export const deployments = `/apis/apps/v1/namespaces/${namespace}/deployments`;
export const slices = `/apis/discovery.k8s.io/v1/namespaces/${namespace}/endpointslices`;
export const leases = `/apis/coordination.k8s.io/v1/namespaces/${namespace}/leases`;
export const gatewayGroup = `/apis/gateway.networking.k8s.io/v1/namespaces/${namespace}`;
export const routes = `${gatewayGroup}/httproutes`;
export const gateways = `${gatewayGroup}/gateways`;

export const map = (name: string, data: unknown = {}, metadata = {}) =>
  object('v1', 'ConfigMap', name, { data }, metadata);
export const service = (name: string, spec: unknown) => object('v1', 'Service', name, { spec });
export const route = (name: string, spec: unknown = {}, metadata = {}) =>
  object('gateway.networking.k8s.io/v1', 'HTTPRoute', name, { spec }, metadata);
export const deployment = (name: string, labels = { app: name }) =>
  object('apps/v1', 'Deployment', name, {
    spec: {
      replicas: 0,
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels },
        spec: { containers: [{ name: 'echo', image: 'any:1', ports: [{ containerPort: 80 }] }] },
      },
    },
  });
export const slice = (name: string, ...addresses: readonly string[]) =>
  object('discovery.k8s.io/v1', 'EndpointSlice', name, {
    addressType: 'IPv4',
    endpoints: addresses.map((address) => ({ addresses: [address] })),
    ports: [{ name: 'web', port: 80 }],
  });
export const listener = { name: 'http', port: 80, protocol: 'HTTP' };
export const gateway = (name: string, listeners: readonly unknown[]) =>
  object('gateway.networking.k8s.io/v1', 'Gateway', name, { spec: { gatewayClassName: 'none', listeners } });
