import { expect, test } from 'vitest';
import { bind } from '#lib/binding/bind.ts';
import { wholeSpecCapabilities } from '#lib/binding/capabilities.ts';
import { explainRoute } from '#lib/explain/explain-route.ts';
import { type FixRole, formatSentence } from '#lib/explain/explanation.ts';
import { snapshotFromManifests } from '#lib/snapshot/from-manifests.ts';
import { documents, gatewayYaml, namespaceYaml, serviceYaml } from '#lib/topology/testdata/topology-of.ts';
import { groupFixes, numberOf, sayChoices } from './fix-choices.ts';

const picky =
  "{name: web, port: 80, protocol: HTTP, hostname: a.test, allowedRoutes: {namespaces: {from: Selector, selector: {matchLabels: {team: 'yes'}}}}}";
const open = '{name: web, port: 80, protocol: HTTP, allowedRoutes: {namespaces: {from: All}}}';

/** What is said over the fixes of one role, and each with its number. */
function shownTo(role: FixRole, listeners: readonly string[], spec: string): readonly string[] {
  const route = `apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {name: shop, namespace: shop}\nspec: ${spec}`;
  const others = [
    namespaceYaml('infra'),
    namespaceYaml('shop'),
    namespaceYaml('b'),
    serviceYaml('b', 'one'),
    namespaceYaml('c'),
    serviceYaml('c', 'two'),
  ];
  const text = documents(gatewayYaml(...listeners), ...others, route);
  const { snapshot } = snapshotFromManifests([{ file: 'shop.yaml', text }], 'complete');
  const options = {
    controllerNames: ['gatehouse.dev/gateway-controller'],
    capabilities: wholeSpecCapabilities,
    dataPlane: { kind: 'granted' },
    adoptUnclassed: 'yes',
  } as const;
  const result = bind(snapshot, options);
  const [key] = snapshot.httpRoutes.keys();
  const fixes = (key && explainRoute(snapshot, result, key, options)?.fixes) ?? [];
  const choices = groupFixes(fixes.filter((fix) => fix.role === role));
  const told = choices.flatMap((choice, at) =>
    choice.map(
      ({ sentence }, index) =>
        `${numberOf(choices, at, index)}. ${formatSentence(sentence).split(' ').slice(0, 4).join(' ')}`,
    ),
  );
  return [sayChoices(choices) ?? '', ...told];
}

const parent = 'parentRefs: [{name: edge, namespace: infra}]';
const rules = 'rules: [{backendRefs: [{name: one, namespace: b, port: 80}, {name: two, namespace: c, port: 80}]}]';

const other = picky.replace('name: web, port: 80', 'name: other, port: 81');
const sections = ['web', 'other'].map((name) => `{name: edge, namespace: infra, sectionName: ${name}}`);

test.each([
  [
    'one fault and one way',
    'app',
    [picky],
    `{${parent}, hostnames: [a.test]}`,
    ['', '1. Label namespace shop team=yes.'],
  ],
  [
    'one fault and several ways',
    'owner',
    [picky],
    `{${parent}, hostnames: [a.test]}`,
    ['One of these:', '1. Have listener web admit', '2. Have listener web admit'],
  ],
  [
    'two faults, one way each',
    'app',
    [picky],
    `{${parent}, hostnames: [b.test]}`,
    ['All of these:', '1. Label namespace shop team=yes.', '2. Leave out spec.hostnames: the'],
  ],
  [
    'two faults, several ways each',
    'owner',
    [picky],
    `{${parent}, hostnames: [b.test]}`,
    [
      'All of these, and of those that share a number one:',
      '1a. Have listener web admit',
      '1b. Have listener web admit',
      '2a. Add a listener for',
      '2b. Have listener web serve',
    ],
  ],
  [
    'a grant in each of two namespaces',
    'owner',
    [open],
    `{${parent}, ${rules}}`,
    ['All of these:', '1. Create a ReferenceGrant in', '2. Create a ReferenceGrant in'],
  ],
  [
    'two parentRefs that one label cures',
    'app',
    [picky, other],
    `{parentRefs: [${sections.join()}], hostnames: [a.test]}`,
    ['', '1. Label namespace shop team=yes.'],
  ],
] as const)('%s: the %s is told which to make', (_, role, listeners, spec, told) => {
  expect(shownTo(role, listeners, spec)).toEqual(told);
});
