import { map, maps, route, routes, service, services } from './objects.ts';
import { ask, object, type Step, types } from './step.ts';

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

/** Server-side apply. */
export const applies: readonly Step[] = [
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
