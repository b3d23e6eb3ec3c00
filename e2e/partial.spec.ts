import { expect, test } from './fixtures.ts';

const sections = Array.from({ length: 30 }, (_, index) => `l${index}`);
/** The last ten admit no Route of another namespace. */
const listeners = sections.map(
  (name, index) =>
    `    - {name: ${name}, protocol: HTTP, port: ${8000 + index}, allowedRoutes: {namespaces: {from: ${index < 20 ? 'All' : 'Same'}}}}`,
);

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
  listeners:
${listeners.join('\n')}
    - {name: secure, protocol: HTTPS, port: 8443, tls: {certificateRefs: [{name: gone}]}}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: wide, namespace: shop}
spec:
  parentRefs: [${sections.map((name) => `{name: edge, namespace: infra, sectionName: ${name}}`).join(', ')}]
  rules:
    - matches: [{headers: [{name: x-a, value: b}]}]
`;

test.use({ manifests });

test('attachments that are refused beside others are counted where the Gateway is, and none is called refused as a whole', async ({
  page,
}) => {
  await page.goto('/');
  await expect(page.getByText('None is refused as a whole; 10 attachments are.')).toBeVisible();
  await page.goto('/gateways');
  await expect(page.getByRole('row', { name: /edge/ })).toContainText('1 partial');
  await page.goto('/namespaces/infra/gateways/edge');
  await expect(page.getByRole('main')).toContainText('10 attachments of 1 route');
  const refused = page.getByRole('region', { name: 'Refused here' });
  await expect(refused.getByRole('listitem')).toHaveCount(10);
  await expect(refused.getByRole('listitem').first()).toContainText('shop/wide');
});

test('a listener that is not served is said to take nothing, and no link leads where no rule answers', async ({
  page,
}) => {
  await page.goto('/namespaces/infra/gateways/edge');
  const merged = page.getByRole('region', { name: /^Merged routes/ });
  await merged.getByRole('button', { name: /Listener/ }).click();
  await page.getByRole('menuitemradio', { name: 'secure' }).click();
  await expect(merged).toContainText('Listener secure is not served, so it takes no request.');
  const table = page.getByRole('region', { name: 'Listeners', exact: true });
  await expect(table.getByRole('row', { name: /^l0 / })).toContainText('none, plain HTTP');
  await expect(table.getByRole('link')).toHaveCount(0);
});

test('of thirty parents the one of the headline is open at the top, and the panel stays short', async ({ page }) => {
  await page.goto('/?select=gateway.networking.k8s.io/HTTPRoute/shop/wide');
  const panel = page.getByRole('complementary', { name: /^Details of/ });
  await expect(panel.getByRole('region').first()).toHaveAccessibleName('parentRef 21 of 30');
  const height = await panel.evaluate((element) =>
    Math.max(...[element, ...element.querySelectorAll('*')].map(({ scrollHeight }) => scrollHeight)),
  );
  // a few checklists, the fixes, and a line for each of the others
  expect(height).toBeLessThan(6000);
  await panel.getByRole('button', { name: 'Show all 30 parents' }).click();
  const passed = panel.locator('summary', { hasText: 'parentRef 1 of 30' });
  await expect(passed).toContainText('Attached to listener l0 of Gateway infra/edge.');
});
