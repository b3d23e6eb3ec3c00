// The clients of the long run, in a thread of their own: kept and new connections of HTTP/1.1, HTTP/1.1 under TLS,
// HTTP/2 under TLS and HTTP/2 by prior knowledge.
import { randomUUID } from 'node:crypto';
import { type ClientHttp2Session, connect } from 'node:http2';
import { parentPort, workerData } from 'node:worker_threads';
import { Pool } from 'undici';
import { HOST, PLAIN_PORT, TLS_PORT } from './places.ts';

export type LoadOptions = Readonly<{ address: string; caPem: string; requests: number }>;

/** `failures` in words, the first of them; `seen` shows that the changes got to the traffic. */
export type LoadReport = Readonly<{
  sent: Readonly<Record<Lane, number>>;
  failed: number;
  failures: readonly string[];
  seen: Readonly<{ rounds: number; pods: number; certificates: number }>;
}>;

/** What the thread says: how far it is, now and then, and the report at the end. */
export type LoadMessage =
  | Readonly<{ type: 'progress'; sent: number; failed: number }>
  | Readonly<{ type: 'done'; report: LoadReport }>;

export type Lane = 'http1' | 'http1 tls' | 'http2' | 'http2 tls';

const FAILURES_KEPT = 20;
const PROGRESS_EVERY = 50_000;

type Answer = Readonly<{ status: number; body: string }>;
type Ask = (method: 'GET' | 'POST', path: string) => Promise<Answer>;
/** a way to ask, with the end of what it holds */
type Client = Readonly<{ ask: Ask; close: () => Promise<void> | void }>;

async function run({ address, caPem, requests }: LoadOptions, tell: (message: LoadMessage) => void): Promise<void> {
  const sent = { http1: 0, 'http1 tls': 0, http2: 0, 'http2 tls': 0 };
  const failures: string[] = [];
  const rounds = new Set<string>();
  const pods = new Set<string>();
  const certificates = new Set<string>();
  let failed = 0;
  let left = requests;

  const tls = { ca: caPem, servername: HOST } as const;
  const noteCertificate = (serial: string) => void certificates.add(serial);
  const clients: Readonly<Record<Lane, () => Client>> = {
    http1: () => openHttp1(`http://${address}:${PLAIN_PORT}`, {}),
    'http1 tls': () => openHttp1(`https://${address}:${TLS_PORT}`, tls),
    http2: () => openHttp2(`http://${address}:${PLAIN_PORT}`, {}, noteCertificate),
    'http2 tls': () => openHttp2(`https://${address}:${TLS_PORT}`, tls, noteCertificate),
  };

  /** One after the other over one client, which is replaced after `perClient`. */
  async function work(lane: Lane, method: 'GET' | 'POST', perClient: number): Promise<void> {
    while (left > 0) {
      const client = clients[lane]();
      for (let count = 0; count < perClient && left-- > 0; count++) {
        sent[lane]++;
        if (left % PROGRESS_EVERY === 0) tell({ type: 'progress', sent: requests - left, failed });
        const path = `/shop/${randomUUID()}`;
        try {
          const { status, body } = await client.ask(method, path);
          if (status === 200 && body.includes(path)) note(body);
          else fail(`${lane} ${method} ${status} ${body}`);
        } catch (error) {
          fail(`${lane} ${method} ${error}`);
        }
      }
      await client.close();
    }
  }

  function note(body: string): void {
    const { pod, headers } = JSON.parse(body) as { pod: string; headers: Record<string, readonly string[]> };
    pods.add(pod);
    for (const round of headers['X-Round'] ?? headers['x-round'] ?? []) rounds.add(round);
  }

  function fail(words: string): void {
    failed++;
    if (failures.length < FAILURES_KEPT) failures.push(words.slice(0, 300));
  }

  await Promise.all([
    ...Array.from({ length: 6 }, () => work('http1', 'GET', 2000)),
    ...Array.from({ length: 2 }, () => work('http1', 'POST', 500)),
    work('http1', 'GET', 1),
    work('http1', 'POST', 1),
    ...Array.from({ length: 3 }, () => work('http1 tls', 'GET', 500)),
    work('http1 tls', 'POST', 20),
    ...Array.from({ length: 3 }, () => work('http2', 'GET', 1000)),
    work('http2', 'POST', 100),
    ...Array.from({ length: 3 }, () => work('http2 tls', 'GET', 500)),
    work('http2 tls', 'POST', 20),
  ]);
  const seen = { rounds: rounds.size, pods: pods.size, certificates: certificates.size };
  tell({ type: 'done', report: { sent, failed, failures, seen } });
}

function openHttp1(origin: string, tls: object): Client {
  const pool = new Pool(origin, { connections: 1, connect: tls });
  return {
    ask: async (method, path) => {
      const body = method === 'POST' ? 'order' : null;
      const { statusCode, body: answer } = await pool.request({ method, path, body, headers: { host: HOST } });
      return { status: statusCode, body: await answer.text() };
    },
    close: () => pool.close(),
  };
}

function openHttp2(origin: string, tls: object, noteCertificate: (serial: string) => void): Client {
  const session: ClientHttp2Session = connect(origin, tls);
  session.on('error', () => {});
  session.once('connect', (_, socket) => {
    if ('getPeerCertificate' in socket) noteCertificate(socket.getPeerCertificate().serialNumber);
  });
  return {
    ask: (method, path) =>
      new Promise((resolve, reject) => {
        const stream = session.request(
          { ':method': method, ':path': path, ':authority': HOST },
          { endStream: method === 'GET' },
        );
        let status = 0;
        let body = '';
        stream.on('response', (headers) => {
          status = headers[':status'] ?? 0;
        });
        stream.setEncoding('utf8').on('data', (text: string) => {
          body += text;
        });
        stream.on('error', reject).on('close', () => resolve({ status, body }));
        if (method === 'POST') stream.end('order');
      }),
    close: () => session.close(),
  };
}

const port = parentPort;
if (port) await run(workerData as LoadOptions, (message) => port.postMessage(message));
