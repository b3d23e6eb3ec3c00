import type { Loose } from '../../scenarios/kube.ts';
import { ask, type Kept, kubectl, object, type Step, types } from './step.ts';

/** The namespace the contract is replayed in. */
export const namespace = 'contract';

const core = `/api/v1/namespaces/${namespace}`;
const maps = `${core}/configmaps`;
const services = `${core}/services`;
const secrets = `${core}/secrets`;
const deployments = `/apis/apps/v1/namespaces/${namespace}/deployments`;
const slices = `/apis/discovery.k8s.io/v1/namespaces/${namespace}/endpointslices`;
const leases = `/apis/coordination.k8s.io/v1/namespaces/${namespace}/leases`;
const gatewayGroup = `/apis/gateway.networking.k8s.io/v1/namespaces/${namespace}`;
const routes = `${gatewayGroup}/httproutes`;
const gateways = `${gatewayGroup}/gateways`;

const map = (name: string, data: unknown = {}, metadata = {}) => object('v1', 'ConfigMap', name, { data }, metadata);
const service = (name: string, spec: unknown) => object('v1', 'Service', name, { spec });
const route = (name: string, spec: unknown = {}, metadata = {}) =>
  object('gateway.networking.k8s.io/v1', 'HTTPRoute', name, { spec }, metadata);
const deployment = (name: string, labels = { app: name }) =>
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
const slice = (name: string, ...addresses: readonly string[]) =>
  object('discovery.k8s.io/v1', 'EndpointSlice', name, {
    addressType: 'IPv4',
    endpoints: addresses.map((address) => ({ addresses: [address] })),
    ports: [{ name: 'web', port: 80 }],
  });
const listener = { name: 'http', port: 80, protocol: 'HTTP' };
const gateway = (name: string, listeners: readonly unknown[]) =>
  object('gateway.networking.k8s.io/v1', 'Gateway', name, { spec: { gatewayClassName: 'none', listeners } });

