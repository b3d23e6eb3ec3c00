import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type ObjectKey, objectKey } from '#lib/kube/object-key.ts';
import { applyPatch, diffTopology, isEmptyPatch } from './patch.ts';
import { type BackendEdge, emptyTopology, type ServiceNode, type Topology } from './topology.ts';

const key = (name: string): ObjectKey => objectKey({ group: '', kind: 'Service', namespace: 'a', name });

const service = fc
  .record({
    name: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
    ports: fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 2 }),
  })
  .map(
    ({ name, ports }): ServiceNode => ({
      type: 'service',
      id: key(name),
      group: '',
      kind: 'Service',
      namespace: 'a',
      name,
      createdAt: null,
      ports,
      endpoints: null,
      tls: [],
    }),
  );

const edge = fc
  .record({
    from: fc.constantFrom('a', 'b'),
    to: fc.constantFrom('c', 'd'),
    label: fc.constantFrom(null, '70'),
    openedBy: fc.subarray([key('x'), key('y')]),
  })
  .map(
    ({ from, to, label, openedBy }): BackendEdge => ({
      type: 'backend',
      id: `${from}>${to}`,
      route: key(from),
      target: key(to),
      port: 80,
      label,
      state: 'serving',
      reason: null,
      grant: 'notNeeded',
      openedBy,
      sentence: '',
    }),
  );

const topology = fc
  .record({
    nodes: fc.uniqueArray(service, { selector: ({ id }) => id }),
    edges: fc.uniqueArray(edge, { selector: ({ id }) => id }),
    routes: fc.nat(9),
  })
  .map(
    ({ nodes, edges, routes }): Topology => ({
      nodes: Object.fromEntries(nodes.map((node) => [node.id, node])),
      edges: Object.fromEntries(edges.map((one) => [one.id, one])),
      counts: { ...emptyTopology.counts, routes },
    }),
  );

test('the patch between two topologies turns the one into the other', () => {
  fc.assert(
    fc.property(topology, topology, (a, b) => {
      expect(applyPatch(a, diffTopology(a, b))).toEqual(b);
    }),
  );
});

test('it survives the wire', () => {
  fc.assert(
    fc.property(topology, topology, (a, b) => {
      expect(applyPatch(a, JSON.parse(JSON.stringify(diffTopology(a, b))))).toEqual(b);
    }),
  );
});

test('a topology differs from an equal copy by nothing', () => {
  fc.assert(
    fc.property(topology, (a) => {
      expect(isEmptyPatch(diffTopology(a, JSON.parse(JSON.stringify(a))))).toBe(true);
    }),
  );
});

test('what a patch does not touch keeps its identity', () => {
  const [a, b] = fc.sample(service, 200).filter((node, at, all) => all.findIndex(({ id }) => id === node.id) === at);
  if (!a || !b) throw new Error('the sample holds two services');
  const from: Topology = { ...emptyTopology, nodes: { [a.id]: a, [b.id]: b } };
  const to: Topology = {
    ...from,
    nodes: { ...from.nodes, [b.id]: { ...b, ports: [9], endpoints: null } },
  };
  const next = applyPatch(from, diffTopology(from, to));
  expect(next.nodes[a.id]).toBe(a);
  expect(next.edges).toBe(from.edges);
});
