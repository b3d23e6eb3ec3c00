import { describe, expect, test } from 'vitest';
import { bind } from '#lib/binding/bind.ts';
import { embeddedProxyCapabilities } from '#lib/binding/capabilities.ts';
import type { BindOptions } from '#lib/binding/result.ts';
import type { HTTPRoute } from '#lib/gateway-api/http-route.ts';
import type { KubeObject } from '#lib/kube/object.ts';
import type { ObjectKey } from '#lib/kube/object-key.ts';
import { applyEvents } from '#lib/snapshot/apply-event.ts';
import { collectionOfObject } from '#lib/snapshot/collections.ts';
import { snapshotFromManifests } from '#lib/snapshot/from-manifests.ts';
import type { Snapshot } from '#lib/snapshot/snapshot.ts';
import { compareGatewayStatus, compareRouteStatus, summariseDrift } from './drift.ts';
import { mergeConditions, mergeShared } from './merge-status.ts';
import { routeStatus } from './route-status.ts';
import { statusOf } from './status-of.ts';

const controller = 'gatehouse.dev/gateway-controller';
const options: BindOptions = {
  controllerNames: [controller],
  capabilities: embeddedProxyCapabilities,
  dataPlane: { kind: 'granted' },
  adoptUnclassed: 'yes',
};
const context = { controllerNames: [controller], now: '2026-05-05T05:05:05Z' };
const group = 'gateway.networking.k8s.io';
const routeKey = `${group}/HTTPRoute/hr/jobs` as ObjectKey;
const gatewayKey = `${group}/Gateway/infra/gw` as ObjectKey;

function load(routeStatusYaml = '', gatewayLine = ''): Snapshot {
  const text = `
apiVersion: v1
kind: Namespace
metadata: {name: hr}
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: gw, namespace: infra, generation: 3}
spec:
  gatewayClassName: x
  listeners: [{name: web, protocol: HTTP, port: 80${gatewayLine}}]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: jobs, namespace: hr, generation: 4}
spec: {parentRefs: [{name: gw, namespace: infra}]}
${routeStatusYaml}`;
  const { snapshot, problems } = snapshotFromManifests([{ file: 'x.yaml', text }], 'complete');
  expect(problems).toEqual([]);
  return snapshot;
}

const written = (controllerName: string, status: string, reason: string, generation = 4) => `
    - parentRef: {name: gw, namespace: infra}
      controllerName: ${controllerName}
      conditions:
        - {type: Accepted, status: "${status}", reason: ${reason}, message: m, observedGeneration: ${generation}, lastTransitionTime: "2020-01-01T00:00:00Z"}`;

function desired(snapshot: Snapshot) {
  const route = snapshot.httpRoutes.get(routeKey) as HTTPRoute;
  const result = bind(snapshot, options).routes.get(routeKey);
  if (!result) throw new Error('no result');
  return routeStatus(route, result, context);
}

describe('the status of a Route', () => {
  test('Accepted stands first, with the generation of the Route and a reason of the spec', () => {
    expect(desired(load())?.parents[0]?.conditions[0]).toMatchObject({
      type: 'Accepted',
      status: 'False',
      reason: 'NotAllowedByListeners',
      observedGeneration: 4,
      lastTransitionTime: context.now,
    });
  });

  test('the time moves only when the status does', () => {
    const same = desired(load(`status:\n  parents:${written(controller, 'False', 'Old')}`));
    expect(same?.parents[0]?.conditions[0]).toMatchObject({ lastTransitionTime: '2020-01-01T00:00:00Z' });
    const turned = desired(load(`status:\n  parents:${written(controller, 'True', 'Accepted')}`));
    expect(turned?.parents[0]?.conditions[0]).toMatchObject({ lastTransitionTime: context.now });
  });

  test('entries of other controllers stay as they are and where they are; our stale ones go', () => {
    const stale = written(controller, 'True', 'Accepted').replace('name: gw', 'name: gone');
    const snapshot = load(
      `status:\n  parents:${written('example.com/a', 'False', 'Odd')}${stale}${written('example.com/b', 'True', 'Odd')}`,
    );
    const before = snapshot.httpRoutes.get(routeKey)?.status?.parents ?? [];
    const after = desired(snapshot)?.parents ?? [];
    expect(after.map(({ controllerName }) => controllerName)).toEqual(['example.com/a', 'example.com/b', controller]);
    expect(after[0]).toBe(before[0]);
    expect(after[1]).toBe(before[2]);
    expect(after.map(({ parentRef }) => parentRef.name)).not.toContain('gone');
  });

  test('a verdict about an older generation than what stands there is not written', () => {
    expect(desired(load(`status:\n  parents:${written(controller, 'True', 'Accepted', 5)}`))).toBeNull();
  });

  test('a Route that nobody of ours answers for gets no status at all', () => {
    const snapshot = load();
    const result = bind(snapshot, { ...options, adoptUnclassed: 'no' }).routes.get(routeKey);
    expect(result && routeStatus(snapshot.httpRoutes.get(routeKey) as HTTPRoute, result, context)).toBeNull();
  });
});

