import { once } from 'node:events';
import { createServer, get, type IncomingMessage } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import type { Session, StreamFrame } from '#lib/api/messages.ts';
import { diffTopology } from '#lib/topology/patch.ts';
import { emptyTopology } from '#lib/topology/topology.ts';
import { waitFor } from '../testing/wait.ts';
import { createEventHub, type EventHub, type PatchFrame } from './events.ts';

const session = (version: string): Session => ({
  csrfToken: 't',
  cluster: { name: 'c', kind: 'sandbox' },
  readOnly: false,
  controller: true,
  leadership: null,
  version,
  kinds: [],
  manifestProblems: [],
  sandbox: null,
});
const nothing = diffTopology(emptyTopology, emptyTopology);
const patch = (number: number, asOf = ''): PatchFrame => ({
  event: 'patch',
  from: `r${number - 1}`,
  to: `r${number}`,
  patch: nothing,
  asOf,
});

type Stream = Readonly<{ events: string[]; data: Record<string, unknown>[]; response: IncomingMessage }>;
type Rig = Readonly<{
  hub: EventHub;
  port: number;
  /** publishes the patch that leads to this revision */
  advance: (to: number, asOf?: string) => void;
  follow: (since?: string) => Promise<Stream>;
}>;

async function start(): Promise<Rig> {
  let revision = 0;
  const hub = createEventHub({ revision: () => `r${revision}`, session: () => session('now') });
  const server = createServer((request, response) => {
    hub.connect(response, new URL(request.url ?? '/', 'http://hub').searchParams.get('since'));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  onTestFinished(() => {
    hub.close();
    server.closeAllConnections();
    server.close();
  });
  return {
    hub,
    port,
    advance: (to, asOf) => {
      revision = to;
      hub.publish(patch(to, asOf));
    },
    follow: async (since) => {
      const query = since === undefined ? '' : `?since=${since}`;
      const sent = get({ host: '127.0.0.1', port, path: `/${query}`, agent: false });
      const [response] = (await once(sent, 'response')) as [IncomingMessage];
      const stream: Stream = { events: [], data: [], response };
      read(response, (frame) => {
        const { event, ...data } = frame;
        stream.events.push(event === 'patch' ? `${frame.event} ${(data as unknown as PatchFrame).to}` : event);
        stream.data.push(data);
      });
      response.on('error', () => {});
      await waitFor('the stream says hello', () => stream.events.length > 0);
      return stream;
    },
  };
}

function read(response: NodeJS.ReadableStream, onFrame: (frame: StreamFrame) => void): void {
  let rest = '';
  response.on('data', (chunk: Buffer) => {
    const blocks = (rest + chunk.toString()).split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const [, event, data] = /event: (.*)\ndata: (.*)/.exec(block) ?? [];
      if (event && data) onFrame({ event, ...JSON.parse(data) });
    }
  });
}

test('a stream says hello with revision and session, then tells changes in order', async () => {
  const rig = await start();
  rig.advance(1);
  const stream = await rig.follow();
  expect(stream.response.headers).toMatchObject({
    'content-type': 'text/event-stream',
    'cache-control': 'no-store, no-transform',
  });
  expect(stream.data[0]).toEqual({ revision: 'r1', session: session('now') });
  rig.advance(2);
  rig.hub.publishSession(session('later'));
  rig.advance(3);
  await waitFor('all is told', () => stream.events.length === 4);
  expect(stream.events).toEqual(['hello', 'patch r2', 'session', 'patch r3']);
  expect(stream.data[2]).toEqual({ session: session('later') });
});

test.each([
  // since      told
  ['r3', ['hello'], 'nothing was missed'],
  ['r1', ['hello', 'patch r2', 'patch r3'], 'the patches between are told again'],
  ['other.9', ['hello', 'resync'], 'a revision of another process cannot be continued'],
  ['', ['hello', 'resync'], 'an empty revision is none of ours'],
])('who comes back with %s is told %j: %s', async (since, told) => {
  const rig = await start();
  for (const to of [1, 2, 3]) rig.advance(to);
  const stream = await rig.follow(since);
  rig.advance(4);
  await waitFor('the next change is told', () => stream.events.includes('patch r4'));
  expect(stream.events).toEqual([...told, 'patch r4']);
});

test('who missed more than is kept reads everything anew', async () => {
  const rig = await start();
  for (let to = 1; to <= 250; to++) rig.advance(to);
  const far = await rig.follow('r49');
  const near = await rig.follow('r50');
  rig.advance(251);
  await waitFor('both are told', () => [far, near].every(({ events }) => events.includes('patch r251')));
  expect(far.events).toEqual(['hello', 'resync', 'patch r251']);
  expect(near.events).toHaveLength(202);
});

test('a reader that does not read costs no more than a buffer, and is told to read anew when it goes on', async () => {
  const rig = await start();
  const socket: Socket = connect(rig.port, '127.0.0.1');
  socket.write('GET / HTTP/1.1\r\nHost: hub\r\n\r\n');
  await waitFor('it is followed', () => rig.hub.clients() === 1);
  const quick = await rig.follow();
  socket.pause();
  const large = 'x'.repeat(256 * 1024);
  for (let to = 1; to <= 60; to++) {
    rig.advance(to, large);
    await waitFor('the quick reader has it', () => quick.events.includes(`patch r${to}`));
  }
  const seen: string[] = [];
  let told = 0;
  read(socket, (frame) => {
    seen.push(frame.event);
    if (frame.event === 'patch') told++;
  });
  socket.resume();
  await waitFor('it is told to read anew', () => seen.includes('resync'));
  expect(told).toBeLessThan(60);
  expect(seen.slice(-2)).toEqual(['session', 'resync']);
  rig.advance(61);
  await waitFor('it follows again', () => seen.at(-1) === 'patch');
  expect(quick.events).toHaveLength(62);
  socket.destroy();
  await waitFor('it is let go', () => rig.hub.clients() === 1);
});

test('closing ends every stream in good order', async () => {
  const rig = await start();
  const stream = await rig.follow();
  const ended = once(stream.response, 'end');
  rig.hub.close();
  await ended;
  expect(rig.hub.clients()).toBe(0);
});
