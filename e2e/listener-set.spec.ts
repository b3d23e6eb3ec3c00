import AxeBuilder from '@axe-core/playwright';
import { expect, test } from './fixtures.ts';
import { get } from './request.ts';

const manifests = `
apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata: {name: gatehouse}
spec: {controllerName: gatehouse.dev/gateway-controller}
---
apiVersion: v1
kind: Namespace
metadata: {name: infra}
---
apiVersion: v1
kind: Namespace
metadata: {name: shop}
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: edge, namespace: infra}
spec:
  gatewayClassName: gatehouse
  allowedListeners: {namespaces: {from: Selector, selector: {matchLabels: {may-listen: "yes"}}}}
  listeners:
    - {name: web, protocol: HTTP, port: 80, hostname: edge.test}
---
apiVersion: gateway.networking.k8s.io/v1
kind: ListenerSet
metadata: {name: own, namespace: shop}
spec:
  parentRef: {name: edge, namespace: infra}
  listeners:
    - {name: web, protocol: HTTP, port: 80, hostname: shop.test}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: moved, namespace: shop}
spec:
  parentRefs: [{kind: ListenerSet, name: own}]
  rules:
    - filters: [{type: RequestRedirect, requestRedirect: {path: {type: ReplaceFullPath, replaceFullPath: /new}}}]
`;

test.use({ manifests });

test('a ListenerSet that is not allowed says why; its owner labels the namespace and is served', async ({
  page,
  gatehouse,
}) => {
  await page.goto('/');
  await page.getByRole('button', { name: /own needs may-listen=yes NotAllowed/ }).click();
  const panel = page.getByRole('complementary', { name: /^Details of/ });
  await expect(panel).toContainText('takes only ListenerSets of namespaces labelled may-listen=yes');
  await expect(panel.getByRole('region', { name: 'What will not help' })).toContainText('A wider allowedRoutes.');
  await panel.getByRole('tab', { name: 'Conditions' }).click();
  await expect(panel).toContainText('NotAllowed');
  await panel.getByRole('tab', { name: 'Overview' }).click();

  await panel.getByRole('button', { name: 'Apply…' }).first().click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByText('Dry run, passed')).toBeVisible();
  await dialog.getByRole('button', { name: 'Apply', exact: true }).click();
  await expect(dialog).toHaveCount(0);
  await expect(panel).toContainText('Gateway infra/edge serves listener web.');
  const url = gatehouse.gatewayUrl('infra/edge');
  await expect.poll(async () => (await get(url, 'shop.test')).status).toBe(302);

  await panel.getByRole('button', { name: 'web', exact: true }).click();
  await panel.getByRole('link', { name: 'Test a request' }).click();
  await page.getByRole('button', { name: /^Send/ }).first().click();
  await expect(page.getByRole('main')).toContainText(/302\s*Found/);
  await expect(page.getByRole('main')).toContainText('As predicted.');
});

test('the list of ListenerSets is reached from the Gateways, the Gateway names those that it does not take', async ({
  page,
}) => {
  await page.goto('/gateways');
  await page.getByRole('link', { name: '1 ListenerSet' }).click();
  await expect(page.getByRole('heading', { name: 'ListenerSets' })).toBeVisible();
  await expect(page.getByRole('row', { name: /shop LS own infra\/edge False NotAllowed/ })).toBeVisible();
  await page.goto('/namespaces/infra/gateways/edge');
  const sets = page.getByRole('region', { name: 'ListenerSets' });
  await expect(sets).toContainText('0 of 1 taken');
  await sets.getByRole('link', { name: 'shop/own' }).click();
  await expect(page.getByRole('complementary', { name: /^Details of/ })).toContainText('namespace shop is not');
});

for (const path of ['/?select=gateway.networking.k8s.io/ListenerSet/shop/own', '/?view=outline', '/listenersets']) {
  test(`axe finds nothing on ${path}`, async ({ page }) => {
    await page.goto(path);
    await expect(page.getByText('NotAllowed').locator('visible=true').first()).toBeVisible();
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
  });
}
