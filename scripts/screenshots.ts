// Takes the pictures of the README from the running product: node_modules/.bin/node scripts/screenshots.ts
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium } from '@playwright/test';
import { startGatehouse } from '../e2e/start-gatehouse.ts';

const folder = join(dirname(dirname(fileURLToPath(import.meta.url))), 'docs/images');
const hrRoute = encodeURIComponent('gateway.networking.k8s.io/HTTPRoute/hr/cross-namespace');

type Picture = Readonly<{
  name: string;
  path: string;
  theme: 'light' | 'dark';
  width: number;
  height: number;
  /** a button to press first */
  press?: string;
  /** text that is there when the page is as it should be */
  ready: string;
}>;

const pictures: readonly Picture[] = [
  {
    name: 'graph-light',
    path: `/?select=${hrRoute}`,
    theme: 'light',
    width: 1600,
    height: 1000,
    ready: 'What fixes it',
  },
  { name: 'graph-dark', path: `/?select=${hrRoute}`, theme: 'dark', width: 1600, height: 1000, ready: 'What fixes it' },
  {
    name: 'test-light',
    path: '/test?gateway=infra-ns/shared-gateway&listener=shared-http&method=GET&path=/hr',
    theme: 'light',
    width: 1600,
    height: 1000,
    press: 'Send',
    ready: 'Make it match',
  },
  { name: 'narrow', path: '/', theme: 'light', width: 390, height: 844, ready: 'shared-http' },
];

async function take(browser: Browser, url: string, picture: Picture): Promise<void> {
  const { width, height, theme } = picture;
  const page = await browser.newPage({ viewport: { width, height }, colorScheme: theme });
  await page.goto(url + picture.path);
  if (picture.press) await page.getByRole('button', { name: picture.press }).first().click();
  await page.getByText(picture.ready).first().waitFor();
  await page.evaluate(() => document.fonts.ready);
  await page.screenshot({ path: join(folder, `${picture.name}.png`) });
  await page.close();
  console.log(`${picture.name}.png`);
}

mkdirSync(folder, { recursive: true });
const gatehouse = await startGatehouse({ args: ['--scenario', 'all'] });
const browser = await chromium.launch({
  executablePath: process.env.GATEHOUSE_CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu'],
});
for (const picture of pictures) await take(browser, gatehouse.url, picture);
await browser.close();
await gatehouse.stop();
