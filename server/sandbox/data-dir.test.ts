import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { holdDataDir } from './data-dir.ts';

async function temporary(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'gatehouse-data-'));
  onTestFinished(() => rm(dir, { recursive: true }));
  return dir;
}

test('a directory is one holder’s until it is released, and nothing is left of the hold', async () => {
  const dir = join(await temporary(), 'new', 'folder');
  const hold = await holdDataDir(dir);
  expect(await readFile(join(dir, 'lock'), 'utf8')).toMatch(new RegExp(`^${process.pid} `));
  await expect(holdDataDir(dir)).rejects.toMatchObject({
    code: 'DATA_DIR_TAKEN',
    message: expect.stringContaining(`process ${process.pid}`),
  });
  await hold.release();
  expect(await readdir(dir)).toEqual([]);
  await (await holdDataDir(dir)).release();
});

const ended = spawnSync(process.execPath, ['--version']).pid;

test.each([
  ['of a process that ended', `${ended} 1`],
  ['whose number is another process’s now', `${process.pid} 1`],
  ['that is empty', ''],
  ['that is no lock', 'hello world'],
])('a lock %s is taken over', async (_, text) => {
  const dir = await temporary();
  await writeFile(join(dir, 'lock'), text);
  const hold = await holdDataDir(dir);
  expect(await readFile(join(dir, 'lock'), 'utf8')).toMatch(new RegExp(`^${process.pid} \\d*\n$`));
  expect(await readdir(dir)).toEqual(['lock']);
  await hold.release();
});

test('of many that find a stale lock at once, one has the directory', async () => {
  for (let round = 0; round < 50; round++) {
    const dir = await temporary();
    await writeFile(join(dir, 'lock'), `${ended} 1`);
    const holds = await Promise.allSettled(Array.from({ length: 20 }, () => holdDataDir(dir)));
    expect(holds.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await readdir(dir)).toEqual(['lock']);
  }
});

test('a running process holds its lock until it ends', async () => {
  const dir = await temporary();
  const other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
  await once(other, 'spawn');
  await writeFile(join(dir, 'lock'), `${other.pid} \n`);
  await expect(holdDataDir(dir)).rejects.toThrow(`process ${other.pid}. Stop that one`);
  other.kill();
  await once(other, 'exit');
  await (await holdDataDir(dir)).release();
});

test('a directory that this user may not write to is named, with the reason', async () => {
  const dir = await temporary();
  await chmod(dir, 0o555);
  const script = `
    if (process.getuid() === 0) process.setuid(65534);
    const { holdDataDir } = await import(${JSON.stringify(join(import.meta.dirname, 'data-dir.ts'))});
    await holdDataDir(process.argv[1] + '/data').catch(({ message }) => console.log(message));`;
  const loaded = `await import(${JSON.stringify(join(import.meta.dirname, 'data-dir.ts'))});${script}`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', loaded, dir], {
    encoding: 'utf8',
  });
  await chmod(dir, 0o755);
  expect(stderr).toBe('');
  expect(stdout).toBe(
    `the data directory ${dir}/data cannot be used: this user may not write there. ` +
      'Give a folder that this user may write to with --data-dir.\n',
  );
});
