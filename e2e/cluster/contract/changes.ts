import { deployments, map, maps, route, routes, services } from './objects.ts';
import { ask, type Kept, type Step, types } from './step.ts';

/** Replacements, patches and Scale. */
export const changes: readonly Step[] = [
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
