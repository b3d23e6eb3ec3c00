import { expect, test } from 'vitest';
import { bind } from '#lib/binding/bind.ts';
import { embeddedProxyCapabilities } from '#lib/binding/capabilities.ts';
import type { BindOptions } from '#lib/binding/result.ts';
import { formatSentence, join } from '#lib/binding/sentence.ts';
import { snapshotFromManifests } from '#lib/snapshot/from-manifests.ts';
import { explainRoute } from './explain-route.ts';

const controllerName = 'gatehouse.dev/gateway-controller';
const options: BindOptions = {
  controllerNames: [controllerName],
  capabilities: embeddedProxyCapabilities,
  dataPlane: { kind: 'granted' },
  adoptUnclassed: 'no',
};
const apiVersion = 'gateway.networking.k8s.io/v1';
const namespace = (name: string) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
const gatewayClass = (name: string, controller = controllerName) => ({
  apiVersion,
  kind: 'GatewayClass',
  metadata: { name },
  spec: { controllerName: controller },
});
const route = (ref: object = {}) => ({
  apiVersion,
  kind: 'HTTPRoute',
  metadata: { name: 'r', namespace: 'shop' },
  spec: { parentRefs: [{ name: 'gone', namespace: 'infra', ...ref }], rules: [{}] },
});

/** Judges manifests with the one Route in them. */
function judge(texts: readonly string[]) {
  const files = texts.map((text, index) => ({ file: `${index}.yaml`, text }));
  const { snapshot, problems } = snapshotFromManifests(files, 'complete');
  expect(problems).toEqual([]);
  const result = bind(snapshot, options);
  const [judged] = [...result.routes.values()];
  const explanation = judged && explainRoute(snapshot, result, judged.key, options);
  const fix = explanation?.fixes.find(({ role }) => role === 'owner');
  return { accepted: judged?.accepted, fix, says: fix && formatSentence(join([fix.sentence, ...fix.sideEffects])) };
}
const write = (objects: readonly object[]) => objects.map((object) => JSON.stringify(object)).join('\n---\n');

test.each([
  ['of another namespace', {}],
  ['of its own namespace', { namespace: 'shop' }],
  ['by port', { port: 8080 }],
  ['by sectionName', { sectionName: 'web' }],
])('a missing Gateway %s comes as a command whose manifest takes the Route', (_, ref) => {
  const objects = [namespace('infra'), namespace('shop'), gatewayClass('gatehouse'), route(ref)];
  const { accepted, fix, says } = judge([write(objects)]);
  expect([accepted, says]).toEqual(['Unknown', expect.not.stringContaining('not enough')]);
  expect([fix?.change, fix?.diff]).toEqual([null, []]);
  const [command = ''] = fix?.commands ?? [];
  const manifest = /^kubectl apply -f - <<'EOF'\n([\s\S]*)EOF$/.exec(command)?.[1] ?? '';
  expect(manifest).toContain('gatewayClassName: gatehouse');
  expect(judge([write(objects), manifest]).accepted).toBe('True');
});

test('a command that alone does not attach the Route says so', () => {
  const requestHeaderModifier = { set: [{ name: 'X-A', value: '1' }], remove: ['x-a'] };
  const rules = [{ filters: [{ type: 'RequestHeaderModifier', requestHeaderModifier }] }];
  const { spec, ...rest } = route();
  const refused = { ...rest, spec: { ...spec, rules } };
  const { fix, says } = judge([write([namespace('infra'), gatewayClass('gatehouse'), refused])]);
  expect([fix?.commands.length, says]).toEqual([1, expect.stringContaining('This alone is not enough.')]);
});

test.each([
  ['two classes', [gatewayClass('a'), gatewayClass('b', 'other.test/controller')], {}, 'for its owner to say: a or b.'],
  ['no class', [], {}, 'No GatewayClass is known that it could name.'],
  ['HTTPS', [gatewayClass('a')], { port: 443 }, 'A listener for HTTPS needs a certificate.'],
  ['no namespace', [gatewayClass('a')], { namespace: 'nowhere' }, 'There is no namespace nowhere either.'],
])('with %s there is no command, and what is missing is said', (_, classes, ref, words) => {
  const { fix, says } = judge([write([namespace('infra'), namespace('shop'), ...classes, route(ref)])]);
  expect([fix?.commands, says]).toEqual([[], expect.stringContaining(words)]);
});
