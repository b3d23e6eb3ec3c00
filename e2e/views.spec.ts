import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';

const HR = 'gateway.networking.k8s.io/HTTPRoute/hr/cross-namespace';
const SLIPPED = 'networking.x-k8s.io/Gateway/infra/shared-gateway';

const panelOf = (page: Page) => page.getByRole('complementary', { name: /^Details of/ });

/** Elements whose text does not fit into them or into the page. */
function cutOff(page: Page, selector: string): Promise<readonly string[]> {
  return page
    .locator(selector)
    .evaluateAll((elements) =>
      elements
        .filter(({ scrollWidth, clientWidth }) => clientWidth > 0 && scrollWidth > clientWidth)
        .map(({ textContent }) => textContent ?? ''),
    );
}

test('with the panel open the reason on a selected Route is whole and in view', async ({ page }) => {
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.goto(`/?select=${HR}`);
  await expect(panelOf(page)).toBeVisible();
  const chip = page.getByRole('button', { name: /NotAllowedByListeners:? needs shared-gateway-access=true/ });
  await expect(chip).toBeInViewport({ ratio: 1 });
  expect(await cutOff(page, '.react-flow__edgelabel-renderer button span:not(.sr-only)')).toEqual([]);
});

for (const [object, ends] of [
  [HR, ['Gateway/infra-ns/shared-gateway', 'shared-gateway#shared-http', 'hr/cross-namespace', 'Service/hr/echo-hr']],
  ['gateway.networking.k8s.io/HTTPRoute/infra/fruits', ['infra/edge', 'edge#proxy', 'infra/fruits', 'apple-echo']],
] as const) {
  test(`beside an open panel at 1280 px the whole chain of ${object} is in view, and no name or reason is cut`, async ({
    page,
  }) => {
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.goto(`/?select=${object}`);
    await expect(panelOf(page)).toBeVisible();
    for (const end of ends) {
      const card = page.locator(`[data-card$="${end}"]`).first();
      await expect(card, end).toBeInViewport({ ratio: 1 });
      const [left, right] = [await card.boundingBox(), await panelOf(page).boundingBox()];
      expect((left?.x ?? Number.NaN) + (left?.width ?? Number.NaN)).toBeLessThan(right?.x ?? Number.NaN);
    }
    const words = '[data-card] span.font-semibold, [data-card] span.rounded-sm, .react-flow__edgelabel-renderer button';
    expect(await cutOff(page, words)).toEqual([]);
  });
}

test('what moves is seen to move, unless less motion is asked for', async ({ page }) => {
  const duration = () =>
    page
      .locator('.react-flow__node')
      .first()
      .evaluate((node) => getComputedStyle(node).transitionDuration);
  await page.goto('/');
  await expect(page.locator('.react-flow__node').first()).toBeVisible();
  expect(await duration()).toBe('0.18s');
  await page.emulateMedia({ reducedMotion: 'reduce' });
  expect(await duration()).toBe('0s');
});

test('the open tab of the panel is in the address, and closes with its object', async ({ page }) => {
  await page.goto(`/?select=${HR}`);
  await panelOf(page).getByRole('tab', { name: 'Conditions' }).click();
  await expect(page).toHaveURL(/[?&]tab=conditions/);
  await page.reload();
  await expect(panelOf(page).getByRole('tab', { name: 'Conditions' })).toHaveAttribute('aria-selected', 'true');
  await panelOf(page)
    .getByRole('button', { name: /^Close panel/ })
    .click();
  await expect(page).not.toHaveURL(/tab=/);
});

test('a missing Gateway lists the Routes that name it; a Service its endpoints and users', async ({ page }) => {
  await page.goto(`/?select=${SLIPPED}`);
  await panelOf(page)
    .getByRole('link', { name: /HTTPRoute site-ns\/login/ })
    .click();
  await expect(panelOf(page).getByRole('heading', { name: 'site-ns/login' })).toBeVisible();
  await page.goto('/?select=/Service/hr/echo-hr');
  await expect(panelOf(page)).toContainText('1 endpoint ready');
  await expect(panelOf(page).getByRole('link', { name: /HTTPRoute hr\/cross-namespace/ })).toBeVisible();
});

