import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { embeddedProxyCapabilities } from '#lib/binding/capabilities.ts';
import type { GatewayReport } from '#lib/binding/result.ts';
import type { KubeObject } from '#lib/kube/object.ts';
import { keyOf, type ObjectKey } from '#lib/kube/object-key.ts';
import type { RouteTable } from '#lib/routing/route-table.ts';
import { applyEvents } from '#lib/snapshot/apply-event.ts';
import { collectionOfObject } from '#lib/snapshot/collections.ts';
import { snapshotFromManifests } from '#lib/snapshot/from-manifests.ts';
import type { Snapshot } from '#lib/snapshot/snapshot.ts';
import type { PatchFrame } from './api/events.ts';
import type { StatusJob } from './controller/status-writer.ts';
import { createLog } from './logger.ts';
import { createPipeline, type Pipeline } from './pipeline.ts';

const example = (name: string) => readFileSync(new URL(`../examples/${name}`, import.meta.url), 'utf8');
const snapshotOf = (...texts: readonly string[]): Snapshot =>
  snapshotFromManifests([{ file: 'all.yaml', text: texts.join('\n---\n') }], 'complete').snapshot;
const fruits = snapshotOf(example('fruits/00-start.yaml'));
const gateway = [...fruits.gateways.keys()][0] as ObjectKey;

type Ack = Readonly<{ gateways: ReadonlyMap<ObjectKey, GatewayReport> }>;
const bound: Ack = {
  gateways: new Map([
    [gateway, { address: '127.66.9.1', unusableAddresses: [], ports: new Map([[80, { state: 'bound' as const }]]) }],
  ]),
};

type Rig = Readonly<{
  pipeline: Pipeline;
  patches: PatchFrame[];
  /** tables handed to the data plane, with the way to acknowledge each */
  tables: { table: RouteTable; acknowledge: (ack: Ack) => void; refuse: (error: Error) => void }[];
  /** what is owed after each run */
  owed: (readonly StatusJob[])[];
  faults: object[];
  failing: Set<ObjectKey>;
}>;

function start(mode: 'controller' | 'observer', acknowledgeAtOnce = true): Rig {
  const patches: PatchFrame[] = [];
  const tables: Rig['tables'] = [];
  const owed: (readonly StatusJob[])[] = [];
  const faults: object[] = [];
  const failing = new Set<ObjectKey>();
  const pipeline = createPipeline({
    baseOptions: {
      controllerNames: mode === 'controller' ? ['gatehouse.dev/gateway-controller'] : [],
      capabilities: embeddedProxyCapabilities,
      adoptUnclassed: 'no',
    },
    controller:
      mode === 'observer'
        ? null
        : {
            serve: (table) => {
              const { promise, resolve, reject } = Promise.withResolvers<Ack>();
              tables.push({ table, acknowledge: resolve, refuse: reject });
              if (acknowledgeAtOnce) resolve(bound);
              return promise;
            },
            keepInfrastructure: () => {},
            keepFinalizers: () => {},
            writeStatuses: (jobs) => void owed.push(jobs),
            failing: () => failing,
            written: () => Promise.resolve(),
          },
    publish: (patch) => void patches.push(patch),
    observe: () => {},
    bootId: 'test',
    log: { ...createLog('silent'), error: (fields) => void faults.push(fields) },
  });
  return { pipeline, patches, tables, owed, faults, failing };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

/** The snapshot after these statuses were written. */
function written(snapshot: Snapshot, jobs: readonly StatusJob[]): Snapshot {
  const set = (object: KubeObject) => ({ type: 'set', collection: collectionOfObject(object)!, object }) as const;
  return applyEvents(
    snapshot,
    jobs.map(({ object, desired }) => set({ ...object, status: desired(object) } as KubeObject)),
  );
}

const drifts = ({ pipeline }: Rig) =>
  Object.values(pipeline.state()?.message.topology.nodes ?? {}).flatMap((node) =>
    'drift' in node && node.drift ? [node.drift] : [],
  );

test('no status is owed before the data plane acknowledged the table that it claims', async () => {
  const rig = start('controller', false);
  rig.pipeline.changed(fruits);
  await turn();
  expect(rig.tables).toHaveLength(1);
  expect(rig.pipeline.state()).not.toBeNull();
  expect(rig.pipeline.serving()).toBe(false);
  expect(rig.owed).toEqual([]);
  rig.tables[0]?.acknowledge(bound);
  await rig.pipeline.idle();
  expect(rig.pipeline.serving()).toBe(true);
  expect(rig.owed).toHaveLength(1);
  const job = rig.owed[0]?.find(({ key }) => key === gateway);
  expect(job?.desired(job.object)).toMatchObject({
    addresses: [{ value: '127.66.9.1' }],
    conditions: expect.arrayContaining([expect.objectContaining({ type: 'Programmed', status: 'True' })]),
  });
});

test('changes that come while a table is on its way are taken together, and only the newest is served', async () => {
  const rig = start('controller', false);
  rig.pipeline.changed(fruits);
  await turn();
  const labelled = (value: string) =>
    applyEvents(fruits, [
      {
        type: 'set',
        collection: 'namespaces',
        object: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'apples', labels: { team: value } } },
      },
    ]);
  for (let count = 0; count < 30; count++) rig.pipeline.changed(labelled(`t${count}`));
  rig.tables[0]?.acknowledge(bound);
  await rig.pipeline.idle();
  // the first, judged again with what the data plane reported, and the thirty as one
  expect(rig.patches).toHaveLength(3);
  expect(
    rig.pipeline
      .state()
      ?.snapshot.namespaces.get(
        keyOf({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'apples' } } as KubeObject),
      )?.metadata.labels,
  ).toMatchObject({ team: 't29' });
});

