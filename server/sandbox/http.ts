import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { ApiHandler } from './api.ts';
import { type ApiError, forbidden, unauthorized } from './api-error.ts';
import type { Credentials } from './credentials.ts';

/** The listening API. */
export type ApiServer = Readonly<{ url: string; close: () => Promise<void> }>;

/** Pooled clients keep connections longer than Node's 5 s and would meet a reset. */
const keepAliveMs = 120_000;

/**
 * Serves the API by HTTPS on 127.0.0.1, to holders of the token only. Browsers are kept out: a foreign Host (DNS
 * rebinding) and any Origin are refused.
 *
 * @throws the listen error of Node (`EADDRINUSE`, `EACCES`)
 */
export async function serveApi(handler: ApiHandler, credentials: Credentials, port: number): Promise<ApiServer> {
  const options = { key: credentials.keyPem, cert: credentials.certificatePem, keepAliveTimeout: keepAliveMs };
  const server = createServer(options, (request, response) => {
    const refusal = checkHost(request) ?? checkToken(request, credentials.token);
    if (refusal) refuse(response, refusal);
    else void handler(request, response);
  });
  server.headersTimeout = keepAliveMs + 5_000;
  await listen(server, port);
  const { port: bound } = server.address() as AddressInfo;
  return { url: `https://127.0.0.1:${bound}`, close: () => closeServer(server) };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

const ownHost = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/;

function checkHost({ headers }: IncomingMessage): ApiError | null {
  if (headers.origin !== undefined) return forbidden('requests of browsers (with an Origin header) are refused');
  if (!ownHost.test(headers.host ?? '')) return forbidden(`the host "${headers.host ?? ''}" is not served here`);
  return null;
}

function checkToken({ headers }: IncomingMessage, token: string): ApiError | null {
  const wanted = Buffer.from(`Bearer ${token}`);
  const given = Buffer.from(headers.authorization ?? '');
  return given.length === wanted.length && timingSafeEqual(given, wanted) ? null : unauthorized();
}

function refuse(response: ServerResponse, error: ApiError): void {
  response.writeHead(error.code, { 'content-type': 'application/json' });
  response.end(JSON.stringify(error.status));
}
