import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { formatLastApplied, lastAppliedAnnotation } from './last-applied.ts';
import { hasKubectl, openTestSandbox } from './testing.ts';

test.each([
  [
    'fields stand by name',
    { kind: 'A', apiVersion: 'v1' },
    '{"apiVersion":"v1","kind":"A","metadata":{"annotations":{}}}\n',
  ],
  [
    'the annotation itself is left out, others stay',
    { metadata: { name: 'a', annotations: { [lastAppliedAnnotation]: 'x', b: '1' } } },
    '{"metadata":{"annotations":{"b":"1"},"name":"a"}}\n',
  ],
  [
    'signs of markup are escaped',
    { data: { x: '<a>&\u2028' } },
    '{"data":{"x":"\\u003ca\\u003e\\u0026\\u2028"},"metadata":{"annotations":{}}}\n',
  ],
])('%s', (_, given, written) => {
  expect(formatLastApplied(given)).toBe(written);
});

const root = join(import.meta.dirname, '../..');
const starts = ['fruits', 'acme', 'foobar'].flatMap((scenario) =>
  readdirSync(join(root, 'examples', scenario))
    .filter((file) => file.startsWith('0'))
    .map((file) => join('examples', scenario, file)),
);

test('what files leave out stands in no annotation: no defaults, the namespace alone is filled in', async () => {
  const api = await openTestSandbox();
  onTestFinished(() => api.close());
  const file = join(api.dir, 'service.yaml');
  writeFileSync(file, 'kind: Service\napiVersion: v1\nmetadata: {name: a}\nspec: {ports: [{port: 80}]}\n');
  await api.sandbox.loadManifests([file]);
  const { body } = await api.ask('GET', '/api/v1/namespaces/default/services/a');
  const annotations = body.metadata?.annotations as unknown as Record<string, string>;
  expect(annotations[lastAppliedAnnotation]).toBe(
    '{"apiVersion":"v1","kind":"Service","metadata":{"annotations":{},"name":"a","namespace":"default"},' +
      '"spec":{"ports":[{"port":80}]}}\n',
  );
});

describe.skipIf(!hasKubectl)('with kubectl', () => {
  // kubectl says "configured" of a custom object whose lists got defaults, on any cluster and each time: what counts is
  // that nothing is written
  test.each(starts)(
    '%s as loaded is what kubectl apply would have left: applied again it changes no object',
    async (file) => {
      const api = await openTestSandbox();
      onTestFinished(() => api.close());
      await api.sandbox.loadManifests([join(root, file)]);
      await api.sandbox.settled();
      const again = async () => (await api.kubectl('apply', '-f', join(root, file), '-o', 'json')).out;
      const versions = async () => {
        const { out } = await api.kubectl('get', '-f', join(root, file), '-o', 'json');
        return (
          JSON.parse(out) as { items: { metadata: { annotations: object; resourceVersion: string } }[] }
        ).items.map(({ metadata: { annotations, resourceVersion } }) => ({ annotations, resourceVersion }));
      };
      const before = await versions();
      expect(before.length).toBeGreaterThan(5);
      expect(await again()).not.toBe('');
      expect(await versions()).toEqual(before);
      const second = (await api.kubectl('apply', '-f', join(root, file))).out.split('\n');
      const builtIn = second.filter((line) => !/^(gateway|httproute|referencegrant)/.test(line) && line !== '');
      expect(builtIn.length).toBeGreaterThan(2);
      expect(builtIn.filter((line) => !line.endsWith(' unchanged'))).toEqual([]);
    },
  );

  test('a file that changed after it was loaded is unchanged to kubectl apply as well', async () => {
    const api = await openTestSandbox();
    onTestFinished(() => api.close());
    const file = join(api.dir, 'map.yaml');
    const map = (data: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: ${data}\n`;
    writeFileSync(file, map('{x: "<1>", y: "2"}'));
    await api.sandbox.loadManifests([file], { follow: true });
    writeFileSync(file, map('{x: "3"}'));
    const data = async () => (await api.ask('GET', '/api/v1/namespaces/default/configmaps/a')).body.data;
    await expect.poll(data, { timeout: 5000 }).toEqual({ x: '3' });
    expect((await api.kubectl('apply', '-f', file)).out).toBe('configmap/a unchanged\n');
  });
});