test('a table that serves the same traffic is not handed over again', async () => {
  const rig = start('controller');
  rig.pipeline.changed(fruits);
  await rig.pipeline.idle();
  const before = rig.tables.length;
  rig.pipeline.changed(written(fruits, rig.owed.at(-1) ?? []));
  await rig.pipeline.idle();
  expect(rig.tables).toHaveLength(before);
  expect(rig.owed.at(-1)).toEqual([]);
});

test('each patch leads from the revision before it', async () => {
  const rig = start('controller');
  rig.pipeline.changed(fruits);
  await rig.pipeline.idle();
  rig.pipeline.changed(written(fruits, rig.owed.at(-1) ?? []));
  await rig.pipeline.idle();
  const chain = rig.patches.map(({ from, to }) => [from, to]);
  expect(chain[0]?.[0]).toBe('');
  for (let index = 1; index < chain.length; index++) expect(chain[index]?.[0]).toBe(chain[index - 1]?.[1]);
  expect(rig.pipeline.state()?.message.revision).toBe(chain.at(-1)?.[1]);
});

test('a step that throws leaves what was there before, and the next change is taken', async () => {
  const rig = start('controller');
  rig.pipeline.changed(fruits);
  await rig.pipeline.idle();
  const { revision } = rig.pipeline.state()?.message ?? {};
  rig.pipeline.changed({ ...fruits, httpRoutes: null } as unknown as Snapshot);
  await rig.pipeline.idle();
  expect(rig.faults).toHaveLength(1);
  expect(rig.pipeline.state()?.message.revision).toBe(revision);
  rig.pipeline.changed(snapshotOf(example('acme/00-start.yaml')));
  await rig.pipeline.idle();
  expect(rig.pipeline.state()?.message.topology.counts.routes).toBe(3);
});

test('a table that the data plane refuses owes no status, and is handed over again with the next change', async () => {
  const rig = start('controller', false);
  rig.pipeline.changed(fruits);
  await turn();
  rig.tables[0]?.refuse(new Error('the thread ended'));
  await rig.pipeline.idle();
  expect(rig.owed).toEqual([]);
  expect(rig.pipeline.serving()).toBe(false);
  rig.pipeline.serveAgain();
  await turn();
  rig.tables[1]?.acknowledge(bound);
  await rig.pipeline.idle();
  expect(rig.pipeline.serving()).toBe(true);
  expect(rig.owed.at(-1)?.length).toBeGreaterThan(0);
});

const programmed = (jobs: readonly StatusJob[] | undefined) => {
  const job = jobs?.find(({ key }) => key === gateway);
  const status = job?.desired(job.object) as { conditions?: { type: string; status: string }[] } | undefined;
  return status?.conditions?.find(({ type }) => type === 'Programmed')?.status ?? 'nothing owed';
};

