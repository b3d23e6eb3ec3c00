import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from './fixtures.ts';

const authority = readFileSync(join(import.meta.dirname, '../server/proxy/testdata/rsa/authority.crt'), 'utf8');

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
  tls: {backend: {clientCertificateRef: {name: client}}}
  listeners:
    - {name: web, protocol: HTTP, port: 80}
---
apiVersion: v1
kind: Service
metadata: {name: api, namespace: shop}
spec: {ports: [{name: https, port: 443}]}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: pki-roots, namespace: shop}
data: {ca.crt: ${JSON.stringify(authority)}}
---
apiVersion: gateway.networking.k8s.io/v1
kind: BackendTLSPolicy
metadata: {name: api, namespace: shop}
spec:
  targetRefs: [{group: "", kind: Service, name: api}]
  validation: {hostname: api.test, caCertificateRefs: [{group: "", kind: ConfigMap, name: pki-root}]}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: api, namespace: shop}
spec:
  parentRefs: [{name: edge}]
  rules: [{backendRefs: [{name: api, port: 443}]}]
`;

test.use({ manifests });

test('a BackendTLSPolicy with a bad CA is shown on its Service with its reason, and mended from its panel', async ({
  page,
}) => {
  await page.goto('/');
  const service = page.getByRole('button', { name: /^S api .*BackendTLSPolicy shop\/api: NoValidCACertificate/ });
  await service.click();
  const panel = page.getByRole('complementary', { name: /^Details of/ });
  await panel.getByRole('button', { name: 'shop/api', exact: true }).click();
  await expect(panel).toContainText('ConfigMap shop/pki-root does not exist. Requests to shop/api get 500.');
  await expect(panel.getByRole('region', { name: 'What will not help' })).toContainText('A ReferenceGrant.');
  await panel.getByRole('tab', { name: 'Conditions' }).click();
  await expect(panel).toContainText('InvalidCACertificateRef');
  await panel.getByRole('tab', { name: 'Overview' }).click();

  await panel.getByRole('button', { name: 'Apply…' }).first().click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByText('Dry run, passed')).toBeVisible();
  await dialog.getByRole('button', { name: 'Apply', exact: true }).click();
  await expect(dialog).toHaveCount(0);
  await expect(panel).toContainText('Gateway shop/edge speaks TLS to Service shop/api');
  await expect(page.getByRole('button', { name: /^S api .*BackendTLSPolicy shop\/api: Accepted/ })).toBeVisible();
});

test('a Gateway names the client certificate that it cannot have, and how to make it', async ({ page }) => {
  await page.goto('/?select=gateway.networking.k8s.io/Gateway/shop/edge');
  const panel = page.getByRole('complementary', { name: /^Details of/ });
  await expect(panel).toContainText('Secret shop/client does not exist');
  await expect(panel.getByRole('region', { name: 'What fixes it' })).toContainText('Create Secret shop/client');
  await expect(panel.getByRole('region', { name: 'What will not help' })).toContainText('A certificate in a listener.');
});

test.describe('a Service out of view', () => {
  const before = Array.from({ length: 8 }, (_, index) => {
    const namespace = `team-${index}`;
    return `---
apiVersion: v1
kind: Namespace
metadata: {name: ${namespace}}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: web, namespace: ${namespace}}
spec:
  parentRefs: [{name: edge, namespace: shop}]
  rules: [{backendRefs: [{name: web, port: 80}]}]
`;
  });
  test.use({ manifests: `${manifests}${before.join('')}`, viewport: { width: 1280, height: 500 } });

  test('selecting its BackendTLSPolicy pans the graph to it', async ({ page }) => {
    await page.goto('/');
    const service = page.locator('[data-card="/Service/shop/api"]');
    await expect(page.getByRole('button', { name: /web \/ Refused/ }).first()).toBeVisible();
    await expect(service).not.toBeInViewport();
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox').fill('BackendTLSPolicy');
    await page.getByRole('option', { name: /shop\/api/ }).click();
    await expect(page.getByRole('complementary', { name: 'Details of BackendTLSPolicy shop/api' })).toBeVisible();
    await expect(service).toBeInViewport({ ratio: 1 });
  });
});

test.describe('for a port that its Service does not have', () => {
  test.use({
    manifests: manifests.replace('name: api}]\n  validation', 'name: api, sectionName: web}]\n  validation'),
  });

  test('a BackendTLSPolicy is no lock of the Service, says which ports there are, and is mended from its panel', async ({
    page,
  }) => {
    await page.goto('/?select=gateway.networking.k8s.io/BackendTLSPolicy/shop/api');
    const panel = page.getByRole('complementary', { name: /^Details of/ });
    await expect(panel).toContainText('Service shop/api has no port named web; it has https.');
    await expect(panel).toContainText('For Gateways served here the policy is in force nowhere.');
    await expect(page.getByRole('button', { name: /^S api / })).toBeVisible();
    await expect(page.getByRole('button', { name: /^S api .*BackendTLSPolicy/ })).toHaveCount(0);
    await expect(panel.getByRole('region', { name: 'What fixes it' })).toContainText('Backend owner');
    await panel.getByRole('button', { name: 'Apply…' }).first().click();
    const dialog = page.getByRole('dialog');
    await expect(dialog.getByText('Dry run, passed')).toBeVisible();
    await dialog.getByRole('button', { name: 'Apply', exact: true }).click();
    await expect(
      page.getByRole('button', { name: /^S api .*BackendTLSPolicy shop\/api: NoValidCACertificate/ }),
    ).toBeVisible();
  });
});
