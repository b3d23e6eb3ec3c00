import { expect, test } from 'vitest';
import { readBundleVersion } from './bundle-version.ts';
import { ClusterError } from './errors.ts';

const refusal = (code: number) =>
  new ClusterError('API_REFUSED', 'no', undefined, { code, reason: '', message: '', causes: [] });

test.each([
  [{ metadata: { annotations: { 'gateway.networking.k8s.io/bundle-version': 'v1.6.1' } } }, 'v1.6.1'],
  [{ metadata: {} }, null],
  [refusal(403), undefined],
  [refusal(404), undefined],
])('%o is read as %s', async (answer, expected) => {
  const request = () => (answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer));
  expect(await readBundleVersion({ request })).toBe(expected);
});

test('no answer is no answer', async () => {
  const request = () => Promise.reject(new ClusterError('CLUSTER_UNREACHABLE', 'gone'));
  await expect(readBundleVersion({ request })).rejects.toThrow('gone');
});
