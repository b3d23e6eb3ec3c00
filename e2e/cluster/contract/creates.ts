import {
  core,
  deployment,
  deployments,
  gateway,
  gateways,
  leases,
  listener,
  map,
  maps,
  namespace,
  route,
  routes,
  secrets,
  service,
  services,
  slice,
  slices,
} from './objects.ts';
import { ask, object, type Step } from './step.ts';

/** Creates, and what is refused of them. */
export const creates: readonly Step[] = [
  ask('create a Namespace', 'POST', '/api/v1/namespaces', { body: object('v1', 'Namespace', namespace) }),
  ask('create a ConfigMap', 'POST', maps, { body: map('a', { x: '1' }), keep: 'a' }),
  ask('create it again', 'POST', maps, { body: map('a') }),
  ask('create with another kind', 'POST', maps, { body: object('v1', 'Secret', 'x') }),
  ask('create in another namespace', 'POST', maps, { body: map('x', {}, { namespace: 'default' }) }),
  ask('create in no namespace', 'POST', '/api/v1/namespaces/none/configmaps', { body: map('x') }),
  ask('create with a resourceVersion', 'POST', maps, { body: map('x', {}, { resourceVersion: '1' }) }),
  ask('create without a name', 'POST', maps, { body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: {} } }),
  ask('create with a bad name', 'POST', maps, { body: map('No_Name') }),
  ask('create with a bad label', 'POST', maps, { body: map('x', {}, { labels: { 'a b': 'c', d: 'e f' } }) }),
  ask('create with a field of another type', 'POST', maps, { body: map('x', { a: 1 }) }),
  ask('create from no JSON', 'POST', maps, { body: '{' }),
  ask('create from a list', 'POST', maps, { body: [] }),
  ask('create from nothing', 'POST', maps, {}),
  ask('create from text', 'POST', maps, { body: 'x', headers: { 'content-type': 'text/plain' } }),
  ask('unknown field, strict', 'POST', `${maps}?fieldValidation=Strict`, { body: { ...map('x'), colour: 1 } }),
  ask('unknown field, warn', 'POST', `${maps}?dryRun=All`, { body: { ...map('x'), colour: 1 } }),
  ask('unknown field, ignore', 'POST', `${maps}?dryRun=All&fieldValidation=Ignore`, {
    body: { ...map('x'), colour: 1 },
  }),
  ask('unknown validation', 'POST', `${maps}?fieldValidation=Loose`, { body: map('x') }),
  ask('unknown dry run', 'POST', `${maps}?dryRun=Some`, { body: map('x') }),
  ask('create a Service', 'POST', services, {
    body: service('web', { selector: { app: 'web' }, ports: [{ port: 80 }] }),
    keep: 'web',
  }),
  ask('create a headless Service', 'POST', services, {
    body: service('headless', { clusterIP: 'None', ports: [{ port: 80, name: 'a' }] }),
  }),
  ask('create a Service with a bad port', 'POST', services, { body: service('bad', { ports: [{ port: 70_000 }] }) }),
  ask('create a Service of a bad type', 'POST', services, {
    body: service('bad', { type: 'Odd', ports: [{ port: 80 }] }),
  }),
  ask('create a Secret from text', 'POST', secrets, { body: object('v1', 'Secret', 's', { stringData: { a: 'b' } }) }),
  ask('create a Deployment', 'POST', deployments, { body: deployment('web'), part: ({ status: _, ...rest }) => rest }),
  ask('create a Deployment that selects none of its Pods', 'POST', deployments, {
    body: deployment('bad', { app: 'other' }),
  }),
  ask('create a slice', 'POST', slices, { body: slice('own', '10.0.0.1') }),
  ask('create a slice on the loopback', 'POST', slices, { body: slice('bad', '10.0.0.1', '127.0.0.1') }),
  ask('create Endpoints', 'POST', `${core}/endpoints`, {
    body: object('v1', 'Endpoints', 'own', { subsets: [{ addresses: [{ ip: '10.0.0.1' }], ports: [{ port: 80 }] }] }),
  }),
  ask('create Endpoints on the loopback', 'POST', `${core}/endpoints`, {
    body: object('v1', 'Endpoints', 'bad', { subsets: [{ addresses: [{ ip: '127.0.0.1' }] }] }),
  }),
  ask('create a Lease', 'POST', leases, {
    body: object('coordination.k8s.io/v1', 'Lease', 'l', { spec: { holderIdentity: 'me', leaseDurationSeconds: 15 } }),
  }),
  ask('create a ServiceAccount', 'POST', `${core}/serviceaccounts`, { body: object('v1', 'ServiceAccount', 'robot') }),
  ask('create a Route', 'POST', routes, {
    body: route('r', { parentRefs: [{ name: 'gw' }], rules: [{ backendRefs: [{ name: 'a', port: 80 }] }] }),
    keep: 'r',
  }),
  ask('create a Route without anything', 'POST', routes, {
    body: { apiVersion: 'gateway.networking.k8s.io/v1', kind: 'HTTPRoute', metadata: { name: 'bare' } },
  }),
  ask('create a Route with many faults', 'POST', routes, {
    body: route('bad', {
      parentRefs: [{ name: 'gw', port: 0 }],
      hostnames: ['UPPER'],
      rules: [{ matches: [{ path: { type: 'Exactly' } }], backendRefs: [{ port: 80 }] }],
    }),
  }),
  ask('create a Route with a rule broken', 'POST', routes, {
    body: route('bad', { parentRefs: [{ name: 'gw' }, { name: 'gw' }] }),
  }),
  ask('create a Route with an unknown field', 'POST', `${routes}?fieldValidation=Strict`, {
    body: route('bad', { colour: 'red' }),
  }),
  ask('create a Gateway', 'POST', gateways, { body: gateway('gw', [listener]) }),
  ask('create a Gateway with two listeners of a name', 'POST', gateways, {
    body: gateway('bad', [listener, { ...listener, port: 81 }]),
  }),
  ask('create a Gateway without listeners', 'POST', gateways, { body: gateway('bad', []) }),
];