test('an address that names nothing says what it takes, and a way on', async ({ page }) => {
  await page.goto('/?select=bogus');
  await expect(panelOf(page)).toContainText('names no object');
  await panelOf(page).getByRole('button', { name: 'Close panel', exact: true }).click();
  await expect(page).not.toHaveURL(/select=/);
});

test('a table beside the panel shows its last columns', async ({ page }) => {
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.goto(`/routes?select=${HR}`);
  await expect(panelOf(page)).toBeVisible();
  for (const head of ['ACCEPTED', 'RESOLVED', 'AGE']) {
    await expect(page.getByRole('columnheader', { name: head })).toBeInViewport({ ratio: 1 });
  }
});

test('on a phone lists are cards, nothing is wider than the page, and the buttons of the head take a thumb', async ({
  page,
}) => {
  await page.setViewportSize({ width: 390, height: 844 });
  for (const path of ['/', '/routes', '/gateways', '/namespaces/infra/gateways/edge']) {
    await page.goto(path);
    await expect(page.getByText('infra').locator('visible=true').first(), path).toBeVisible();
    expect(await cutOff(page, 'html, main, [role=grid], [aria-label=Listeners]'), path).toEqual([]);
    for (const name of ['Find', 'Theme']) {
      const box = await page.getByRole('banner').getByRole('button', { name, exact: true }).boundingBox();
      expect([box?.width, box?.height], `${name} on ${path}`).toEqual([44, 44]);
    }
  }
});

test('while the cluster is read the page counts what is read so far', async ({ page }) => {
  // the browser's view of a slow server: the graph's data does not come
  await page.route('**/api/topology', () => undefined);
  await page.route('**/api/session', async (route) => {
    const response = await route.fetch();
    const session = await response.json();
    const kinds = session.kinds.map((kind: object, index: number) =>
      index < 5 ? kind : { ...kind, coverage: 'syncing' },
    );
    await route.fulfill({ response, json: { ...session, kinds } });
  });
  await page.goto('/');
  await expect(page.getByText(/^Reading the cluster: 5 of \d+ kinds read, .+ next\.$/)).toBeVisible();
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await page.reload();
    await expect(page.locator('html')).toHaveAttribute('data-theme', colorScheme);
    expect(await contrastOf(page, '[data-skeleton] div'), colorScheme).toBeGreaterThan(1.3);
  }
  // a session asked for as the test ends
  await page.unrouteAll({ behavior: 'ignoreErrors' });
});

/** Between the fill of an element and that of its parent, as WCAG counts it. */
function contrastOf(page: Page, selector: string): Promise<number> {
  return page
    .locator(selector)
    .first()
    .evaluate((element) => {
      const luminance = (of: Element | null) => {
        const context = new OffscreenCanvas(1, 1).getContext('2d');
        if (!of || !context) return Number.NaN;
        context.fillStyle = getComputedStyle(of).backgroundColor;
        context.fillRect(0, 0, 1, 1);
        const [r = 0, g = 0, b = 0] = [...context.getImageData(0, 0, 1, 1).data].map((byte) => {
          const part = byte / 255;
          return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
        });
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
      };
      const [dark = 0, light = 0] = [luminance(element), luminance(element.parentElement)].sort((a, b) => a - b);
      return (light + 0.05) / (dark + 0.05);
    });
}

