import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';
import { startGatehouse } from './start-gatehouse.ts';

test.use({ scenario: 'acme' });

const identity = { group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', namespace: 'hr', name: 'cross-namespace' };
const key = `${identity.group}/${identity.kind}/${identity.namespace}/${identity.name}`;

/** As another person would, while the dialog is open. */
async function labelRoute(page: Page, label: string): Promise<void> {
  const { csrfToken } = await (await page.request.get('/api/session')).json();
  const patch = { metadata: { labels: { [label]: 'x' } } };
  const apiVersion = 'gateway.networking.k8s.io/v1';
  const change = { action: 'patch', target: identity, apiVersion, patchType: 'merge', patch };
  const answer = await page.request.post('/api/changes', {
    headers: { 'x-csrf-token': csrfToken },
    data: { dryRun: false, changes: [change] },
  });
  expect((await answer.json()).outcomes[0].refusal).toBeNull();
}

async function writeInEditor(page: Page, text: string): Promise<void> {
  await page.getByRole('dialog').getByRole('textbox').click();
  await page.keyboard.press('Control+A');
  await page.keyboard.insertText(text);
}

test('an edit of what has changed meanwhile is not applied; the object is loaded anew from the same view', async ({
  page,
}) => {
  await page.goto(`/?select=${encodeURIComponent(key)}`);
  await page.getByRole('tab', { name: 'YAML' }).click();
  await page.getByRole('button', { name: 'Edit…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox').click();
  await page.keyboard.press('Control+End');
  await page.keyboard.type('# mine');
  await dialog.getByRole('button', { name: 'Dry run…' }).click();
  await expect(dialog.getByText('1. Dry run')).toBeVisible();

  await labelRoute(page, 'team');
  await expect(dialog).toContainText('The object has changed since you opened it.');
  await expect(dialog.getByRole('button', { name: 'Apply', exact: true })).toBeDisabled();
  await dialog.getByRole('button', { name: 'Load it anew' }).click();
  await expect(dialog.getByRole('alert')).toContainText('Discard what you wrote');
  await expect(dialog.getByRole('textbox')).toContainText('# mine');
  await dialog.getByRole('button', { name: 'Keep editing' }).click();
  await expect(dialog.getByRole('textbox')).toContainText('# mine');
  await dialog.getByRole('button', { name: 'Load it anew' }).click();
  await dialog.getByRole('button', { name: 'Discard and load' }).click();
  await expect(dialog.getByRole('textbox')).toContainText('team: x');
  await expect(dialog).not.toContainText('# mine');
});

test('an edit that a restart of the sandbox overtook is refused, and the object can be loaded anew', async ({
  page,
  gatehouse,
}) => {
  await page.goto(`/?select=${encodeURIComponent(key)}`);
  await page.getByRole('tab', { name: 'YAML' }).click();
  await page.getByRole('button', { name: 'Edit…' }).click();
  const dialog = page.getByRole('dialog');
  const { yaml } = await (await page.request.get(`/api/objects?key=${encodeURIComponent(key)}`)).json();
  await writeInEditor(page, yaml.replace('/hr', '/people'));
  await dialog.getByRole('button', { name: 'Dry run…' }).click();
  await expect(dialog.getByText('Dry run, passed')).toBeVisible();
  await gatehouse.stop();
  const port = new URL(gatehouse.url).port;
  const again = await startGatehouse({ args: ['--scenario', 'acme', '--port', port] });
  try {
    await expect(page.getByText('Live', { exact: true })).toBeVisible();
    await dialog.getByRole('button', { name: 'Apply', exact: true }).click();
    await expect(dialog).toContainText('the object has been modified');
    await dialog.getByRole('button', { name: 'Load it anew' }).click();
    await expect(dialog.getByRole('textbox')).toContainText('/people');
    await dialog.getByRole('button', { name: 'Discard and load' }).click();
    await expect(dialog.getByRole('textbox')).not.toContainText('/people');

    await writeInEditor(page, yaml.replace('/hr', '/people'));
    await dialog.getByRole('button', { name: 'Dry run…' }).click();
    await dialog.getByRole('button', { name: 'Apply', exact: true }).click();
    await expect(dialog).toHaveCount(0);
  } finally {
    await again.stop();
  }
});

test('the dialog that applies a fix says what else the fix does', async ({ page }) => {
  await page.goto(`/?select=${encodeURIComponent(key)}`);
  const panel = page.getByRole('complementary', { name: /^Details of/ });
  await panel.getByRole('radio', { name: 'Gateway owner' }).click();
  const fix = panel.getByRole('listitem').filter({ hasText: 'admit every namespace' });
  await fix.getByRole('button', { name: 'Apply…' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toHaveAccessibleDescription(
    /Whoever may create Routes in any namespace can then use this listener\./,
  );
  await expect(dialog.getByText('Dry run, passed')).toBeVisible();
});

test('the page of a Gateway that is not there leads to the one meant and to the list', async ({ page }) => {
  await page.goto('/namespaces/infra-ns/gateways/shared-gatway');
  const main = page.getByRole('main');
  await expect(main).toContainText('There is no Gateway infra-ns/shared-gatway');
  await expect(main.getByRole('link', { name: 'All Gateways' })).toHaveAttribute('href', '/gateways');
  await main.getByRole('link', { name: 'infra-ns/shared-gateway' }).click();
  await expect(main).toContainText('is served at');
});
