import { describe, expect, test } from 'vitest';
import type { ChangesResponse, RouteDetail, Session } from '#lib/api/messages.ts';
import type { ParentResult } from '#lib/binding/result.ts';
import { type Fix, formatSentence } from '#lib/explain/explanation.ts';
import { hasKubectl, runShell } from './kube.ts';
import { ask, patience } from './scenario.ts';
import { type Fresh, startFresh } from './start-fresh.ts';

// Every fix the page offers for the scenarios' Routes is made, each on a fresh sandbox, and must do what it says.

const scenarios = ['fruits', 'acme', 'foobar', 'lib/binding/testdata/roles.in.yaml'] as const;

type Offered = Readonly<{ scenario: string; route: string; fix: Fix; says: string; parents: number }>;

const detailOf = (fresh: Fresh, route: string) =>
  ask<RouteDetail>(fresh, `/api/routes?key=${encodeURIComponent(route)}`);

async function fixesOffered(scenario: string): Promise<Offered[]> {
  const fresh = await startFresh(scenario);
  const lists = await Promise.all(
    fresh.routes.map(async (route) => {
      const { explanation, result } = await detailOf(fresh, route);
      const parents = result.parents.length;
      return explanation.fixes.map((fix) => ({ scenario, route, fix, says: formatSentence(fix.sentence), parents }));
    }),
  );
  await fresh.close();
  return lists.flat();
}

const offered: Offered[] = [];
for (const scenario of scenarios) offered.push(...(await fixesOffered(scenario)));

/** Reads as `cured` when what the fix is for works now, and the statuses written say the same. */
async function outcomeOf(fresh: Fresh, { route, fix, parents }: Offered): Promise<string> {
  const { result, explanation, statuses } = await detailOf(fresh, route);
  const drift = statuses.flatMap(({ pairs }) => pairs.flatMap((pair) => pair.drift ?? []));
  if (drift.length > 0) return `status: ${drift.join()}`;
  const { cures } = fix;
  const works =
    cures.kind === 'parent'
      ? isCured(result.parents, parents, cures.parent)
      : explanation.backends.some(({ field, outcome }) => field === cures.field && outcome === 'valid');
  return works ? 'cured' : formatSentence(explanation.headline);
}

/** A parentRef is cured where it stands, whatever its siblings came to, or by going away. */
function isCured(now: readonly ParentResult[], before: number, index: number): boolean {
  const isRef = now.some(({ source }) => source.from === 'parentRef');
  const isTrue = ({ accepted }: ParentResult) => accepted?.status === 'True';
  if (!isRef) return now.some(isTrue);
  const parent = now[index];
  return now.length < before || (parent !== undefined && isTrue(parent));
}

async function cureOnFresh(one: Offered, make: (fresh: Fresh) => Promise<void>): Promise<void> {
  const fresh = await startFresh(one.scenario);
  try {
    expect(await outcomeOf(fresh, one)).not.toBe('cured');
    await make(fresh);
    await expect.poll(() => outcomeOf(fresh, one), patience).toBe('cured');
  } finally {
    await fresh.close();
  }
}

async function change(fresh: Fresh, { fix }: Offered, { dryRun }: { dryRun: boolean }): Promise<ChangesResponse> {
  const { csrfToken } = await ask<Session>(fresh, '/api/session');
  const response = await fetch(`${fresh.url}/api/changes`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-csrf-token': csrfToken },
    body: JSON.stringify({ dryRun, changes: [fix.change] }),
  });
  expect(response.status).toBe(200);
  return (await response.json()) as ChangesResponse;
}

test.each([
  ['fruits', 'gateway.networking.k8s.io/HTTPRoute/infra/fruits'],
  ['fruits', 'gateway.networking.k8s.io/HTTPRoute/apples/apples'],
  ['fruits', 'gateway.networking.k8s.io/HTTPRoute/bananas/bananas'],
  ['acme', 'gateway.networking.k8s.io/HTTPRoute/hr/cross-namespace'],
  ['foobar', 'networking.x-k8s.io/HTTPRoute/store-ns/store'],
  ['foobar', 'networking.x-k8s.io/HTTPRoute/site-ns/home'],
  ['foobar', 'networking.x-k8s.io/HTTPRoute/site-ns/login'],
])('%s: %s is offered a fix that can be made', (scenario, route) => {
  const fixes = offered.filter((one) => one.scenario === scenario && one.route === route && one.fix.change !== null);
  expect(fixes.length).toBeGreaterThan(0);
  for (const { fix } of fixes) expect(fix.commands.length).toBeGreaterThan(0);
});

const makable = offered.filter(({ fix }) => fix.change !== null);

describe.each(makable)('$scenario $route: $says', (one) => {
  test.runIf(hasKubectl)('its commands, pasted, cure it', async () => {
    await cureOnFresh(one, async ({ kubeconfig }) => {
      for (const command of one.fix.commands) {
        expect(await runShell(kubeconfig, command)).toMatchObject({ code: 0, err: '' });
      }
    });
  });

  test('the change itself cures it, after a dry run that stored nothing', async () => {
    await cureOnFresh(one, async (fresh) => {
      const dry = await change(fresh, one, { dryRun: true });
      expect(await outcomeOf(fresh, one)).not.toBe('cured');
      const { outcomes } = await change(fresh, one, { dryRun: false });
      expect(outcomes.map(({ refusal }) => refusal)).toEqual([null]);
      expect(dry.outcomes.map(({ refusal, key }) => [refusal, key])).toEqual(outcomes.map(({ key }) => [null, key]));
    });
  });
});
