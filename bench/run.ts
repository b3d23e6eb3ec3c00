// Prints ratios and counts; asserts nothing, since a busy machine proves nothing. Names as arguments run only those
// parts: engine, proxy, page, and long-run, which takes minutes and is run only when it is asked for.
import { availableParallelism } from 'node:os';
import { benchEngine } from './engine.ts';
import { benchLongRun } from './long-run/long-run.ts';
import { benchPage } from './page.ts';
import { benchProxy } from './proxy.ts';
import { printSection, ratio } from './timing.ts';

const parts: Readonly<Record<string, () => Promise<void>>> = {
  engine: async () => {
    const small = await benchEngine(1000, 9);
    const large = await benchEngine(10_000, 3);
    printSection('Growth', [['a bind of ten times the Routes', `takes ${ratio(large / small)} the time`]]);
  },
  proxy: benchProxy,
  page: () => benchPage(1000),
  'long-run': benchLongRun,
};

const asked = process.argv.slice(2);
console.log(`Node ${process.version}, ${availableParallelism()} cores`);
for (const [name, run] of Object.entries(parts)) {
  if (asked.includes(name) || (asked.length === 0 && name !== 'long-run')) await run();
}
