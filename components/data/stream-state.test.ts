import { expect, test } from 'vitest';
import type { Session, TopologyMessage } from '#lib/api/messages.ts';
import { emptyTopology, type TopologyPatch } from '#lib/topology/topology.ts';
import { reduceFrame, stateAfter } from './stream-state.ts';

const session: Session = {
  csrfToken: 't',
  cluster: { name: 'c', kind: 'sandbox' },
  readOnly: false,
  controller: true,
  leadership: null,
  version: '0',
  kinds: [],
  manifestProblems: [],
  sandbox: null,
};
const at = (revision: string): TopologyMessage => ({ revision, topology: emptyTopology, asOf: 'x' });
const noChange: TopologyPatch = {
  upsertNodes: [],
  removeNodes: [],
  upsertEdges: [],
  removeEdges: [],
  counts: { ...emptyTopology.counts, routes: 7 },
};
const patch = (from: string, to: string) => ({ event: 'patch', from, to, patch: noChange, asOf: 'y' }) as const;

test('a patch from the revision shown is applied', () => {
  const step = reduceFrame({ session, topology: at('1') }, patch('1', '2'));
  expect(step.reread).toBe(false);
  expect(step.facts.topology).toMatchObject({ revision: '2', asOf: 'y', topology: { counts: { routes: 7 } } });
});

test('a patch from another revision is a gap: nothing is applied, the topology is read again', () => {
  const facts = { session, topology: at('1') };
  expect(reduceFrame(facts, patch('2', '3'))).toEqual({ facts, reread: true });
});

test('a patch to the revision shown was applied already', () => {
  const facts = { session, topology: at('3') };
  expect(reduceFrame(facts, patch('2', '3'))).toEqual({ facts, reread: false });
});

test('a greeting with another revision is a gap, with the same one is not', () => {
  const facts = { session: undefined, topology: at('1') };
  expect(reduceFrame(facts, { event: 'hello', revision: '1', session })).toEqual({
    facts: { session, topology: at('1') },
    reread: false,
  });
  expect(reduceFrame(facts, { event: 'hello', revision: '9', session }).reread).toBe(true);
});

test('resync reads again and keeps what is shown meanwhile', () => {
  const facts = { session, topology: at('1') };
  expect(reduceFrame(facts, { event: 'resync' })).toEqual({ facts, reread: true });
});

test('a greeting is no change: only patches set the time of the last one', () => {
  const opened = stateAfter({ state: 'connecting' }, { event: 'hello', revision: '1', session }, 100);
  expect(opened).toEqual({ state: 'live', lastChangeAt: null });
  const changed = stateAfter(opened, patch('1', '2'), 200);
  expect(changed).toEqual({ state: 'live', lastChangeAt: 200 });
  expect(stateAfter(changed, { event: 'session', session }, 300)).toEqual(changed);
});
