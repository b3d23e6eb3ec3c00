import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createLog } from '#server/logger.ts';
import { type Proxy as DataPlaneProxy, startProxy } from './proxy.ts';
import { hostileStreams } from './testdata/hostile-streams.ts';
import {
  flags,
  frame,
  headers,
  openRawSession,
  type RawSession,
  requestFields,
  types,
} from './testdata/http2-frames.ts';
import { type RecordingBackend, startRecordingBackend } from './testdata/recording-backend.ts';
import { addressOf, backendOf, forwardTo, listener, PORT, tableOf } from './testdata/rig.ts';

let proxy: DataPlaneProxy;
let backend: RecordingBackend;
let address: string;
beforeAll(async () => {
  proxy = await startProxy({ log: createLog('silent'), network: '127.84' });
  backend = await startRecordingBackend();
  const action = forwardTo([backendOf('a', [backend.endpoint])]);
  address = addressOf(await proxy.apply(tableOf(1, [listener([{ action }])])));
});
afterAll(async () => {
  await proxy.close(0);
  backend.close();
});
beforeEach(() => {
  backend.requests.length = 0;
  backend.faults.length = 0;
});

/** What became of a stream: the answer has come whole, it was reset, or the connection ends. */
async function outcomeOf(session: RawSession, stream: number): Promise<'answer' | 'reset' | 'goaway'> {
  const last = await session.until(({ type, flags: flag, stream: of }) => {
    if (type === types.goaway) return true;
    return of === stream && (type === types.reset || (type <= types.headers && (flag & flags.endStream) > 0));
  });
  if (!last || last.type === types.goaway) return 'goaway';
  return last.type === types.reset ? 'reset' : 'answer';
}

const linesOf = () =>
  backend.requests.flatMap(({ head, isWhole }) => (isWhole ? [head.slice(0, head.indexOf('\r\n'))] : []));

test.each(hostileStreams)('HTTP/2: %s', async (_name, fields, body, must) => {
  const session = openRawSession(address, PORT);
  const isWhole = body === null;
  session.send(headers(1, fields, flags.endHeaders | (isWhole ? flags.endStream : 0)));
  if (!isWhole) session.send(frame(types.data, flags.endStream, 1, body));
  const outcome = await outcomeOf(session, 1);
  session.socket.destroy();
  expect(backend.faults).toEqual([]);
  if (must.kind === 'refused') {
    expect(outcome).toBe(must.how);
    expect(linesOf()).toEqual([]);
  } else {
    expect(outcome).toBe('answer');
    expect(linesOf()).toEqual([must.line]);
    const [{ head, body: got } = { head: '', body: '' }] = backend.requests;
    expect(got).toBe(must.body);
    for (const pattern of must.has) expect(head.replaceAll('\r', '')).toMatch(pattern);
    for (const pattern of must.hasNot) expect(head.replaceAll('\r', '')).not.toMatch(pattern);
  }
  // and whoever comes next finds all in order
  backend.requests.length = 0;
  const after = openRawSession(address, PORT);
  after.send(headers(1, requestFields('/next')));
  expect(await outcomeOf(after, 1)).toBe('answer');
  after.socket.destroy();
  expect(linesOf()).toEqual(['GET /next HTTP/1.1']);
});
