import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { identityOf } from '#lib/kube/object-key.ts';
import { emptySnapshot } from '#lib/snapshot/apply-event.ts';
import { bind, bindRoutes } from './bind.ts';
import type { BindingResult } from './result.ts';
import { cluster, gateway, options, snapshotOf } from './testdata/clusters.ts';

const flat = (result: BindingResult): string =>
  JSON.stringify(result, (_, value: unknown) => (value instanceof Map ? [...value] : value));

describe('laws of bind', () => {
  test('the order in which objects come never changes a byte of the result', () => {
    fc.assert(
      fc.property(cluster, fc.infiniteStream(fc.nat()), (objects, dice) => {
        const shuffled = objects
          .map((object) => [dice.next().value, object] as const)
          .sort(([a], [b]) => a - b)
          .map(([, object]) => object);
        expect(flat(bind(snapshotOf(shuffled), options))).toBe(flat(bind(snapshotOf(objects), options)));
      }),
      { numRuns: 150 },
    );
  });

  test('no input throws, whatever is known of it', () => {
    const coverage = fc.constantFrom('complete', 'partial', 'forbidden', 'syncing', 'notInstalled' as const);
    fc.assert(
      fc.property(cluster, coverage, fc.constantFrom('yes', 'no'), (objects, known, adoptUnclassed) => {
        bind(snapshotOf(objects, emptySnapshot(known)), { ...options, adoptUnclassed });
      }),
      { numRuns: 150 },
    );
  });

  test('binding some Routes gives what binding all gives for them', () => {
    fc.assert(
      fc.property(cluster, (objects) => {
        const snapshot = snapshotOf(objects);
        const all = bind(snapshot, options).routes;
        expect([...bindRoutes(snapshot, options, [...all.keys()])]).toEqual([...all]);
      }),
      { numRuns: 100 },
    );
  });

  test('no ListenerSet takes a listener of a Gateway from it', () => {
    fc.assert(
      fc.property(cluster, (objects) => {
        const without = objects.filter(({ kind }) => kind !== 'ListenerSet');
        const accepted = (result: BindingResult) =>
          [...result.gateways.values()].map(({ key, conditions, listeners }) => [
            key,
            conditions,
            listeners.map((each) => each.conditions.filter(({ type }) => type !== 'OverlappingTLSConfig')),
          ]);
        expect(accepted(bind(snapshotOf(objects), options))).toEqual(accepted(bind(snapshotOf(without), options)));
      }),
      { numRuns: 150 },
    );
  });

  test('no two accepted listeners of a Gateway and its ListenerSets share a port and a hostname', () => {
    fc.assert(
      fc.property(cluster, (objects) => {
        const { gateways, listenerSets } = bind(snapshotOf(objects), options);
        for (const own of gateways.values()) {
          const sets = [...listenerSets.values()].filter(({ gateway: of, refusal }) => of === own.key && !refusal);
          const standing = [own, ...sets]
            .flatMap((each) => each.listeners)
            .filter(({ conditions }) => conditions[0]?.status === 'True')
            .map(({ port, hostname: host }) => `${port} ${host}`);
          expect(new Set(standing).size).toBe(standing.length);
        }
      }),
      { numRuns: 150 },
    );
  });

  test('taking a ReferenceGrant away never permits a reference', () => {
    fc.assert(
      fc.property(cluster, (objects) => {
        const grants = objects.filter(({ kind }) => kind === 'ReferenceGrant');
        const without = objects.filter((object) => object !== grants[0]);
        const before = permitted(bind(snapshotOf(objects), options));
        for (const field of permitted(bind(snapshotOf(without), options))) expect(before).toContain(field);
      }),
      { numRuns: 150 },
    );
  });

  test('attachedRoutes are the distinct Routes with an accepted parent that passed every check of the listener', () => {
    fc.assert(
      fc.property(cluster, (objects) => {
        const result = bind(snapshotOf(objects), options);
        for (const { listeners: declared } of [...result.gateways.values(), ...result.listenerSets.values()]) {
          for (const { key, attachedRoutes } of declared) {
            const expected = [...result.routes.values()].filter(({ parents }) =>
              parents.some(
                ({ accepted, listeners }) =>
                  (accepted === null || accepted.status === 'True') &&
                  listeners.some((v) => v.listener === key && v.checks.every(({ outcome }) => outcome === 'pass')),
              ),
            );
            expect(attachedRoutes).toEqual(expected.map((r) => r.key));
          }
        }
      }),
      { numRuns: 150 },
    );
  });

  test('objects of another controller change nothing of ours', () => {
    fc.assert(
      fc.property(cluster, gateway, (objects, foreign) => {
        const added = {
          ...foreign,
          metadata: { name: 'foreign', namespace: 'a' },
          spec: { ...foreign.spec, gatewayClassName: 'theirs' },
        };
        const [before, after] = [bind(snapshotOf(objects), options), bind(snapshotOf([...objects, added]), options)];
        expect([...after.routes]).toEqual([...before.routes]);
        expect([...after.gateways].filter(([key]) => identityOf(key).name !== 'foreign')).toEqual([...before.gateways]);
      }),
      { numRuns: 100 },
    );
  });

  test('a v1alpha1 Route never has a v1 parent, nor the reverse', () => {
    fc.assert(
      fc.property(cluster, (objects) => {
        for (const { key, parents } of bind(snapshotOf(objects), options).routes.values()) {
          for (const { parent, target } of parents) {
            if (target.state === 'found') expect(identityOf(parent).group).toBe(identityOf(key).group);
          }
        }
      }),
      { numRuns: 100 },
    );
  });
});

function permitted(result: BindingResult): string[] {
  return [...result.routes].flatMap(([key, { rules }]) =>
    rules
      .flatMap(({ backends }) => backends)
      .filter(
        ({ grant: use, outcome }) =>
          use.needed && !(outcome.state === 'invalid' && outcome.reason === 'RefNotPermitted'),
      )
      .map(({ field }) => `${key} ${field}`),
  );
}
