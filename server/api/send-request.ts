import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { TLSSocket } from 'node:tls';
import type { TestAnswer } from '#lib/api/test-messages.ts';
import { connectionHeaders } from '#lib/api/test-request-fields.ts';
import type { HeaderLine } from '#lib/routing/decision.ts';

/** One request to an address that was decided on the server side; `host` is the Host header and, over TLS, the SNI. */
export type OutgoingRequest = Readonly<{
  protocol: 'HTTP' | 'HTTPS';
  address: string;
  port: number;
  method: string;
  host: string;
  path: string;
  headers: readonly HeaderLine[];
  body: string;
}>;

export type Answer = Omit<TestAnswer, 'record'>;

const limitMs = 5000;
const limitBytes = 64 * 1024;

/**
 * Sends it and reads at most 64 KiB in at most 5 s. Redirects are not followed, certificates are shown and not
 * verified (the client is a person who looks at them).
 *
 * @throws Error with the system's word when there is no answer
 */
export function sendRequest(outgoing: OutgoingRequest): Promise<Answer> {
  const started = performance.now();
  const since = (): number => Math.round((performance.now() - started) * 10) / 10;
  return new Promise((resolve, reject) => {
    let connectMs = 0;
    const send = outgoing.protocol === 'HTTPS' ? httpsRequest : httpRequest;
    const request = send({
      host: outgoing.address,
      port: outgoing.port,
      method: outgoing.method,
      path: outgoing.path,
      headers: linesOf(outgoing).flat(),
      agent: false,
      signal: AbortSignal.timeout(limitMs),
      ...(outgoing.protocol === 'HTTPS' ? { servername: serverNameOf(outgoing.host), rejectUnauthorized: false } : {}),
    });
    request.on('socket', (socket) => {
      socket.once(outgoing.protocol === 'HTTPS' ? 'secureConnect' : 'connect', () => {
        connectMs = since();
      });
    });
    const fail = (error: Error): void =>
      reject(timedOut(error) ? new Error(`no whole answer within ${limitMs / 1000} s`) : error);
    request.on('error', fail);
    request.on('response', (response) => {
      const firstByteMs = since();
      // a body that is cut takes the connection with it, and the certificate
      const certificate = certificateOf(response);
      readBody(response)
        .then(({ body, bytes, truncated }) =>
          resolve({
            at: new Date().toISOString(),
            status: response.statusCode ?? 0,
            statusText: response.statusMessage ?? '',
            headers: pairs(response.rawHeaders),
            body,
            bodyBytes: bytes,
            truncated,
            timings: { connectMs, firstByteMs, totalMs: since() },
            certificate,
          }),
        )
        .catch(fail);
    });
    if (outgoing.body !== '') request.write(outgoing.body);
    request.end();
  });
}

const timedOut = (error: Error): boolean => error.name === 'TimeoutError' || error.name === 'AbortError';

/** The header lines that are sent, as far as we set them. */
export function linesOf({ host, headers, body }: Pick<OutgoingRequest, 'host' | 'headers' | 'body'>): HeaderLine[] {
  const lines = headers.filter(([name]) => !connectionHeaders.has(name.toLowerCase()));
  const length = body === '' ? [] : [['content-length', String(Buffer.byteLength(body))] as const];
  return [['host', host], ...lines, ...length];
}

/** The name asked for in the TLS handshake for this Host: empty, so none, for addresses, which SNI cannot carry. */
export function serverNameOf(host: string): string {
  const name = host.replace(/:\d+$/, '');
  return /^[\d.]+$|^\[/.test(name) ? '' : name;
}

async function readBody(response: IncomingMessage): Promise<{ body: string; bytes: number; truncated: boolean }> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response) {
    const room = limitBytes - bytes;
    chunks.push((chunk as Buffer).subarray(0, Math.max(0, room)));
    bytes += (chunk as Buffer).length;
    if (bytes > limitBytes) {
      response.destroy();
      return { body: Buffer.concat(chunks).toString('utf8'), bytes: limitBytes, truncated: true };
    }
  }
  return { body: Buffer.concat(chunks).toString('utf8'), bytes, truncated: false };
}

function pairs(raw: readonly string[]): [string, string][] {
  const lines: [string, string][] = [];
  for (let index = 0; index + 1 < raw.length; index += 2) lines.push([raw[index] ?? '', raw[index + 1] ?? '']);
  return lines;
}

function certificateOf(response: IncomingMessage): Answer['certificate'] {
  const socket = response.socket as TLSSocket;
  if (typeof socket.getPeerCertificate !== 'function') return null;
  const certificate = socket.getPeerCertificate();
  if (!certificate.subject) return null;
  const text = (name: object): string =>
    Object.entries(name)
      .map(([key, value]) => `${key}=${value}`)
      .join(', ');
  return {
    subject: text(certificate.subject),
    issuer: text(certificate.issuer),
    notAfter: new Date(certificate.valid_to).toISOString(),
    names: (certificate.subjectaltname ?? '').split(', ').filter((name) => name !== ''),
  };
}