test.each([
  ['at once', 'atOnce', ['True']],
  ['later', 'later', ['True', 'Unknown']],
] as const)('a data plane that ended and is replaced %s: Programmed is %s', async (_, replaced, expected) => {
  const rig = start('controller');
  rig.pipeline.changed(fruits);
  await rig.pipeline.idle();
  rig.pipeline.lost(replaced);
  await rig.pipeline.idle();
  expect(rig.pipeline.serving()).toBe(false);
  expect(rig.owed.map(programmed)).toEqual(expected);
  expect(rig.tables).toHaveLength(1);

  rig.pipeline.serveAgain();
  await rig.pipeline.idle();
  expect(rig.pipeline.serving()).toBe(true);
  expect(rig.owed.map(programmed)).toEqual([...expected, 'True']);
});

test('a data plane that lost its table gets the same one again', async () => {
  const rig = start('controller');
  rig.pipeline.changed(fruits);
  await rig.pipeline.idle();
  const before = rig.tables.length;
  rig.pipeline.serveAgain();
  await rig.pipeline.idle();
  expect(rig.tables).toHaveLength(before + 1);
  expect(rig.tables.at(-1)?.table.gateways).toEqual(rig.tables.at(-2)?.table.gateways);
});

test('our own statuses are no drift while they are being written, and are when they cannot be', async () => {
  const rig = start('controller');
  rig.pipeline.changed(fruits);
  await rig.pipeline.idle();
  expect(drifts(rig)).toEqual([]);
  for (const { key } of rig.owed.at(-1) ?? []) rig.failing.add(key);
  rig.pipeline.rejudge();
  await rig.pipeline.idle();
  expect(new Set(drifts(rig))).toEqual(new Set(['not written']));
  rig.failing.clear();
  rig.pipeline.changed(written(fruits, rig.owed.at(-1) ?? []));
  await rig.pipeline.idle();
  expect(drifts(rig)).toEqual([]);
});

test("a status that somebody else's verdict contradicts is drift at once", async () => {
  const theirs = snapshotOf(example('fruits/00-start.yaml').replaceAll('gatehouse.dev/', 'example.com/'));
  const rig = start('observer');
  rig.pipeline.changed(theirs);
  await rig.pipeline.idle();
  const route = [...theirs.httpRoutes.values()].find(({ metadata }) => metadata.namespace === 'apples')!;
  const parents = [
    {
      parentRef: route.spec?.parentRefs?.[0],
      controllerName: 'example.com/gateway-controller',
      conditions: [
        {
          type: 'Accepted',
          status: 'True',
          reason: 'Accepted',
          message: '',
          lastTransitionTime: '2026-01-01T00:00:00Z',
        },
      ],
    },
  ];
  const object = { ...route, status: { parents } } as unknown as KubeObject;
  rig.pipeline.changed(applyEvents(theirs, [{ type: 'set', collection: 'httpRoutes', object }]));
  await rig.pipeline.idle();
  expect(drifts(rig)).toContain('status differs');
});

test('Gateways of other controllers, their classes and Routes are owed nothing and served nothing', async () => {
  const theirs = snapshotOf(example('fruits/00-start.yaml').replaceAll('gatehouse.dev/', 'example.com/'));
  const rig = start('controller');
  rig.pipeline.changed(theirs);
  await rig.pipeline.idle();
  expect(rig.owed.flat().map(({ key }) => key)).toEqual([]);
  expect(rig.tables.flatMap(({ table }) => table.gateways.filter(({ owner }) => owner === 'ours'))).toEqual([]);
});

test('a verdict is not written to a copy with another spec, nor to another object of the same name', async () => {
  const withIdentity = [...fruits.gateways.values()].map((object) => ({
    type: 'set' as const,
    collection: 'gateways' as const,
    object: { ...object, metadata: { ...object.metadata, uid: 'one', generation: 3 } } as KubeObject,
  }));
  const rig = start('controller');
  rig.pipeline.changed(applyEvents(fruits, withIdentity));
  await rig.pipeline.idle();
  const { object, desired } = rig.owed.at(-1)!.find(({ key }) => key === gateway)!;
  expect(desired(object)).toMatchObject({
    conditions: expect.arrayContaining([expect.objectContaining({ observedGeneration: 3 })]),
  });
  const copy = (part: object) => ({ ...object, metadata: { ...object.metadata, ...part } });
  expect(desired(copy({ resourceVersion: '99' }))).not.toBeNull();
  expect(desired(copy({ generation: 4 }))).toBeNull();
  expect(desired(copy({ uid: 'two' }))).toBeNull();
});
