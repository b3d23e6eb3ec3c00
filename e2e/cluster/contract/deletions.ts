import { map, maps, routes } from './objects.ts';
import { ask, type Step, types } from './step.ts';

/** Deletions, with what holds an object back. */
export const deletions: readonly Step[] = [
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
