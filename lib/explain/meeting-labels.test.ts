import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bind } from '#lib/binding/bind.ts';
import { embeddedProxyCapabilities } from '#lib/binding/capabilities.ts';
import type { BindOptions } from '#lib/binding/result.ts';
import { formatSentence } from '#lib/binding/sentence.ts';
import { evaluateSelector, isMatch, type LabelSelectorLike } from '#lib/kube/label-selector.ts';
import { identityOf } from '#lib/kube/object-key.ts';
import { snapshotFromManifests } from '#lib/snapshot/from-manifests.ts';
import { applyChange } from './apply-change.ts';
import { explainListenerSet } from './explain-listener-set.ts';
import { explainRoute } from './explain-route.ts';
import type { Fix } from './explanation.ts';
import { findMeetingLabels, sayContradictions } from './meeting-labels.ts';

type Labels = Readonly<Record<string, string>>;
const isIn = (...values: string[]) => ({ key: 'env', operator: 'In', values });
const isNotIn = (...values: string[]) => ({ key: 'env', operator: 'NotIn', values });
const exists = { key: 'env', operator: 'Exists' };
const isAbsent = { key: 'env', operator: 'DoesNotExist' };

test.each([
  // today             required of env                       becomes
  [{ env: 'dev' }, [isNotIn('dev'), exists], { env: 'true' }],
  [{ env: 'true' }, [isNotIn('true', 'true-2'), exists], { env: 'true-3' }],
  [{ env: 'dev' }, [isNotIn('dev')], { env: null }],
  [{}, [isIn('prod', 'qa'), isNotIn('prod')], { env: 'qa' }],
  [{}, [isIn('prod', 'qa'), isIn('qa')], { env: 'qa' }],
  [{}, [isIn('no value!', 'qa')], { env: 'qa' }],
  [{ env: 'dev' }, [isAbsent, isNotIn('qa')], { env: null }],
  [{ env: 'qa' }, [isIn('prod', 'qa'), exists], null],
] as const)('of labels %j, required %j, what is to change is %j', (labels, matchExpressions, changes) => {
  const evaluation = evaluateSelector({ matchExpressions }, labels);
  expect(findMeetingLabels(evaluation)).toEqual(changes);
  expect(sayContradictions(evaluation)).toEqual([]);
});

test.each([
  [{ matchExpressions: [isIn('prod'), isNotIn('prod')] }, 'env=prod and env!=prod at once.'],
  [{ matchExpressions: [exists, isAbsent] }, 'env and !env at once.'],
  [{ matchLabels: { env: 'prod' }, matchExpressions: [isIn('dev', 'qa')] }, 'env=prod and env in (dev, qa) at once.'],
  [{ matchExpressions: [isIn('no value!')] }, 'env=no value!.'],
])('%j is met by no labels, and that is said', (selector, words) => {
  const evaluation = evaluateSelector(selector, {});
  expect(findMeetingLabels(evaluation)).toBeNull();
  expect(sayContradictions(evaluation).map(formatSentence)).toEqual([
    `Another label env. With or without it nothing can meet ${words}`,
  ]);
});

const values = ['a', 'b', 'true'];
const value = fc.constantFrom(...values);
const key = fc.constantFrom('k', 'l');
const expression = fc.oneof(
  fc.record({
    key,
    operator: fc.constantFrom('In', 'NotIn'),
    values: fc.uniqueArray(value, { minLength: 1, maxLength: 3 }),
  }),
  fc.record({ key, operator: fc.constantFrom('Exists', 'DoesNotExist') }),
);
const someLabels = fc.dictionary(key, value, { maxKeys: 2, noNullPrototype: true });
const someSelector = fc.record({ matchLabels: someLabels, matchExpressions: fc.array(expression, { maxLength: 4 }) });

/** Every set of labels that could make a difference: a value named, another one, or none, for each key. */
const allLabels: readonly Labels[] = [...values, 'other', null].flatMap((k) =>
  [...values, 'other', null].map((l) => ({ ...(k !== null && { k }), ...(l !== null && { l }) })),
);

