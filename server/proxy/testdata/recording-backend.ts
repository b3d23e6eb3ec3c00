import { type AddressInfo, createServer, type Socket } from 'node:net';
import type { BackendEndpoint } from '#lib/routing/route-table.ts';

/** One request as its bytes came; `head` without the empty line, `body` with chunks joined. */
export type Recorded = { head: string; body: string; isWhole: boolean };

export type RecordingBackend = Readonly<{
  endpoint: BackendEndpoint;
  /** in the order they began */
  requests: Recorded[];
  /** what came that a strict reading of HTTP/1.1 has no place for */
  faults: string[];
  close: () => void;
}>;

/**
 * An endpoint that reads HTTP/1.1 by the letter, byte for byte, without a library to mend what comes. Answers every
 * whole request with 200.
 */
export async function startRecordingBackend(): Promise<RecordingBackend> {
  const requests: Recorded[] = [];
  const faults: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.once('close', () => sockets.delete(socket));
    let unread = '';
    let current: Recorded | null = null;
    socket.on('data', (chunk) => {
      unread += chunk.toString('latin1');
      for (;;) {
        if (!current) {
          const end = unread.indexOf('\r\n\r\n');
          if (end < 0) return;
          current = { head: unread.slice(0, end), body: '', isWhole: false };
          unread = unread.slice(end + 4);
          requests.push(current);
          faults.push(...faultsOf(current.head));
        }
        const body = readBody(current.head, unread);
        if (body === 'fault') faults.push(`body ${JSON.stringify(unread.slice(0, 80))}`);
        if (body === 'more' || body === 'fault') return;
        Object.assign(current, { body: body.text, isWhole: true });
        unread = unread.slice(body.length);
        current = null;
        socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: { address: '127.0.0.1', port: (server.address() as AddressInfo).port, pod: null },
    requests,
    faults,
    close: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

const valuesOf = (lines: readonly string[], name: string) =>
  lines.flatMap((line) => (line.toLowerCase().startsWith(`${name}:`) ? [line.slice(name.length + 1).trim()] : []));

function faultsOf(head: string): readonly string[] {
  const [line = '', ...fields] = head.split('\r\n');
  const lengths = valuesOf(fields, 'content-length');
  const codings = valuesOf(fields, 'transfer-encoding');
  const faults = [
    /^[A-Z-]+ \/[!"$-~]* HTTP\/1\.1$/.test(line) ? [] : [`request line ${line}`],
    fields.filter((field) => !/^[!#$%&'*+\-.^_`|~0-9A-Za-z]+:[\t\x20-\x7e\x80-\xff]*$/.test(field)),
    valuesOf(fields, 'host').length === 1 ? [] : ['not one Host'],
    lengths.length > 1 || lengths.some((length) => !/^(0|[1-9][0-9]{0,15})$/.test(length)) ? ['Content-Length'] : [],
    codings.length > 1 || codings.some((coding) => coding !== 'chunked') ? ['Transfer-Encoding'] : [],
    lengths.length > 0 && codings.length > 0 ? ['Content-Length and Transfer-Encoding'] : [],
  ];
  return faults.flat().map((fault) => `${fault} in ${JSON.stringify(head)}`);
}

type Body = 'more' | 'fault' | Readonly<{ text: string; length: number }>;

function readBody(head: string, bytes: string): Body {
  const fields = head.split('\r\n').slice(1);
  if (valuesOf(fields, 'transfer-encoding').length > 0) return readChunks(bytes);
  const length = Number(valuesOf(fields, 'content-length')[0] ?? 0);
  return bytes.length < length ? 'more' : { text: bytes.slice(0, length), length };
}

function readChunks(bytes: string): Body {
  let text = '';
  for (let at = 0; ; ) {
    const end = bytes.indexOf('\r\n', at);
    if (end < 0) return 'more';
    const size = bytes.slice(at, end);
    if (!/^[0-9a-f]{1,8}$/i.test(size)) return 'fault';
    const length = Number.parseInt(size, 16);
    if (length === 0) return readTrailers(bytes, end + 2, text);
    const next = end + 2 + length;
    if (bytes.length < next + 2) return 'more';
    if (bytes.slice(next, next + 2) !== '\r\n') return 'fault';
    text += bytes.slice(end + 2, next);
    at = next + 2;
  }
}

/** Only a plain field is one; where it frames or routes, that is a fault. */
function readTrailers(bytes: string, start: number, text: string): Body {
  for (let at = start; ; ) {
    const end = bytes.indexOf('\r\n', at);
    if (end < 0) return 'more';
    if (end === at) return { text, length: end + 2 };
    if (!/^X-End: [0-9]+$/.test(bytes.slice(at, end))) return 'fault';
    at = end + 2;
  }
}