const writes: readonly Step[] = [
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

const changes: readonly Step[] = [
  ask('replace', 'PUT', `${maps}/a`, { body: map('a', { x: '2' }), keep: 'replaced' }),
  ask('replace with the same', 'PUT', `${maps}/a`, { body: map('a', { x: '2' }) }),
  ask('replace an outdated one', 'PUT', `${maps}/a`, { body: ({ a }: Kept) => ({ ...a, data: { x: '3' } }) }),
  ask('replace another name', 'PUT', `${maps}/a`, { body: map('b') }),
  ask('replace another uid', 'PUT', `${maps}/a`, {
    body: map('a', {}, { uid: '00000000-0000-0000-0000-000000000000' }),
  }),
  ask('replace a missing Route', 'PUT', `${routes}/none`, { body: route('none') }),
  ask('replace a Route without a resourceVersion', 'PUT', `${routes}/r`, { body: route('r') }),
  ask('replace a Route', 'PUT', `${routes}/r`, { body: ({ r }: Kept) => ({ ...r, spec: { hostnames: ['a.test'] } }) }),
  ask('replace an outdated Route', 'PUT', `${routes}/r`, { body: ({ r }: Kept) => r }),
  ask('merge', 'PATCH', `${maps}/a`, {
    body: { data: { y: '1' }, metadata: { labels: { a: 'b' } } },
    headers: types.merge,
  }),
  ask('merge what is gone', 'PATCH', `${maps}/a`, { body: { data: { y: null } }, headers: types.merge }),
  ask('merge into a missing one', 'PATCH', `${maps}/none`, { body: {}, headers: types.merge }),
  ask('merge an address of a Service', 'PATCH', `${services}/web`, {
    body: { spec: { clusterIP: '10.96.200.200' } },
    headers: types.merge,
  }),
  ask('merge a fault into a Route', 'PATCH', `${routes}/r`, {
    body: { spec: { hostnames: ['A'] } },
    headers: types.merge,
  }),
  ask('merge status through the object', 'PATCH', `${routes}/r`, {
    body: { status: { parents: [] } },
    headers: types.merge,
  }),
  ask('merge status', 'PATCH', `${routes}/r/status`, {
    body: { spec: { hostnames: ['b.test'] }, status: { parents: [] } },
    headers: types.merge,
  }),
  ask('merge a force', 'PATCH', `${maps}/a?force=true`, { body: {}, headers: types.merge }),
  ask('JSON patch', 'PATCH', `${maps}/a`, {
    body: [
      { op: 'test', path: '/data/x', value: '2' },
      { op: 'add', path: '/data/z', value: '1' },
    ],
    headers: types.json,
  }),
  ask('JSON patch whose test fails', 'PATCH', `${maps}/a`, {
    body: [{ op: 'test', path: '/data/x', value: '9' }],
    headers: types.json,
  }),
  ask('JSON patch of what is not there', 'PATCH', `${maps}/a`, {
    body: [{ op: 'remove', path: '/data/none' }],
    headers: types.json,
  }),
  ask('JSON patch that is an object', 'PATCH', `${maps}/a`, { body: {}, headers: types.json }),
  ask('strategic merge by a key', 'PATCH', `${services}/web`, {
    body: {
      spec: {
        ports: [
          { port: 81, name: 'b' },
          { port: 80, name: 'a' },
        ],
      },
    },
    headers: types.strategic,
  }),
  ask('strategic merge that deletes an item', 'PATCH', `${services}/web`, {
    body: { spec: { ports: [{ $patch: 'delete', port: 81 }] } },
    headers: types.strategic,
  }),
  ask('strategic merge of a container', 'PATCH', `${deployments}/web`, {
    body: { spec: { template: { spec: { containers: [{ name: 'echo', env: [{ name: 'A', value: 'b' }] }] } } } },
    headers: types.strategic,
    part: ({ spec }) => spec,
  }),
  ask('strategic merge of a Route', 'PATCH', `${routes}/r`, { body: {}, headers: types.strategic }),
  ask('patch by text', 'PATCH', `${maps}/a`, { body: '{}', headers: { 'content-type': 'text/plain' } }),
  ask('patch by JSON', 'PATCH', `${maps}/a`, { body: {} }),
  ask('scale', 'PATCH', `${deployments}/web/scale`, {
    body: { spec: { replicas: 0 } },
    headers: types.merge,
    part: ({ kind, spec }) => ({ kind, spec }),
  }),
];

const applied = (name: string, manager: string, body: unknown, query = ''): Step =>
  ask(name, 'PATCH', `${maps}/owned?fieldManager=${manager}${query}`, { body, headers: types.apply });
const appliedService = (name: string, manager: string, spec: unknown): Step =>
  ask(name, 'PATCH', `${services}/ports?fieldManager=${manager}`, {
    body: service('ports', spec),
    headers: types.apply,
  });
const appliedRoute = (name: string, manager: string, spec: unknown, query = ''): Step =>
  ask(name, 'PATCH', `${routes}/owned?fieldManager=${manager}${query}`, {
    body: route('owned', spec),
    headers: types.apply,
  });

const applies: readonly Step[] = [
  applied('apply a new one', 'one', map('owned', { a: '1', b: '1' })),
  applied('apply it again', 'one', map('owned', { a: '1', b: '1' })),
  applied('apply the same as another', 'two', map('owned', { a: '1' })),
  applied('apply otherwise as another', 'two', map('owned', { a: '2', b: '2' })),
  applied('apply otherwise by force', 'two', map('owned', { a: '2' }), '&force=true'),
  applied('apply less', 'one', map('owned')),
  applied('apply without a name', 'two', { apiVersion: 'v1', kind: 'ConfigMap', data: { a: '2' } }),
  applied('apply another name', 'two', map('other')),
  applied('apply another kind', 'two', object('v1', 'Secret', 'owned')),
  applied('apply without an apiVersion', 'two', { kind: 'ConfigMap', metadata: { name: 'owned' } }),
  applied('apply managedFields', 'two', map('owned', {}, { managedFields: [{}] })),
  applied('apply an unknown field', 'two', { ...map('owned'), colour: 1 }),
  applied('apply a field of another type', 'two', map('owned', { a: 1 })),
  applied('apply an outdated one', 'two', map('owned', {}, { resourceVersion: '1' })),
  applied('apply a list', 'two', []),
  applied('apply without a manager', '', map('owned')),
  applied('apply nothing, dry', 'two', map('owned'), '&dryRun=All'),
  ask('patch what is applied', 'PATCH', `${maps}/owned`, { body: { data: { a: '3', c: '3' } }, headers: types.merge }),
  applied('apply against a patch', 'two', map('owned', { a: '2', c: '4' })),
  ask('start the account anew', 'PATCH', `${maps}/owned`, {
    body: { metadata: { managedFields: [{}] } },
    headers: types.merge,
  }),
  ask('patch without an account', 'PATCH', `${maps}/owned`, { body: { data: { a: '4' } }, headers: types.merge }),
  applied('apply after that', 'two', map('owned', { a: '5' })),
  applied('apply after that by force', 'two', map('owned', { a: '5' }), '&force=true'),
  appliedService('apply ports', 'one', { selector: { a: 'b' }, ports: [{ port: 80 }] }),
  appliedService('apply more ports', 'two', {
    ports: [
      { port: 81, name: 'b' },
      { port: 80, name: 'a' },
    ],
  }),
  appliedService('apply another selector', 'two', { selector: { c: 'd' } }),
  appliedService('apply fewer ports', 'two', { ports: [{ port: 80 }] }),
  appliedService('apply a port twice', 'two', { ports: [{ port: 80 }, { port: 80 }] }),
  appliedRoute('apply a Route', 'one', { hostnames: ['a.test'], parentRefs: [{ name: 'gw' }] }),
  appliedRoute('apply hosts of a Route', 'two', { hostnames: ['b.test'] }),
  appliedRoute('apply hosts of a Route by force', 'two', { hostnames: ['b.test'] }, '&force=true'),
  appliedRoute('apply a Route without hosts', 'one', { parentRefs: [{ name: 'gw' }] }),
  appliedRoute('apply a Route with a fault', 'one', { parentRefs: [{ name: 'gw', port: 0 }] }),
  ask('apply a status', 'PATCH', `${routes}/owned/status?fieldManager=one`, {
    body: { ...route('owned', { hostnames: ['z.test'] }), status: { parents: [] } },
    headers: types.apply,
  }),
];

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

const reads: readonly Step[] = [
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

const shown = ({ type, object: { kind, metadata, data, code, reason, message } = {} }: Loose) => ({
  type,
  kind,
  name: metadata?.name,
  data,
  code,
  reason,
  message,
});

const from = (kept: Kept, name: string): string => String(kept[name]?.metadata?.resourceVersion);

const watches: readonly Step[] = [
  {
    name: 'watch a create, a change and a delete',
    run: async (server, kept) => {
      await server.ask({ method: 'POST', path: maps, body: map('first') }).then(({ body }) => (kept.first = body));
      const path = `${maps}?watch=true&resourceVersion=${from(kept, 'first')}`;
      const meanwhile = async () => {
        await server.ask({ method: 'POST', path: maps, body: map('seen', { a: '1' }, { labels: { on: 'yes' } }) });
        await server.ask({ method: 'PATCH', path: `${maps}/seen`, body: { data: { a: '2' } }, headers: types.merge });
        await server.ask({ method: 'DELETE', path: `${maps}/seen` });
      };
      return (await server.watch(path, { count: 3, meanwhile })).map(shown);
    },
  },
  {
    name: 'watch what enters and leaves a selection',
    run: async (server, kept) => {
      const label = (on: string | null) => ({
        method: 'PATCH',
        path: `${maps}/first`,
        body: { metadata: { labels: { on } } },
        headers: types.merge,
      });
      const path = `${maps}?watch=true&labelSelector=on%3Dyes&resourceVersion=${from(kept, 'first')}`;
      const meanwhile = async () => {
        await server.ask(label('yes'));
        await server.ask({ ...label('yes'), body: { data: { a: '1' } } });
        await server.ask(label(null));
      };
      return (await server.watch(path, { count: 6, meanwhile })).map(shown).slice(-3);
    },
  },
  {
    name: 'watch as a table',
    run: async (server) => {
      const list = await server.ask({ method: 'GET', path: maps });
      const path = `${maps}?watch=true&resourceVersion=${String(list.body.metadata?.resourceVersion)}`;
      const meanwhile = async () => {
        await server.ask({ method: 'PATCH', path: `${maps}/first`, body: { data: { b: '1' } }, headers: types.merge });
        await server.ask({ method: 'PATCH', path: `${maps}/first`, body: { data: { b: '2' } }, headers: types.merge });
      };
      const events = await server.watch(path, { count: 2, headers: types.table, meanwhile });
      return events.map(({ type, object: { kind, apiVersion, columnDefinitions, rows } = {} }) => ({
        type,
        kind,
        apiVersion,
        columns: (columnDefinitions as unknown as Loose[] | null)?.map(({ name, type: kindOf }) => [name, kindOf]),
        cells: (rows as unknown as Loose[] | undefined)?.map(({ cells }) => cells),
      }));
    },
  },
  {
    name: 'watch from a version long gone',
    run: async (server) => {
      const events = await server.watch(`${maps}?watch=true&resourceVersion=1`, {
        count: 1,
        meanwhile: async () => {},
      });
      return events.map(({ type, object: { kind, code, reason } = {} }) => ({ type, kind, code, reason }));
    },
  },
];

const deletions: readonly Step[] = [
  ask('delete another uid', 'DELETE', `${maps}/a`, { body: { preconditions: { uid: 'other' } } }),
  ask('delete, dry', 'DELETE', `${maps}/a?dryRun=All`),
  ask('delete', 'DELETE', `${maps}/a`),
  ask('delete again', 'DELETE', `${maps}/a`),
  ask('delete a Route', 'DELETE', `${routes}/bare`),
  ask('create one that is held', 'POST', maps, { body: map('held', {}, { finalizers: ['example.test/hold'] }) }),
  ask('delete one that is held', 'DELETE', `${maps}/held`),
  ask('give it another finalizer', 'PATCH', `${maps}/held`, {
    body: { metadata: { finalizers: ['example.test/hold', 'example.test/more'] } },
    headers: types.merge,
  }),
  ask('let go of it', 'PATCH', `${maps}/held`, { body: { metadata: { finalizers: null } }, headers: types.merge }),
  ask('read it once more', 'GET', `${maps}/held`),
  ask('delete all of a selection', 'DELETE', `${maps}?labelSelector=on%3Dyes`, { part: ({ kind }) => kind }),
  ask('delete the Namespace default', 'DELETE', '/api/v1/namespaces/default'),
];

const explained = [
  'ns',
  'svc',
  'cm',
  'secret',
  'pod',
  'deploy',
  'rs',
  'sa',
  'lease',
  'endpointslice',
  'endpoints',
  'events',
];
const explainedRoutes = [
  'gatewayclass',
  'gateway',
  'httproute',
  'grpcroute',
  'tlsroute',
  'referencegrant',
  'listenerset',
  'backendtlspolicy',
];

/** Names, types and nesting; the words are each server's own. */
function explain(resource: string): Step {
  return {
    name: `kubectl explain ${resource}`,
    run: async (server) => {
      const { out, err } = await server.kubectl(['explain', resource, '--recursive']);
      const [head = '', fields = ''] = out.split('FIELDS:\n');
      const lines = fields.split('\n').filter((line) => /^ +\S+\t</.test(line));
      return { kind: head.split('\nDESCRIPTION:')[0], err, fields: Object.fromEntries(pathsOf(lines)) };
    },
  };
}

function pathsOf(lines: readonly string[]): readonly (readonly [string, string])[] {
  const path: string[] = [];
  return lines.map((line) => {
    const [indented = '', type = ''] = line.split('\t');
    const name = indented.trim();
    path.length = (indented.length - name.length) / 2 - 1;
    path.push(name);
    return [path.join('.'), type.replace(/[A-Z]\w+/, 'Object').replace('IntOrObject', 'Object')] as const;
  });
}

const yaml = (name: string, value: string) =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}, namespace: ${namespace}}\ndata: {a: "${value}"}\n`;

const commands: readonly Step[] = [
  kubectl('apply -f -', yaml('typed', '1')),
  kubectl('apply -f -', yaml('typed', '1')),
  kubectl('apply -f -', yaml('typed', '2')),
  kubectl(`get cm typed -n ${namespace} -o yaml --show-managed-fields`),
  kubectl('apply --server-side -f -', yaml('typed', '3')),
  kubectl(`get cm typed -n ${namespace} -o yaml --show-managed-fields`),
  kubectl('apply --server-side --field-manager=other -f -', yaml('typed', '4')),
  kubectl('diff --server-side -f -', yaml('typed', '3')),
  kubectl(`label cm typed -n ${namespace} a=b`),
  kubectl(`annotate cm typed -n ${namespace} a=b`),
  kubectl(`get cm none -n ${namespace}`),
  kubectl(`get pods -n ${namespace} --field-selector foo=bar`),
  kubectl(`get endpoints own -n ${namespace}`),
  kubectl(`get svc web -n ${namespace} -o wide`),
  kubectl(`get httproutes -n ${namespace}`),
  kubectl(`create cm typed -n ${namespace}`),
  // these are sent as protobuf
  kubectl(`create cm sent -n ${namespace} --from-literal=a=b`),
  kubectl(`create secret generic sent -n ${namespace} --from-literal=a=b`),
  kubectl(`create service clusterip sent -n ${namespace} --tcp=80:http`),
  kubectl(`create deployment sent -n ${namespace} --image=any:1 --port=80 --replicas=0`),
  kubectl(`create sa sent -n ${namespace}`),
  ...['cm', 'secret', 'service', 'sa'].map((kind) =>
    kubectl(`get ${kind} sent -n ${namespace} -o yaml --show-managed-fields`),
  ),
  kubectl(`get deployment sent -n ${namespace} -o jsonpath={.spec}`),
  kubectl('auth can-i create gateways'),
  kubectl(`delete cm typed -n ${namespace}`),
  ...[...explained, ...explainedRoutes].map(explain),
];

/** What a server says of the kinds both have; subresources that only one has are left out. */
const resources = (...names: readonly string[]) => ({
  part: ({ resources: all, ...rest }: Loose) => ({
    ...rest,
    resources: (all as unknown as Loose[])
      .filter(({ name }) => names.includes(String(name)))
      .map(({ storageVersionHash: _its, ...resource }) => ({
        ...resource,
        name: resource.name,
        verbs: (resource.verbs as unknown as string[]).toSorted(),
      }))
      .toSorted((a, b) => (String(a.name) < String(b.name) ? -1 : 1)),
  }),
});

const discovery: readonly Step[] = [
  ask(
    'resources of the core group',
    'GET',
    '/api/v1',
    resources('namespaces', 'services', 'services/status', 'endpoints', 'configmaps', 'secrets', 'pods', 'events'),
  ),
  ask('resources of apps', 'GET', '/apis/apps/v1', resources('deployments', 'deployments/status', 'deployments/scale')),
  ask('resources of discovery', 'GET', '/apis/discovery.k8s.io/v1', resources('endpointslices')),
  ask(
    'resources of Gateway API',
    'GET',
    '/apis/gateway.networking.k8s.io/v1',
    resources('gatewayclasses', 'gateways', 'gateways/status', 'httproutes', 'referencegrants', 'listenersets'),
  ),
  ask('the group of Gateway API', 'GET', '/apis/gateway.networking.k8s.io', {
    part: ({ name, preferredVersion }) => ({ name, preferredVersion }),
  }),
  ask('resources of a group that is none', 'GET', '/apis/none.test/v1'),
  ask('the authority of the asker', 'POST', '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', {
    body: object('authorization.k8s.io/v1', 'SelfSubjectAccessReview', '', {
      spec: { resourceAttributes: { verb: 'get', resource: 'pods' } },
    }),
    part: ({ kind, spec, status }) => ({ kind, spec, allowed: status?.allowed }),
  }),
];

/** The contract, in the order it is replayed. */
export const steps: readonly Step[] = [
  ...writes,
  ...changes,
  ...applies,
  ...reads,
  ...watches,
  ...commands,
  ...discovery,
  ...deletions,
];