const options: BindOptions = {
  controllerNames: ['gatehouse.dev/gateway-controller'],
  capabilities: embeddedProxyCapabilities,
  dataPlane: { kind: 'granted' },
  adoptUnclassed: 'yes',
};

/** A Route that asks for a listener with the selector, and a ListenerSet of a Gateway that takes them by it. */
function judge(selector: LabelSelectorLike, labels: Labels) {
  const namespaces = { from: 'Selector', selector };
  const apiVersion = 'gateway.networking.k8s.io/v1';
  const web = { name: 'web', port: 80, protocol: 'HTTP', allowedRoutes: { namespaces } };
  const objects = [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop', labels } },
    {
      apiVersion,
      kind: 'Gateway',
      metadata: { name: 'gw', namespace: 'infra' },
      spec: { gatewayClassName: 'some', listeners: [web], allowedListeners: { namespaces } },
    },
    {
      apiVersion,
      kind: 'ListenerSet',
      metadata: { name: 'set', namespace: 'shop' },
      spec: {
        parentRef: { name: 'gw', namespace: 'infra' },
        listeners: [{ name: 'own', port: 81, protocol: 'HTTP' }],
      },
    },
    {
      apiVersion,
      kind: 'HTTPRoute',
      metadata: { name: 'r', namespace: 'shop' },
      spec: { parentRefs: [{ name: 'gw', namespace: 'infra' }], rules: [{}] },
    },
  ];
  const text = objects.map((object) => JSON.stringify(object)).join('\n---\n');
  const { snapshot } = snapshotFromManifests([{ file: 'test.yaml', text }], 'complete');
  const result = bind(snapshot, options);
  const [route] = [...result.routes.keys()];
  const [set] = [...result.listenerSets.keys()];
  if (!route || !set) throw new Error('no Route or no ListenerSet');
  return { snapshot, result, route, set };
}

const labelFixes = (fixes: readonly Fix[]) =>
  fixes.flatMap(({ change }) => (change?.action === 'patch' && change.target.kind === 'Namespace' ? [change] : []));
const contradicts = (sentences: readonly string[]) => sentences.some((text) => text.startsWith('Another label'));

describe('for any selector and any labels of the namespace', () => {
  test('a label is offered for a Route when one can mend it, and that one does; else it is said that none can', () => {
    fc.assert(
      fc.property(someSelector, someLabels, (selector, labels) => {
        const { snapshot, result, route } = judge(selector, labels);
        const explanation = explainRoute(snapshot, result, route, options);
        const changes = labelFixes(explanation?.fixes ?? []);
        const isRefused = !isMatch(evaluateSelector(selector, labels));
        const canBeMet = allLabels.some((each) => isMatch(evaluateSelector(selector, each)));
        expect(changes).toHaveLength(isRefused && canBeMet ? 1 : 0);
        expect(contradicts(explanation?.willNotHelp.map(formatSentence) ?? [])).toBe(isRefused && !canBeMet);
        for (const change of changes) {
          expect(bind(applyChange(snapshot, change), options).routes.get(route)?.accepted).toBe('True');
        }
      }),
      { numRuns: 200 },
    );
  });

  test('a label offered for a ListenerSet has it taken, and replaces none', () => {
    fc.assert(
      fc.property(someSelector, someLabels, (selector, labels) => {
        const { snapshot, result, set } = judge(selector, labels);
        const explanation = explainListenerSet(snapshot, result, set, options);
        for (const change of labelFixes(explanation?.fixes ?? [])) {
          const changed = applyChange(snapshot, change);
          expect(bind(changed, options).listenerSets.get(set)?.refusal).toBeNull();
          const shop = [...changed.namespaces].find(([each]) => identityOf(each).name === 'shop')?.[1];
          expect(shop?.metadata.labels).toMatchObject(labels);
        }
        const canBeMet = allLabels.some((each) => isMatch(evaluateSelector(selector, each)));
        const isRefused = !isMatch(evaluateSelector(selector, labels));
        expect(contradicts(explanation?.willNotHelp.map(formatSentence) ?? [])).toBe(isRefused && !canBeMet);
      }),
      { numRuns: 200 },
    );
  });
});
