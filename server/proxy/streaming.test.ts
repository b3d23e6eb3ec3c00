import { createHash } from 'node:crypto';
import { request } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { expect, test } from 'vitest';
import { addressOf, ask, backendOf, forwardTo, listener, startBackend, startRig, tableOf } from './testdata/rig.ts';

const NETWORK = '127.72';
const CHUNK = Buffer.alloc(64 * 1024, 'gatehouse ');
const CHUNKS = 2048;
const TOTAL = CHUNK.length * CHUNKS;
/** what sockets and streams on the way may hold; far below the body, far above their water marks */
const IN_FLIGHT = 24 * 1024 * 1024;

function* chunks() {
  for (let i = 0; i < CHUNKS; i++) yield CHUNK;
}

async function serve(handle: Parameters<typeof startBackend>[0]): Promise<string> {
  const rig = await startRig(NETWORK);
  const backend = await startBackend(handle);
  const action = forwardTo([backendOf('a', [backend.endpoint])]);
  return addressOf(await rig.proxy.apply(tableOf(1, [listener([{ action }])])));
}

test('128 MiB go up and come down whole', async () => {
  const address = await serve((incoming, response) => {
    const hash = createHash('sha256');
    let bytes = 0;
    incoming.on('data', (chunk: Buffer) => {
      hash.update(chunk);
      bytes += chunk.length;
    });
    incoming.on('end', () => response.end(`${bytes} ${hash.digest('hex')}`));
  });
  const expected = createHash('sha256');
  for (const chunk of chunks()) expected.update(chunk);
  const body = await new Promise<string>((resolve, reject) => {
    const outgoing = request({ host: address, port: 8080, method: 'POST', path: '/' });
    outgoing.on('response', (response) => response.setEncoding('utf8').once('data', resolve));
    pipeline(Readable.from(chunks()), outgoing).catch(reject);
  });
  expect(body).toBe(`${TOTAL} ${expected.digest('hex')}`);
});

test('a client that reads slowly holds the endpoint back instead of filling memory', async () => {
  let sent = 0;
  const stalled = Promise.withResolvers<void>();
  const address = await serve(async (_, response) => {
    for (const chunk of chunks()) {
      sent += chunk.length;
      if (response.write(chunk)) continue;
      const drained = new Promise<'drained'>((resolve) => response.once('drain', () => resolve('drained')));
      const quiet = new Promise<'quiet'>((resolve) => setTimeout(() => resolve('quiet'), 500));
      // no drain for half a second: everything on the way is full
      if ((await Promise.race([drained, quiet])) === 'quiet') {
        stalled.resolve();
        await drained;
      }
    }
    response.end();
  });
  const received = await new Promise<number>((resolve, reject) => {
    const outgoing = request({ host: address, port: 8080, path: '/' });
    outgoing.on('response', async (response) => {
      let bytes = 0;
      response.on('error', reject);
      await stalled.promise;
      expect(sent).toBeLessThan(IN_FLIGHT);
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
      });
      response.on('end', () => resolve(bytes));
    });
    outgoing.on('error', reject).end();
  });
  expect(received).toBe(TOTAL);
});

test('an endpoint that reads slowly holds the client back', async () => {
  const goOn = Promise.withResolvers<void>();
  const address = await serve(async (incoming, response) => {
    await goOn.promise;
    incoming.resume().once('end', () => response.end('done'));
  });
  let sent = 0;
  const status = await new Promise<number | undefined>((resolve, reject) => {
    const outgoing = request({ host: address, port: 8080, method: 'POST', path: '/' });
    outgoing.on('response', (response) => response.resume().once('end', () => resolve(response.statusCode)));
    outgoing.on('error', reject);
    (async () => {
      for (const chunk of chunks()) {
        sent += chunk.length;
        if (outgoing.write(chunk)) continue;
        const drained = new Promise<'drained'>((done) => outgoing.once('drain', () => done('drained')));
        const quiet = new Promise<'quiet'>((done) => setTimeout(() => done('quiet'), 500));
        if ((await Promise.race([drained, quiet])) === 'quiet') {
          expect(sent).toBeLessThan(IN_FLIGHT);
          goOn.resolve();
          await drained;
        }
      }
      outgoing.end();
    })().catch(reject);
  });
  expect([status, sent]).toEqual([200, TOTAL]);
});

test('bytes come through as they are written, not when the body is complete', async () => {
  const finish = Promise.withResolvers<void>();
  const address = await serve(async (_, response) => {
    response.write('first');
    await finish.promise;
    response.end('last');
  });
  const parts: string[] = [];
  await new Promise<void>((resolve, reject) => {
    const outgoing = request({ host: address, port: 8080, path: '/' });
    outgoing.on('response', (response) => {
      response.setEncoding('utf8').on('data', (part: string) => {
        parts.push(part);
        finish.resolve();
      });
      response.on('end', resolve);
    });
    outgoing.on('error', reject).end();
  });
  expect(parts).toEqual(['first', 'last']);
});

test('a client that goes away stops the endpoint', async () => {
  const closed = Promise.withResolvers<void>();
  const started = Promise.withResolvers<void>();
  const address = await serve((_, response) => {
    response.once('close', () => closed.resolve());
    response.write('x');
    started.resolve();
  });
  const outgoing = request({ host: address, port: 8080, path: '/' });
  outgoing.on('error', () => {});
  outgoing.end();
  await started.promise;
  outgoing.destroy();
  await closed.promise;
});

test('an early answer comes back although the body is still on its way', async () => {
  const address = await serve((_, response) => response.writeHead(413).end('too large'));
  const status = await new Promise<number | undefined>((resolve, reject) => {
    const outgoing = request({ host: address, port: 8080, method: 'POST', path: '/' });
    outgoing.on('error', reject);
    outgoing.on('response', (response) => {
      resolve(response.statusCode);
      outgoing.destroy();
    });
    outgoing.write('a beginning');
  });
  expect(status).toBe(413);
  expect((await ask(address, '/')).status).toBe(413);
});

test('trailers of the answer reach the client', async () => {
  const address = await serve((_, response) => {
    response.writeHead(200, { trailer: 'x-sum' });
    response.write('body');
    response.addTrailers({ 'X-Sum': '42' });
    response.end();
  });
  const trailers = await new Promise((resolve, reject) => {
    const outgoing = request({ host: address, port: 8080, path: '/' });
    outgoing.on('response', (response) => response.resume().once('end', () => resolve(response.trailers)));
    outgoing.on('error', reject).end();
  });
  expect(trailers).toEqual({ 'x-sum': '42' });
});
