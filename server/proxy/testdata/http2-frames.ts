import { connect, type Socket } from 'node:net';

/** @see RFC 9113, section 6 */
export const types = { data: 0, headers: 1, reset: 3, settings: 4, ping: 6, goaway: 7, window: 8, continuation: 9 } as const;
export const flags = { ack: 1, endStream: 1, endHeaders: 4 } as const;

export type Frame = Readonly<{ type: number; flags: number; stream: number; payload: Buffer }>;

export const PREFACE = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');

export function frame(type: number, flag: number, stream: number, payload: Buffer | string = ''): Buffer {
  const bytes = Buffer.from(payload as string, 'latin1');
  const head = Buffer.alloc(9);
  head.writeUIntBE(bytes.length, 0, 3);
  head[3] = type;
  head[4] = flag;
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, bytes]);
}

export const settings = (pairs: readonly (readonly [id: number, value: number])[] = []): Buffer =>
  frame(types.settings, 0, 0, Buffer.concat(pairs.map(([id, value]) => pair(id, value))));

function pair(id: number, value: number): Buffer {
  const bytes = Buffer.alloc(6);
  bytes.writeUInt16BE(id, 0);
  bytes.writeUInt32BE(value, 2);
  return bytes;
}

export type Field = readonly [name: string, value: string];

/** Fields as literals, none of them compressed or remembered. @see RFC 7541, section 6.2.2 */
export function encodeFields(fields: readonly Field[]): Buffer {
  const text = (value: string) => Buffer.concat([length(Buffer.byteLength(value, 'latin1')), Buffer.from(value, 'latin1')]);
  return Buffer.concat(fields.flatMap(([name, value]) => [Buffer.from([0]), text(name), text(value)]));
}

/** @see RFC 7541, section 5.1 */
function length(value: number): Buffer {
  if (value < 127) return Buffer.from([value]);
  const bytes = [127];
  let rest = value - 127;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  return Buffer.from([...bytes, rest]);
}

export const requestFields = (path = '/', method = 'GET'): readonly Field[] => [
  [':method', method],
  [':scheme', 'http'],
  [':authority', 'a'],
  [':path', path],
];

/** A request's head in one frame. */
export const headers = (stream: number, fields: readonly Field[], flag: number = flags.endHeaders | flags.endStream): Buffer =>
  frame(types.headers, flag, stream, encodeFields(fields));

export type RawSession = Readonly<{
  socket: Socket;
  send: (...frames: readonly Buffer[]) => void;
  /** what came so far */
  frames: readonly Frame[];
  /** the first frame that fits, come or to come; null when the connection ends before */
  until: (fits: (frame: Frame) => boolean) => Promise<Frame | null>;
  closed: Promise<void>;
}>;

/** Opens a connection of HTTP/2 on plain text that is left to the test: nothing is answered by itself. */
export function openRawSession(address: string, port: number, first: Buffer = settings()): RawSession {
  const socket = connect({ host: address, port, noDelay: true });
  const frames: Frame[] = [];
  const watchers = new Set<() => void>();
  const look = () => {
    for (const watcher of watchers) watcher();
  };
  let unread = Buffer.alloc(0);
  socket.on('data', (chunk: Buffer) => {
    unread = Buffer.concat([unread, chunk]);
    for (let size = sizeOf(unread); unread.length >= size; size = sizeOf(unread)) {
      frames.push(readFrame(unread, size));
      unread = unread.subarray(size);
    }
    look();
  });
  socket.on('error', () => {});
  const closed = new Promise<void>((resolve) => {
    socket.once('close', () => {
      look();
      resolve();
    });
  });
  socket.write(Buffer.concat([PREFACE, first]));
  return {
    socket,
    send: (...all) => void socket.write(Buffer.concat(all)),
    frames,
    until: (fits) =>
      new Promise((resolve) => {
        const watcher = () => {
          const found = frames.find(fits);
          if (!found && !socket.closed) return;
          watchers.delete(watcher);
          resolve(found ?? null);
        };
        watchers.add(watcher);
        watcher();
      }),
    closed,
  };
}

const sizeOf = (bytes: Buffer) => (bytes.length < 9 ? 9 : 9 + bytes.readUIntBE(0, 3));

const readFrame = (bytes: Buffer, size: number): Frame => ({
  type: bytes.readUInt8(3),
  flags: bytes.readUInt8(4),
  stream: bytes.readUInt32BE(5),
  payload: Buffer.from(bytes.subarray(9, size)),
});
