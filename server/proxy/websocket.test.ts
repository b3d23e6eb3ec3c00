import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import type { Duplex } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import {
  addressOf,
  backendOf,
  forwardTo,
  listener,
  PORT,
  sendRaw,
  startEcho,
  startRig,
  tableOf,
} from './testdata/rig.ts';

const NETWORK = '127.83';

const asking = 'GET /chat HTTP/1.1\r\nHost: shop.test\r\nConnection: keep-alive, Upgrade\r\nUpgrade: websocket\r\n';

/** Agrees to every upgrade and echoes bytes; keeps what it was asked and its side of the tunnels. */
async function startTunnelling() {
  const asked: NodeJS.Dict<string | string[]>[] = [];
  const sockets: Duplex[] = [];
  const server = createServer((_, response) => response.writeHead(426).end('upgrade please'));
  server.on('upgrade', (request, socket, head) => {
    asked.push(request.headers);
    sockets.push(socket);
    socket.on('error', () => {});
    socket.write(
      'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: x\r\n\r\n',
    );
    socket.write(head);
    socket.pipe(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  return { endpoint: { address: '127.0.0.1', port, pod: null }, asked, sockets };
}

async function serve(endpoint: Awaited<ReturnType<typeof startEcho>>['endpoint'], requestMs?: number) {
  const rig = await startRig(NETWORK);
  const action = forwardTo([backendOf('a', [endpoint])], requestMs === undefined ? {} : { requestMs });
  return { rig, address: addressOf(await rig.proxy.apply(tableOf(1, [listener([{ action }])]))) };
}

/** Gathers what comes until it fits. */
function openTunnel(address: string, first: string) {
  const socket = connect({ host: address, port: PORT });
  onTestFinished(() => void socket.destroy());
  let got = '';
  socket.setEncoding('latin1').on('data', (text: string) => {
    got += text;
  });
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  socket.write(first, 'latin1');
  return { socket, closed, got: () => got };
}

test('a WebSocket goes through both ways, bytes sent behind the head included, longer than any limit', async () => {
  const backend = await startTunnelling();
  const { rig, address } = await serve(backend.endpoint, 500);
  const tunnel = openTunnel(address, `${asking}Sec-WebSocket-Key: k\r\n\r\nearly`);
  await expect.poll(tunnel.got).toMatch(/^HTTP\/1\.1 101 [\s\S]*sec-websocket-accept: x[\s\S]*\r\n\r\nearly$/i);
  // the limit of 500 ms has run out by then
  await setTimeout(700);
  tunnel.socket.write(' and \xfe\xff late', 'latin1');
  await expect.poll(tunnel.got).toMatch(/early and \xfe\xff late$/);
  expect(backend.asked[0]).toMatchObject({ host: 'shop.test', upgrade: 'websocket', 'sec-websocket-key': 'k' });
  tunnel.socket.end();
  await tunnel.closed;
  expect(await rig.recorded(() => true)).toMatchObject({ status: 101, ended: 'complete' });
});

test('a backend that ends the tunnel ends it for the client', async () => {
  const backend = await startTunnelling();
  const { address } = await serve(backend.endpoint);
  const tunnel = openTunnel(address, `${asking}\r\n`);
  await expect.poll(() => backend.sockets.length).toBe(1);
  backend.sockets[0]?.destroy();
  await tunnel.closed;
});

test('a backend that does not agree answers as it likes', async () => {
  const echo = await startEcho();
  const { address } = await serve(echo.endpoint);
  expect(await sendRaw(address, `${asking}\r\n`)).toMatch(/^HTTP\/1\.1 200 [\s\S]*"url":"\/chat"/);
});

test('no Route for the upgrade is a plain 404', async () => {
  const rig = await startRig(NETWORK);
  const address = addressOf(await rig.proxy.apply(tableOf(1, [listener([])])));
  expect(await sendRaw(address, `${asking}\r\n`)).toMatch(/^HTTP\/1\.1 404 /);
});

test.each(['h2c', 'TLS/1.0', 'websocket-not'])('Upgrade: %s is not passed on, the request is', async (protocol) => {
  const echo = await startEcho();
  const { address } = await serve(echo.endpoint);
  const text = `GET /a HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, close\r\nUpgrade: ${protocol}\r\n\r\n`;
  const answer = await sendRaw(address, text);
  expect(answer).toMatch(/^HTTP\/1\.1 200 /);
  expect(answer.toLowerCase()).not.toContain('"upgrade"');
});

test('a tunnel outlives the table it began under and ends with the port’s grace', async () => {
  const backend = await startTunnelling();
  const { rig, address } = await serve(backend.endpoint);
  const tunnel = openTunnel(address, `${asking}\r\n`);
  await expect.poll(() => backend.sockets.length).toBe(1);
  await rig.proxy.apply(tableOf(2, []));
  tunnel.socket.write('still here');
  await expect.poll(tunnel.got).toMatch(/still here$/);
  await rig.proxy.close(10);
  await tunnel.closed;
});
