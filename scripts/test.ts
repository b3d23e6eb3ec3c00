// Runs every check one after the other, all of them even if one fails, and closes with the sum in one plain
// line, 'N passed, N failed'. Names as arguments run only those steps.
import { spawn } from 'node:child_process';

type Step = Readonly<{ name: string; args: readonly string[] }>;

const steps: readonly Step[] = [
  { name: 'types', args: ['node_modules/typescript/bin/tsc', '--noEmit'] },
  { name: 'types-of-lib', args: ['node_modules/typescript/bin/tsc', '--noEmit', '-p', 'lib'] },
  { name: 'lint', args: ['node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings'] },
  { name: 'unit', args: ['node_modules/vitest/vitest.mjs', 'run'] },
  { name: 'build', args: ['scripts/setup.mjs', '--build'] },
  { name: 'conformance', args: ['e2e/conformance/run.ts', '--if-possible'] },
  { name: 'journeys', args: ['node_modules/@playwright/test/cli.js', 'test', '-c', 'e2e/playwright.config.ts'] },
];

const plainLine = /^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$/;
const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !steps.some((step) => step.name === name));
if (unknown.length > 0) {
  console.error(`no step is called ${unknown.join(', ')}; there are: ${steps.map((step) => step.name).join(', ')}`);
  process.exit(2);
}

type Count = { passed: number; failed: number; skipped: number };

async function runStep({ name, args }: Step): Promise<Count> {
  const started = performance.now();
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, CI: '1', NEXT_TELEMETRY_DISABLED: '1' },
  });
  let counted: RegExpMatchArray | null = null;
  let rest = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const match = line.match(plainLine);
      if (match) counted = match;
      else console.log(line);
    }
  });
  const code = await new Promise<number>((resolve) => child.on('close', (status) => resolve(status ?? 1)));
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${code === 0 ? 'ok  ' : 'FAIL'} ${name} (${seconds} s)`);
  const match = counted as RegExpMatchArray | null;
  if (!match) return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 };
  return {
    passed: Number(match[1]),
    failed: Math.max(Number(match[2]), code === 0 ? 0 : 1),
    skipped: Number(match[3] ?? 0),
  };
}

const total: Count = { passed: 0, failed: 0, skipped: 0 };
for (const step of steps.filter(({ name }) => asked.length === 0 || asked.includes(name))) {
  const count = await runStep(step);
  total.passed += count.passed;
  total.failed += count.failed;
  total.skipped += count.skipped;
}
if (total.skipped > 0) console.log(`\n${total.skipped} skipped, by name and reason above`);
console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed > 0 ? 1 : 0);
