import { readFileSync } from 'node:fs';
import { CoreV1Api, KubeConfig, type V1Secret } from '@kubernetes/client-node';
import { parse } from 'yaml';
import { expect, test } from './fixtures.ts';

const [secret = ''] = readFileSync(new URL('../examples/foobar/20-https.yaml', import.meta.url), 'utf8').split('---');

const manifests = `
apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata: {name: gatehouse}
spec: {controllerName: gatehouse.dev/gateway-controller}
---
apiVersion: v1
kind: Namespace
metadata: {name: shop}
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: edge, namespace: shop}
spec:
  gatewayClassName: gatehouse
  listeners:
    - {name: http, protocol: HTTP, port: 80}
    - {name: https, protocol: HTTPS, port: 443, tls: {certificateRefs: [{name: cert}]}}
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec: {ports: [{port: 80}]}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: both, namespace: shop}
spec:
  parentRefs: [{name: edge}]
  rules: [{matches: [{path: {type: PathPrefix, value: /both}}], backendRefs: [{name: web, port: 80}]}]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: secure, namespace: shop}
spec:
  parentRefs: [{name: edge, sectionName: https}]
  rules: [{matches: [{path: {type: PathPrefix, value: /secure}}], backendRefs: [{name: web, port: 80}]}]
`;

test.use({ manifests });

test('a Route whose only listener has no certificate is not served, and says who creates what', async ({ page }) => {
  await page.goto('/');
  await page.getByRole('button', { name: /secure \/secure Not served/ }).click();
  const panel = page.getByRole('complementary', { name: /^Details of/ });
  await expect(panel).toContainText('No request reaches it: listener https of Gateway shop/edge is not served.');
  await expect(panel).toContainText('Secret shop/cert does not exist.');
  await expect(panel.getByRole('region', { name: 'What fixes it' })).toContainText('Create Secret shop/cert');
  // what the spec says of it stays
  await panel.getByRole('tab', { name: 'Conditions' }).click();
  await expect(panel).toContainText('Attached to listener https.');
});

test('a Route that one of its two listeners cannot serve says which and why, until the certificate is there', async ({
  page,
  gatehouse,
}) => {
  await page.goto('/');
  const graph = page.getByRole('main');
  const idle = graph.locator('path', {
    hasText: 'Listener https: shop/both is attached, but the listener serves nothing.',
  });
  await expect(idle).toHaveCount(1);
  await page.getByRole('button', { name: /both \/both Partly served/ }).click();
  const panel = page.getByRole('complementary', { name: /^Details of/ });
  await expect(panel).toContainText(
    'Attached to listeners http and https of Gateway shop/edge. Listener https serves nothing: Secret shop/cert does not exist.',
  );
  await expect(panel.getByRole('region', { name: 'What fixes it' })).toContainText('Create Secret shop/cert');

  const config = new KubeConfig();
  config.loadFromFile(gatehouse.kubeconfig);
  const { metadata: _, ...content }: V1Secret = parse(secret);
  const body = { ...content, metadata: { name: 'cert', namespace: 'shop' } };
  await config.makeApiClient(CoreV1Api).createNamespacedSecret({ namespace: 'shop', body });
  await expect(page.getByRole('button', { name: /both \/both Accepted/ })).toBeVisible();
  await expect(panel).not.toContainText('serves nothing');
  await expect(idle).toHaveCount(0);
});
