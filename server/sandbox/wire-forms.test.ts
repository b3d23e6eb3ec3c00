import { expect, test } from 'vitest';
import { kinds } from '#lib/gateway-api/kinds.ts';
import { customResourceDefinition } from './custom-resource-definitions.ts';
import { parseDelay } from './echo-server.ts';
import { KindIndex } from './kind-index.ts';
import { schemaOf } from './openapi.ts';
import { parseResourcePath } from './request-path.ts';
import { buildFilter } from './selectors.ts';
import type { StoredObject } from './store.ts';
import { formatAge } from './tables.ts';

const core = { group: '', version: 'v1', namespace: undefined, name: undefined, subresource: undefined };

test.each([
  ['/api/v1/pods', { ...core, plural: 'pods' }],
  ['/api/v1/namespaces', { ...core, plural: 'namespaces' }],
  ['/api/v1/namespaces/a', { ...core, plural: 'namespaces', name: 'a' }],
  ['/api/v1/namespaces/a/status', { ...core, plural: 'namespaces', name: 'a', subresource: 'status' }],
  ['/api/v1/namespaces/a/pods', { ...core, namespace: 'a', plural: 'pods' }],
  ['/api/v1/namespaces/a/pods/b', { ...core, namespace: 'a', plural: 'pods', name: 'b' }],
  [
    '/apis/apps/v1/namespaces/a/deployments/b/scale',
    { ...core, group: 'apps', namespace: 'a', plural: 'deployments', name: 'b', subresource: 'scale' },
  ],
  ['/api/v1', null],
  ['/apis/apps/v1', null],
  ['/api/v1/namespaces/a/pods/b/c/d', null],
  ['/other/v1/pods', null],
  ['/api/v1//pods', null],
])('path %s', (path, expected) => {
  expect(parseResourcePath(path)).toEqual(expected);
});

function filterOf(kind: string, { labels = '', fields = '' }: Readonly<{ labels?: string; fields?: string }>) {
  const declaration = kinds.find((known) => known.kind === kind);
  if (!declaration) throw new Error(`there is no ${kind}`);
  return buildFilter(declaration, new URLSearchParams({ labelSelector: labels, fieldSelector: fields }));
}

const labelled: StoredObject = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'p', namespace: 'shop', labels: { app: 'cart', tier: '' } },
  status: { phase: 'Running' },
};

test.each([
  ['app=cart', '', true],
  ['app==cart,tier', '', true],
  ['app!=cart', '', false],
  ['other!=x', '', true],
  ['app in (cart, shop),!missing', '', true],
  ['app notin (cart)', '', false],
  ['tier=', '', true],
  ['!app', '', false],
  ['', 'metadata.name=p,metadata.namespace=shop', true],
  ['', 'metadata.name!=p', false],
  ['', 'status.phase=Running', true],
  ['app=cart', 'metadata.name=q', false],
])('selectors %s %s match: %s', (labels, fields, expected) => {
  expect(filterOf('Pod', { labels, fields })(labelled)).toBe(expected);
});

test.each([
  ['a in (', 'unable to parse requirement'],
  ['a b', 'unable to parse requirement'],
])('the selector %s is refused', (text, why) => {
  expect(() => filterOf('Pod', { labels: text })).toThrow(why);
});

test.each([
  ['Pod', 'spec.nodeName,metadata.name,metadata.namespace,status.phase,status.podIP,spec.hostNetwork'],
  ['Event', 'involvedObject.name,involvedObject.uid,involvedObject.kind,reason,source,type'],
  ['Namespace', 'status.phase,metadata.name,metadata.namespace'],
  ['Secret', 'type'],
  ['Service', 'spec.clusterIP,spec.type'],
  ['Deployment', 'metadata.name,metadata.namespace'],
  ['HTTPRoute', 'metadata.name,metadata.namespace'],
  ['GatewayClass', 'metadata.name'],
])('a %s can be selected by %s', (kind, labels) => {
  for (const label of labels.split(',')) expect(() => filterOf(kind, { fields: `${label}=x` })).not.toThrow();
});

const notSupported = 'field label not supported: ';
test.each([
  ['Pod', 'spec.colour', `${notSupported}spec.colour`],
  ['Secret', 'data', `${notSupported}data`],
  ['Event', 'involvedObject.colour', `${notSupported}involvedObject.colour`],
  ['Namespace', 'status.colour', `${notSupported}status.colour`],
  ['HTTPRoute', 'spec.hostnames', `${notSupported}spec.hostnames`],
  ['GatewayClass', 'metadata.namespace', `${notSupported}metadata.namespace`],
  ['ConfigMap', 'data', '"data" is not a known field selector: only "metadata.name", "metadata.namespace"'],
  ['Deployment', 'status.replicas', '"status.replicas" is not a known field selector: only'],
])('a %s selected by %s is refused in the words of an API server', (kind, label, words) => {
  expect(() => filterOf(kind, { fields: `metadata.name=a,${label}!=b` })).toThrow(words);
});

test.each([
  [0, '0s'],
  [119, '119s'],
  [120, '2m'],
  [125, '2m5s'],
  [600, '10m'],
  [3 * 3600 + 60, '3h1m'],
  [9 * 3600 + 60, '9h'],
  [49 * 3600, '2d1h'],
  [10 * 86400, '10d'],
  [800 * 86400, '2y70d'],
])('%d seconds are shown as %s', (seconds, shown) => {
  const now = new Date('2026-06-01T00:00:00Z');
  expect(formatAge(new Date(now.getTime() - seconds * 1000), now)).toBe(shown);
});

test.each([
  ['2s', 2000],
  ['150ms', 150],
  ['1m30s', 90_000],
  ['0.5s', 500],
  ['2', 0],
  ['soon', 0],
])('the delay %s is %d ms', (text, ms) => {
  expect(parseDelay(text)).toBe(ms);
});

test('versions stand in priority order, groups by name', () => {
  const { groups } = new KindIndex(kinds);
  expect(groups.find(({ group }) => group === 'gateway.networking.k8s.io')?.versions[0]).toBe('v1');
  expect(groups.map(({ group }) => group)).toEqual(groups.map(({ group }) => group).toSorted());
});

type Described = Readonly<{
  description?: string;
  items?: Described;
  additionalProperties?: Described;
  properties?: Readonly<Record<string, Described>>;
}>;

/** Paths of the fields without a description, metadata aside. */
function undescribed({ properties = {}, items, additionalProperties }: Described, path: string): readonly string[] {
  const within = [items, additionalProperties].flatMap((inner) => (inner ? undescribed(inner, path) : []));
  const below = Object.entries(properties).flatMap(([name, field]) => [
    ...(field.description ? [] : [`${path}.${name}`]),
    ...undescribed(field, `${path}.${name}`),
  ]);
  return [...within, ...below];
}

test.each([...kinds, customResourceDefinition])('kubectl explain has a word on every field of $kind.$group', (kind) => {
  expect(undescribed(schemaOf(kind, kind.versions[0] ?? '') as Described, '')).toEqual([]);
});
