import { Agent, request } from 'node:http';
import { createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { identityOf, objectKey } from '#lib/kube/object-key.ts';
import { gatewayKey } from '#lib/routing/testdata/entries.ts';
import { createLog } from '../logger.ts';
import { startProxy } from './proxy.ts';
import {
  addressOf,
  ask,
  backendOf,
  forwardTo,
  listener,
  startBackend,
  startEcho,
  startRig,
  tableOf,
} from './testdata/rig.ts';

const NETWORK = '127.73';

test('replacing the table under load fails no request, and none is served by an old table after the acknowledgement', async () => {
  const rig = await startRig(NETWORK);
  const [a, b] = [await startEcho('a'), await startEcho('b')];
  const table = (generation: number) => {
    const { endpoint } = generation % 2 === 0 ? a : b;
    return tableOf(generation, [listener([{ action: forwardTo([backendOf('x', [endpoint])]) }])]);
  };
  const address = addressOf(await rig.proxy.apply(table(0)));
  const agent = new Agent({ keepAlive: true, maxSockets: 8 });
  let isOver = false;
  const statuses = new Map<number, number>();
  const load = Array.from({ length: 8 }, async () => {
    while (!isOver) {
      const { status } = await ask(address, '/', { agent });
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
  });
  for (let generation = 1; generation <= 40; generation++) {
    expect((await rig.proxy.apply(table(generation))).generation).toBe(generation);
    const { body } = await ask(address, '/', { agent });
    expect(JSON.parse(body).name).toBe(generation % 2 === 0 ? 'a' : 'b');
  }
  isOver = true;
  await Promise.all(load);
  agent.destroy();
  expect([...statuses.keys()]).toEqual([200]);
});

test('of tables that wait behind another only the newest is served', async () => {
  const rig = await startRig(NETWORK);
  const tables = [1, 2, 3, 4].map((generation) => tableOf(generation, [listener([])]));
  const acks = await Promise.all(tables.map((table) => rig.proxy.apply(table)));
  expect(acks.map(({ generation }) => generation)).toEqual([1, 4, 4, 4]);
});

test('a request under way ends although its listener is gone; new connections are refused', async () => {
  const rig = await startRig(NETWORK);
  const [reached, goOn] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const slow = await startBackend(async (_, response) => {
    response.write('first ');
    reached.resolve();
    await goOn.promise;
    response.end('last');
  });
  const action = forwardTo([backendOf('a', [slow.endpoint])]);
  const address = addressOf(await rig.proxy.apply(tableOf(1, [listener([{ action }])])));
  const agent = new Agent({ keepAlive: true });
  const underWay = ask(address, '/', { agent });
  await reached.promise;
  const ack = await rig.proxy.apply(tableOf(2, []));
  expect(ack.gateways.get(gatewayKey)?.ports.size).toBe(0);
  await expect(ask(address, '/')).rejects.toThrow('ECONNREFUSED');
  goOn.resolve();
  expect((await underWay).body).toBe('first last');
  agent.destroy();
});

test('close lets requests under way end, and does not wait for connections that ask nothing', async () => {
  const rig = await startRig(NETWORK);
  const reached = Promise.withResolvers<void>();
  const goOn = Promise.withResolvers<void>();
  const slow = await startBackend(async (_, response) => {
    reached.resolve();
    await goOn.promise;
    response.end('done');
  });
  const action = forwardTo([backendOf('a', [slow.endpoint])]);
  const address = addressOf(await rig.proxy.apply(tableOf(1, [listener([{ action }])])));
  const { connect } = await import('node:net');
  const idle = connect({ host: address, port: 8080 });
  await new Promise<void>((resolve) => idle.once('connect', resolve));
  const underWay = ask(address, '/');
  await reached.promise;
  const closing = rig.proxy.close(60_000);
  await new Promise<void>((resolve) => idle.once('close', resolve));
  goOn.resolve();
  expect((await underWay).body).toBe('done');
  await closing;
  await expect(rig.proxy.apply(tableOf(2, []))).rejects.toMatchObject({ code: 'PROXY_STOPPED' });
});

test('a port that somebody else holds is answered elsewhere at the same address, and the report says so', async () => {
  const rig = await startRig('127.74');
  const holder = createServer();
  await new Promise<void>((resolve) => holder.listen(8080, '127.74.0.1', resolve));
  onTestFinished(() => {
    holder.close();
  });
  const echo = await startEcho();
  const ack = await rig.proxy.apply(tableOf(1, [listener([{ action: forwardTo([backendOf('a', [echo.endpoint])]) }])]));
  const report = ack.gateways.get(gatewayKey)?.ports.get(8080);
  expect(report).toMatchObject({ state: 'remapped', address: '127.74.0.1', why: 'EADDRINUSE' });
  expect(ack.gateways.get(gatewayKey)?.address).toBe('127.74.0.1');
  const port = report?.state === 'remapped' ? report.port : 0;
  const got = JSON.parse((await ask('127.74.0.1', '/', { port, headers: { Host: 'x.test' } })).body);
  expect(got.headers[got.headers.indexOf('X-Forwarded-Port') + 1]).toBe('8080');
  // and it stays where it is while tables change
  const again = await rig.proxy.apply(tableOf(2, [listener([])]));
  expect(again.gateways.get(gatewayKey)?.ports.get(8080)).toEqual(report);
});

test('an address this machine does not have falls back to 127.0.0.1, which the report names as the address', async () => {
  // TEST-NET-1 (RFC 5737) stands in for a loopback address on a system that has only 127.0.0.1
  const rig = await startRig('192.0');
  const echo = await startEcho();
  const ack = await rig.proxy.apply(tableOf(1, [listener([{ action: forwardTo([backendOf('a', [echo.endpoint])]) }])]));
  const gateway = ack.gateways.get(gatewayKey);
  const report = gateway?.ports.get(8080);
  expect(report).toMatchObject({ state: 'remapped', address: '127.0.0.1', why: 'EADDRNOTAVAIL' });
  expect(gateway?.address).toBe('127.0.0.1');
  const port = report?.state === 'remapped' ? report.port : 0;
  expect((await ask('127.0.0.1', '/', { port })).status).toBe(200);
});

test('Gateways that share one address and ask for one port: the second answers on another, and keeps it', async () => {
  const address = '127.74.5.5';
  const proxy = await startProxy({ log: createLog('silent'), address });
  onTestFinished(() => proxy.close(0));
  const echo = await startEcho();
  const table = tableOf(1, [listener([{ action: forwardTo([backendOf('a', [echo.endpoint])]) }])]);
  const second = objectKey({ ...identityOf(gatewayKey), name: 'edge-2' });
  const both = (generation: number) => ({
    generation,
    gateways: [...table.gateways, ...table.gateways.map((gateway) => ({ ...gateway, gateway: second }))],
    certificates: table.certificates,
  });
  const ack = await proxy.apply(both(2));
  expect(ack.gateways.get(gatewayKey)).toMatchObject({ address, ports: new Map([[8080, { state: 'bound' }]]) });
  const report = ack.gateways.get(second)?.ports.get(8080);
  expect(report).toMatchObject({ state: 'remapped', address, why: 'EADDRINUSE' });
  const moved = report?.state === 'remapped' ? report.port : 0;
  for (const port of [8080, moved]) expect((await ask(address, '/', { port })).status).toBe(200);
  expect((await proxy.apply(both(3))).gateways).toEqual(ack.gateways);
});

test('only listeners of our own Gateways are served', async () => {
  const rig = await startRig(NETWORK);
  const table = tableOf(1, [listener([])]);
  const ack = await rig.proxy.apply({
    ...table,
    gateways: table.gateways.map((gateway) => ({ ...gateway, owner: 'other' as const })),
  });
  expect(ack.gateways.size).toBe(0);
  await expect(ask('127.73.0.1', '/')).rejects.toThrow('ECONNREFUSED');
});

test('an endpoint that leaves the table gets its idle connections closed', async () => {
  const rig = await startRig(NETWORK);
  const closed = Promise.withResolvers<void>();
  const backend = await startBackend((incoming, response) => {
    incoming.socket.once('close', () => closed.resolve());
    response.end('ok');
  });
  const address = addressOf(
    await rig.proxy.apply(tableOf(1, [listener([{ action: forwardTo([backendOf('a', [backend.endpoint])]) }])])),
  );
  await ask(address, '/');
  await rig.proxy.apply(tableOf(2, [listener([])]));
  await closed.promise;
});

test('a client may go on sending on the connection it keeps', async () => {
  const rig = await startRig(NETWORK);
  const echo = await startEcho();
  const address = addressOf(
    await rig.proxy.apply(
      tableOf(1, [listener([{ path: '/a', action: forwardTo([backendOf('a', [echo.endpoint])]) }])]),
    ),
  );
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const reused: boolean[] = [];
  const send = (path: string) =>
    new Promise<number | undefined>((resolve, reject) => {
      const outgoing = request({ host: address, port: 8080, path, agent, method: 'POST' });
      outgoing.on('response', (response) => {
        reused.push(outgoing.reusedSocket);
        response.resume().once('end', () => resolve(response.statusCode));
      });
      outgoing.on('error', reject).end('body');
    });
  expect([await send('/a'), await send('/none'), await send('/a')]).toEqual([200, 404, 200]);
  agent.destroy();
  expect(reused).toEqual([false, true, true]);
});