test('an editor that cannot be loaded says so and can be asked for again', async ({ page }) => {
  await page.goto('/routes');
  await expect(page.getByText('NotAllowedByListeners').first()).toBeVisible();
  await page.route('**/_next/static/chunks/**', (route) => route.abort());
  await page.getByRole('row', { name: /cross-namespace.*NotAllowedByListeners/ }).click();
  await panelOf(page).getByRole('tab', { name: 'YAML' }).click();
  await panelOf(page).getByRole('button', { name: 'Edit…' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('The editor could not be loaded');
  await expect(dialog.getByRole('button', { name: 'Try now' })).toBeVisible();
});

test.describe('names of 253 letters', () => {
  const long = `payments-${'platform-'.repeat(26)}edge-one`;
  test.use({
    manifests: `
apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata: {name: gatehouse}
spec: {controllerName: gatehouse.dev/gateway-controller}
---
apiVersion: v1
kind: Namespace
metadata: {name: infra}
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: ${long}, namespace: infra}
spec:
  gatewayClassName: gatehouse
  allowedListeners: {namespaces: {from: Same}}
  tls: {backend: {clientCertificateRef: {name: lost}}, frontend: {default: {validation: {caCertificateRefs: [{group: "", kind: ConfigMap, name: lost}]}}}}
  listeners:
    - {name: plain, protocol: HTTP, port: 80}
    - {name: ${long}, protocol: HTTPS, port: 443, tls: {certificateRefs: [{name: lost}]}}
---
apiVersion: gateway.networking.k8s.io/v1
kind: ListenerSet
metadata: {name: ${long}, namespace: infra}
spec:
  parentRef: {name: ${long}}
  listeners: [{name: one, protocol: HTTP, port: 81}]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: ${long}, namespace: infra}
spec:
  parentRefs: [{name: ${long}, sectionName: ${long}}, {name: ${long}, sectionName: plain}]
  hostnames: [${'a.'.repeat(120)}test]
`,
  });

  test('in the tables they push no column out of the page', async ({ page }) => {
    await page.setViewportSize({ width: 1280, height: 800 });
    for (const [path, heads] of [
      ['/routes', ['ACCEPTED', 'RESOLVED', 'AGE']],
      ['/gateways', ['AGE']],
      ['/listenersets', ['AGE']],
    ] as const) {
      await page.goto(path);
      await expect(page.getByRole('row', { name: long }).first(), path).toBeVisible();
      for (const head of heads) {
        const column = page.getByRole('columnheader', { name: head });
        await expect(column, `${head} on ${path}`).toBeInViewport({ ratio: 1 });
      }
      expect(await cutOff(page, ':has(> [role=grid])'), path).toEqual([]);
    }
  });

  for (const [kind, id] of [
    ['Gateway', `Gateway/infra/${long}`],
    ['HTTPS', `Gateway/infra/${long}#${long}`],
    ['ListenerSet', `ListenerSet/infra/${long}`],
  ] as const) {
    test(`the panel of ${kind} shows its name whole, the cards their reasons`, async ({ page }) => {
      await page.setViewportSize({ width: 1280, height: 1200 });
      await page.goto('/');
      await page.locator(`[data-card$="${id}"]`).focus();
      await page.keyboard.press('Enter');
      const heading = panelOf(page).getByRole('heading', { name: long });
      await expect(heading).toBeVisible();
      await expect(panelOf(page).getByRole('tab', { name: 'Overview' })).toBeVisible();
      expect(await cutOff(page, '[data-panel] h2, [data-panel] [role=tabpanel]')).toEqual([]);
      await expect(
        page.getByRole('button', { name: /InvalidCertificateRef|NoValidCACertificate/ }).first(),
      ).toBeVisible();
      expect(await cutOff(page, '[data-card], [data-card] > span:not(.truncate), [data-card] .text-bad')).toEqual([]);
      const tall = await page
        .locator('[data-card]')
        .evaluateAll(
          (cards) => cards.filter(({ scrollHeight, clientHeight }) => scrollHeight > clientHeight + 1).length,
        );
      expect(tall).toBe(0);
    });
  }
});
