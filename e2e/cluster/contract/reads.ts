import type { Loose } from '../../scenarios/kube.ts';
import { core, gatewayGroup, map, maps, namespace, routes, services } from './objects.ts';
import { ask, type Step, types } from './step.ts';

const field = (plural: string, group = core) =>
  ask(`select ${plural} by a field that is none`, 'GET', `${group}/${plural}?fieldSelector=foo%3Dbar`);

/** Every namespace of a cluster has these; the suffixes of slices are made at random. */
const columns = (body: Loose) => {
  const rows = (body.rows as unknown as Readonly<{ cells: readonly unknown[] }>[])
    .map(({ cells: [name, ...rest] }) => [String(name).replace(/^(ports|web)-[0-9a-z]{5}$/, '$1-(suffix)'), ...rest])
    .filter(([name]) => name !== 'kube-root-ca.crt' && name !== 'default');
  const columnDefinitions = (body.columnDefinitions as unknown as Loose[]).map(
    ({ description: _its, ...definition }) => definition,
  );
  return { ...body, columnDefinitions, rows };
};
const table = (plural: string, group = core) =>
  ask(`table of ${plural}`, 'GET', `${group}/${plural}`, { headers: types.table, part: columns });

/** Single objects, lists, pages, selectors and tables. */
export const reads: readonly Step[] = [
  ask('read a missing one', 'GET', `${maps}/none`),
  ask('read a missing Route', 'GET', `${routes}/none`),
  ask('read a kind that is none', 'GET', `${core}/nothings`),
  ask('read a version that is none', 'GET', `/apis/gateway.networking.k8s.io/v9/namespaces/${namespace}/httproutes`),
  ask('read an older version', 'GET', `${routes.replace('/v1/', '/v1beta1/')}/bare`),
  ask('read metadata alone', 'GET', `${maps}?labelSelector=a%3Db`, { headers: types.metadata }),
  ask('list', 'GET', `${maps}?labelSelector=a%3Db`),
  ask('list by a name', 'GET', `${maps}?fieldSelector=metadata.name%3Da`, { part: ({ items }) => items }),
  ask('list by a selector that is none', 'GET', `${maps}?labelSelector=a%20b`),
  ask('list by a field selector that is none', 'GET', `${maps}?fieldSelector=a`),
  ask('list no number of items', 'GET', `${maps}?limit=x`),
  ask('list a page', 'GET', `${services}?limit=1`, { keep: 'page' }),
  ask(
    'list the next page',
    'GET',
    ({ page }) => `${services}?limit=1&continue=${encodeURIComponent(String(page?.metadata?.continue))}`,
  ),
  ask('list by a token that is none', 'GET', `${maps}?continue=abc`),
  ...['pods', 'configmaps', 'services', 'secrets', 'events', 'serviceaccounts', 'endpoints'].map((plural) =>
    field(plural),
  ),
  field('deployments', `/apis/apps/v1/namespaces/${namespace}`),
  field('endpointslices', `/apis/discovery.k8s.io/v1/namespaces/${namespace}`),
  field('httproutes', gatewayGroup),
  field('namespaces', '/api/v1'),
  ...['services', 'configmaps', 'secrets', 'endpoints'].map((plural) => table(plural)),
  table('pods'),
  table('events'),
  table('serviceaccounts'),
  table('deployments', `/apis/apps/v1/namespaces/${namespace}`),
  table('replicasets', `/apis/apps/v1/namespaces/${namespace}`),
  table('endpointslices', `/apis/discovery.k8s.io/v1/namespaces/${namespace}`),
  table('leases', `/apis/coordination.k8s.io/v1/namespaces/${namespace}`),
  ...['gateways', 'httproutes', 'grpcroutes', 'tlsroutes', 'referencegrants', 'listenersets', 'backendtlspolicies'].map(
    (plural) => table(plural, gatewayGroup),
  ),
  ask('table of a Namespace', 'GET', `/api/v1/namespaces/${namespace}`, { headers: types.table, part: columns }),
  ask('replace a collection', 'PUT', maps, { body: map('a') }),
  ask('create an object by its name', 'POST', `${maps}/a`, { body: map('a') }),
];
