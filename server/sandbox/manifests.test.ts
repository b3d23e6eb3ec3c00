import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Loose, openTestSandbox, type TestSandbox } from './testing.ts';

let api: TestSandbox;
let folder: string;
beforeEach(async () => {
  api = await openTestSandbox();
  folder = join(api.dir, 'manifests');
  await mkdir(folder);
});
afterEach(() => api.close());

const maps = '/api/v1/namespaces/team/configmaps';
const team = 'apiVersion: v1\nkind: Namespace\nmetadata: {name: team}\n';
const map = (name: string, data: string) =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}, namespace: team}\ndata: ${data}\n`;
const write = (name: string, text: string) => writeFile(join(folder, name), text);
const follow = () => api.sandbox.loadManifests([folder], { follow: true });
const read = async (name: string) => (await api.ask('GET', `${maps}/${name}`)).body.data;

/** The next change of a ConfigMap after `act`. */
async function nextChange(act: () => Promise<void>): Promise<Loose> {
  const from = (await api.ask('GET', maps)).body.metadata?.resourceVersion;
  await act();
  for await (const event of api.watch(`${maps}?watch=true&resourceVersion=${from}`)) return event;
  throw new Error('the watch ended');
}

test('documents and Lists are applied, namespaces first', async () => {
  const list = {
    apiVersion: 'v1',
    kind: 'List',
    items: [{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c', namespace: 'team' } }],
  };
  await write('a.yaml', `${map('a', '{x: "1"}')}---\n${map('b', '{}')}`);
  await write('b.json', JSON.stringify(list));
  await write('z.yml', team);
  await write('notes.txt', 'not a manifest');
  expect(await follow()).toEqual({ created: 4, changed: 0, deleted: 0, problems: [] });
  expect(await read('a')).toEqual({ x: '1' });
});

test('a changed file is applied, an object that left the files is deleted, files are never written', async () => {
  await write('team.yaml', team);
  await write('a.yaml', `${map('a', '{x: "1"}')}---\n${map('b', '{}')}`);
  await follow();
  const text = map('a', '{x: "2"}');
  const changed = await nextChange(() => write('a.yaml', `${text}---\n${map('b', '{}')}`));
  expect(changed).toMatchObject({ type: 'MODIFIED', object: { metadata: { name: 'a' }, data: { x: '2' } } });
  const gone = await nextChange(() => write('a.yaml', text));
  expect(gone).toMatchObject({ type: 'DELETED', object: { metadata: { name: 'b' } } });
  expect(await readFile(join(folder, 'a.yaml'), 'utf8')).toBe(text);
  expect((await nextChange(() => rm(join(folder, 'a.yaml')))).type).toBe('DELETED');
});

test('a file that is replaced by another of its name is followed on, out of the folder and back, in new folders too', async () => {
  await write('team.yaml', team);
  await write('a.yaml', map('a', '{x: "1"}'));
  await follow();
  const replace = async (text: string) => {
    await writeFile(join(api.dir, 'new.yaml'), text);
    await rename(join(api.dir, 'new.yaml'), join(folder, 'a.yaml'));
  };
  for (const x of ['2', '3']) {
    expect(await nextChange(() => replace(map('a', `{x: "${x}"}`)))).toMatchObject({ object: { data: { x } } });
  }
  const outside = join(api.dir, 'outside.yaml');
  expect((await nextChange(() => rename(join(folder, 'a.yaml'), outside))).type).toBe('DELETED');
  await mkdir(join(folder, 'deeper'));
  expect((await nextChange(() => rename(outside, join(folder, 'deeper', 'b.yaml')))).type).toBe('ADDED');
  await rename(join(folder, 'deeper', 'b.yaml'), outside);
  expect((await nextChange(() => writeFile(join(folder, 'a.yaml'), map('c', '{}')))).type).toMatch(/ADDED|DELETED/);
});

test('a broken file is named with its line, and everything stays as it was until it is mended', async () => {
  await write('team.yaml', team);
  await write('a.yaml', map('a', '{x: "1"}'));
  await follow();
  const broken = api.nextProblems();
  await write('a.yaml', 'apiVersion: v1\nkind: [\n');
  expect(await broken).toMatchObject([{ file: join(folder, 'a.yaml'), line: 3, severity: 'refused', object: null }]);
  expect(await read('a')).toEqual({ x: '1' });
  const mended = api.nextProblems();
  const change = await nextChange(() => write('a.yaml', map('a', '{x: "3"}')));
  expect(change).toMatchObject({ object: { data: { x: '3' } } });
  expect(await mended).toEqual([]);
});

test('an object whose name or namespace is no text is named with its field, and deletes nothing', async () => {
  await write('team.yaml', team);
  await write('a.yaml', map('a', '{x: "1"}'));
  await follow();
  const refused = api.nextProblems();
  await write('a.yaml', map('a', '{x: "2"}').replace('namespace: team', 'namespace: 1234'));
  expect(await refused).toMatchObject([{ line: 3, severity: 'refused', object: null, field: 'metadata.namespace' }]);
  expect(await read('a')).toEqual({ x: '1' });
});

test('a refused object is named with file, line and field, and keeps its last good state', async () => {
  await write('team.yaml', team);
  const route = (path: string) =>
    `apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata:\n  name: r\n  namespace: team\nspec:\n  rules:\n    - matches:\n        - path:\n            type: ${path}\n            value: /x\n`;
  await write('r.yaml', route('PathPrefix'));
  await follow();
  const refused = api.nextProblems();
  await write('r.yaml', route('Prefix'));
  expect((await refused)[0]).toMatchObject({
    file: join(folder, 'r.yaml'),
    line: 10,
    field: 'spec.rules[0].matches[0].path.type',
    object: { kind: 'HTTPRoute', namespace: 'team', name: 'r' },
    message: expect.stringContaining('Unsupported value: "Prefix"'),
  });
  const path = '/apis/gateway.networking.k8s.io/v1/namespaces/team/httproutes/r';
  expect((await api.ask('GET', path)).body.spec).toMatchObject({
    rules: [{ matches: [{ path: { type: 'PathPrefix' } }] }],
  });
});

test('an edit made elsewhere stays until the file changes that field', async () => {
  await write('team.yaml', team);
  await write('a.yaml', map('a', '{x: "1", w: "1", z: "1"}'));
  await follow();
  const headers = { 'content-type': 'application/merge-patch+json' };
  await api.ask('PATCH', `${maps}/a`, { body: { data: { x: 'edited', w: 'edited' } }, headers });
  await nextChange(() => write('a.yaml', map('a', '{x: "1", w: "2"}')));
  expect(await read('a')).toEqual({ x: 'edited', w: '2' });
});

test('what others created is changed but never deleted', async () => {
  await api.ask('POST', '/api/v1/namespaces', {
    body: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'team' } },
  });
  await api.ask('POST', maps, {
    body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'theirs' }, data: { x: '1' } },
  });
  await write('a.yaml', `${map('theirs', '{x: "2"}')}---\n${map('ours', '{}')}`);
  expect(await follow()).toMatchObject({ created: 1, changed: 1 });
  expect((await nextChange(() => rm(join(folder, 'a.yaml')))).object?.metadata?.name).toBe('ours');
  expect(await read('theirs')).toEqual({ x: '2' });
});

test('a folder that is not there is a problem, not an empty source', async () => {
  const missing = join(folder, 'missing');
  expect((await api.sandbox.loadManifests([missing])).problems).toMatchObject([
    { file: missing, message: 'there is no such file or folder' },
  ]);
});

test('an object whose namespace does not exist says so', async () => {
  await write('a.yaml', map('a', '{}'));
  expect((await follow()).problems).toMatchObject([
    { object: { kind: 'ConfigMap', name: 'a' }, message: 'namespaces "team" not found' },
  ]);
  expect(api.sandbox.manifestProblems()).toHaveLength(1);
});

test('every example loads without a problem', async () => {
  for (const scenario of await readdir('examples')) {
    expect((await api.sandbox.loadManifests([join('examples', scenario)])).problems).toEqual([]);
  }
});
