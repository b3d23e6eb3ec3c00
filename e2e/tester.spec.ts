import { expect, test } from './fixtures.ts';

test.use({ scenario: 'acme' });

test('a field that cannot be sent says so itself, and the answer that stands is of the earlier request', async ({
  page,
}) => {
  await page.goto('/test?gateway=infra-ns/shared-gateway&listener=shared-http&path=/careers');
  const main = page.getByRole('main');
  const path = page.getByLabel('Path');
  const send = page.getByRole('button', { name: /^Send/ }).first();
  await send.click();
  await expect(main).toContainText(/200\s*OK/);
  await expect(main).not.toContainText('Of the earlier request');

  await path.fill('no slash');
  await expect(path).toHaveAccessibleDescription('Path must start with /.');
  await expect(main).toContainText('Of the earlier request: GET /careers.');
  await send.click();
  await expect(path).toBeFocused();

  await page.getByRole('button', { name: 'Add header' }).click();
  await page.getByLabel('Name of header 1').fill('x team');
  await expect(page.getByLabel('Name of header 1')).toHaveAccessibleDescription('The name is no header name.');
  await page.getByLabel('Name of header 1').fill('x-team');
  await page.getByLabel('How many requests').fill('1001');
  await expect(page.getByLabel('How many requests')).toHaveAccessibleDescription('The number must be 1000 or less.');

  await path.fill('/hr');
  await send.click();
  await expect(main).toContainText(/404\s*Not Found/);
  await expect(main).not.toContainText('Of the earlier request');
});