test('writing what was asked leaves nothing to write', () => {
  let snapshot = load('', ', allowedRoutes: {namespaces: {from: All}}');
  const settle = (): number => {
    const result = bind(snapshot, options);
    const changes = [routeKey, gatewayKey].flatMap((key) => {
      const status = statusOf(snapshot, result, key, {
        ...context,
        now: `2026-05-05T05:05:0${Math.floor(snapshot.httpRoutes.size)}Z`,
      });
      return status === null ? [] : [{ key, status }];
    });
    const events = changes.flatMap(({ key, status }) => {
      const object = (snapshot.httpRoutes.get(key) ?? snapshot.gateways.get(key)) as KubeObject;
      const collection = collectionOfObject(object);
      return collection ? [{ type: 'set', collection, object: { ...object, status } as KubeObject } as const] : [];
    });
    snapshot = applyEvents(snapshot, events);
    return changes.length;
  };
  expect([settle(), settle()]).toEqual([2, 0]);
  expect(snapshot.gateways.get(gatewayKey)?.status?.listeners?.[0]).toMatchObject({ name: 'web', attachedRoutes: 1 });
});

describe('merging', () => {
  const time = '2020-01-01T00:00:00Z';
  const foreign = {
    type: 'example.com/Odd',
    status: 'True',
    reason: 'R',
    message: '',
    lastTransitionTime: time,
  } as const;

  test('conditions of types we do not own stay; ours that no longer hold go', () => {
    const partial = { ...foreign, type: 'PartiallyInvalid' };
    const verdict = { type: 'Accepted', status: 'True', reason: 'Accepted', message: '' } as const;
    const merged = mergeConditions({
      existing: [foreign, partial],
      verdicts: [verdict],
      owned: ['Accepted', 'PartiallyInvalid'],
      generation: 2,
      now: context.now,
    });
    expect(merged.map(({ type }) => type)).toEqual(['Accepted', 'example.com/Odd']);
    expect(merged[1]).toBe(foreign);
  });

  test('a full list loses our entries, never those of others', () => {
    const merged = mergeShared({
      existing: ['a', 'b'],
      ours: ['x', 'y'],
      isOurs: (entry) => entry === 'x' || entry === 'y',
      isSame: (a, b) => a === b,
      limit: 3,
    });
    expect(merged).toEqual(['a', 'b', 'x']);
  });
});

describe('drift', () => {
  const compared = (yaml: string, bindOptions = options) => {
    const snapshot = load(yaml);
    const result = bind(snapshot, bindOptions).routes.get(routeKey);
    return result ? compareRouteStatus(snapshot.httpRoutes.get(routeKey) as HTTPRoute, result) : [];
  };

  test.each([
    ['nothing written', '', 'notWritten', 'not written'],
    ['the same', written(controller, 'False', 'NotAllowedByListeners'), 'same', 'not written'],
    [
      'what the CRD puts there by default',
      written(controller, 'Unknown', 'Pending').replace(', observedGeneration: 4', ''),
      'notWritten',
      'not written',
    ],
    ['another reason', written(controller, 'False', 'NoMatchingParent'), 'reasonDiffers', 'reason differs'],
    ['another status', written(controller, 'True', 'Accepted'), 'statusDiffers', 'status differs'],
    [
      'an older generation',
      written(controller, 'False', 'NotAllowedByListeners', 3),
      'stale',
      'written for an older generation',
    ],
  ])('%s', (_, entry, state, words) => {
    const comparisons = compared(entry && `status:\n  parents:${entry}`);
    expect(comparisons[0]?.pairs[0]).toMatchObject({ type: 'Accepted', state });
    // ResolvedRefs is written in none of these
    expect(summariseDrift(comparisons)).toBe(words);
  });

  test("a vendor's reason is marked as one", () => {
    const [comparison] = compared(`status:\n  parents:${written(controller, 'False', 'InvalidHTTPRoute')}`);
    expect(comparison?.pairs[0]).toMatchObject({ vendor: true, state: 'reasonDiffers' });
  });

  test('an entry of a controller that is not known to serve the parent stands beside ours', () => {
    const comparisons = compared(`status:\n  parents:${written('example.com/a', 'True', 'Accepted')}`);
    expect(comparisons.map(({ controllerName, ours }) => [controllerName, ours])).toEqual([
      [controller, true],
      ['example.com/a', false],
    ]);
  });

  test('a Gateway is compared as a whole and listener by listener', () => {
    const snapshot = load();
    const result = bind(snapshot, options).gateways.get(gatewayKey);
    const gateway = snapshot.gateways.get(gatewayKey);
    const titles = gateway && result ? compareGatewayStatus(gateway, result).map(({ title }) => title) : [];
    expect(titles).toEqual(['Gateway infra/gw', 'listener web']);
  });
});
