import { createServer, type IncomingMessage, type Server, type ServerOptions, ServerResponse } from 'node:http';
import { createServer as createTlsServer, type Server as TlsServer } from 'node:https';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { SecureContext } from 'node:tls';
import type { PortReport } from '#lib/binding/result.ts';
import type { ObjectKey } from '#lib/kube/object-key.ts';
import { listenerForSni } from '#lib/routing/find-route.ts';
import { indexListeners, type PortIndex } from '#lib/routing/route-index.ts';
import type { CertificatePair, ClientValidation, ListenerTable } from '#lib/routing/route-table.ts';
import { bindPort } from './bind-port.ts';
import type { ClientRequest, ClientResponse } from './client-message.ts';
import { createHttp1Connections, type Refuse } from './http1-connections.ts';
import type { Limits } from './limits.ts';
import type { Note, PortPlan } from './messages.ts';
import type { Passage } from './passage.ts';
import { addHttp2, asksUpgrade, wantsWebSocket } from './port-protocols.ts';
import type { Refusal } from './refusals.ts';
import {
  chooseCertificate,
  contextOptions,
  type ListenerCertificates,
  noCertificate,
  prepareCertificates,
  type ServingCertificate,
} from './tls-certificates.ts';

/** What a port serves at a moment. A request keeps the state it began with. */
export type PortState = Readonly<{
  generation: number;
  gateway: ObjectKey;
  /** of the listener, wherever the socket is */
  port: number;
  scheme: 'http' | 'https';
  index: PortIndex;
  certificates: ListenerCertificates;
  /** what clients are asked for; the listeners of a port have it in common */
  clientValidation: ClientValidation | null;
  /** shown to backends that are spoken to under TLS */
  clientCertificate: CertificatePair | null;
}>;

/** Takes a request on; gives the way to refuse it while it is under way. */
export type RequestHandler = (arrival: Omit<Passage, 'log'>) => Refuse;

export type PortOptions = Readonly<{
  limits: Limits;
  handle: RequestHandler;
  /** a client was refused something before there was a request, or beside it */
  refused: (refusal: Refusal) => void;
}>;

/** One listening socket, shared by all listeners of a Gateway's port. */
export type PortServer = Readonly<{
  report: PortReport;
  state: () => PortState;
  /** from the next request on */
  swap: (state: PortState) => void;
  /** Stops accepting at once, lets requests under way end, cuts what is left after `graceMs`. */
  drain: (graceMs: number) => Promise<void>;
}>;

/** How often heads under way are looked at; a head is late by at most so much. */
const LOOK_MS = 5000;

/** Compiles what a port serves; done before any port changes. */
export function preparePort(
  plan: PortPlan,
  generation: number,
  secrets: ReadonlyMap<ObjectKey, CertificatePair>,
  before: PortState | null,
  note: Note,
): PortState {
  const listeners: readonly ListenerTable[] = plan.protocol === 'HTTPS' ? plan.listeners : [];
  return {
    generation,
    gateway: plan.gateway,
    port: plan.port,
    scheme: plan.protocol === 'HTTPS' ? 'https' : 'http',
    index: indexListeners(plan.listeners),
    certificates: prepareCertificates(listeners, secrets, before?.certificates ?? new Map(), note),
    clientValidation: listeners.find((listener) => listener.clientValidation)?.clientValidation ?? null,
    clientCertificate: (plan.clientCertificate && secrets.get(plan.clientCertificate)) ?? null,
  };
}

/** Opens a port with its first state. Never throws: a port that cannot be had is reported as refused. */
export async function openPort(plan: PortPlan, first: PortState, options: PortOptions): Promise<PortServer> {
  const { limits, handle, refused } = options;
  let current = first;
  let isDraining = false;
  const server = createPortServer(first, () => current, options);
  const http2 = addHttp2(server, limits, refused);
  const http1 = createHttp1Connections(limits, refused);
  const untouched = trackUntouched(server);
  const tunnels = new Set<Duplex>();
  const arrive = (request: ClientRequest, response: ClientResponse, more: Partial<Passage> = {}): Refuse => {
    const client = request.socket.remoteAddress ?? '';
    return handle({ state: current, request, response, client, expects: 'nothing', upgrade: null, ...more });
  };
  const arriveByHttp1 = (request: IncomingMessage, response: ServerResponse, more?: Partial<Passage>): Refuse => {
    untouched.delete(request.socket);
    // Node loses what it read behind a request whose upgrade is not served
    if (isDraining || asksUpgrade(request)) response.shouldKeepAlive = false;
    response.once('close', () => isDraining && setImmediate(() => server.closeIdleConnections()));
    return arrive(request, response, more);
  };
  const queue = (request: IncomingMessage, response: ServerResponse, more?: Partial<Passage>) => {
    http1.add(request, response, () => arriveByHttp1(request, response, more));
  };
  server.on('request', (request, response) => queue(request, response));
  server.on('checkContinue', (request, response) => queue(request, response, { expects: 'continue' }));
  server.on('checkExpectation', (request, response) => queue(request, response, { expects: 'unknown' }));
  server.on('clientError', (error, socket) => http1.fail(error, socket as Socket));
  server.on('drop', () => refused('tooManyConnections'));
  server.on('connect', (request: IncomingMessage, socket: Duplex) => {
    const response = attachResponse(request, socket as Socket);
    if (response) arriveByHttp1(request, response);
  });
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    tunnels.add(socket);
    socket.once('close', () => tunnels.delete(socket));
    const response = attachResponse(request, socket as Socket);
    if (response) arriveByHttp1(request, response, { upgrade: { socket, head } });
  });
  http2.server.on('request', (request, response) => arrive(request, response));
  http2.server.on('checkContinue', (request, response) => arrive(request, response, { expects: 'continue' }));
  http2.server.on('checkExpectation', (request, response) => arrive(request, response, { expects: 'unknown' }));
  http2.server.on('connect', (request, response) => arrive(request, response));
  server.maxHeadersCount = 0;
  server.maxConnections = limits.connections;
  const report = await bindPort(server, plan);
  return {
    report,
    state: () => current,
    swap: (state) => {
      if ('setSecureContext' in server) {
        replaceDefault(server, current, state);
        askForCertificates(server, state);
      }
      current = state;
    },
    drain: (graceMs) => {
      isDraining = true;
      for (const socket of untouched) if (socket.bytesRead === 0) socket.destroy();
      http2.drain();
      return closeServer(server, graceMs, () => {
        http2.destroy();
        for (const socket of tunnels) socket.destroy();
      });
    },
  };
}

/** Node hands CONNECT and upgrades over as a bare socket: this gives it an answer to write, after which the connection is closed. */
function attachResponse(request: IncomingMessage, socket: Socket): ServerResponse | null {
  socket.on('error', () => {});
  const response = new ServerResponse(request);
  response.shouldKeepAlive = false;
  response.once('finish', () => socket.end(() => socket.destroy()));
  try {
    response.assignSocket(socket);
    return response;
  } catch {
    // an answer before it is still being written there, and nothing may be written into it
    socket.destroy();
    return null;
  }
}

function createPortServer(first: PortState, current: () => PortState, options: PortOptions): Server | TlsServer {
  const { limits, refused } = options;
  const http: ServerOptions = {
    shouldUpgradeCallback: wantsWebSocket,
    // what has no Host is refused with the rest of what cannot be read
    requireHostHeader: false,
    headersTimeout: limits.headMs,
    requestTimeout: 0,
    keepAliveTimeout: limits.keepAliveMs,
    connectionsCheckingInterval: Math.min(LOOK_MS, limits.headMs / 2),
    // a peer that vanished without a word is found out
    keepAlive: true,
    keepAliveInitialDelay: limits.stallMs,
  };
  if (first.scheme === 'http') return createServer(http);
  const fallback = defaultCertificate(first);
  const server = createTlsServer({
    ...http,
    ...(fallback ? contextOptions(fallback) : noCertificate),
    handshakeTimeout: limits.headMs,
    ALPNProtocols: ['h2', 'http/1.1'],
    SNICallback: (name, done) => done(...contextFor(current(), name)),
  });
  askForCertificates(server, first);
  // a handshake that fails is the client's affair: the socket is closed, nobody else is touched
  server.on('tlsClientError', (error: NodeJS.ErrnoException, socket) => {
    refused(error.code === 'ERR_TLS_HANDSHAKE_TIMEOUT' ? 'headTimeout' : 'tlsHandshake');
    socket.destroy();
  });
  return server;
}

/**
 * Node reads these two with each new connection. A port that has to ask refuses whoever has no valid certificate,
 * unless it falls back.
 */
function askForCertificates(server: TlsServer, { clientValidation }: PortState): void {
  const rejectUnauthorized = clientValidation?.mode === 'AllowValidOnly';
  Object.assign(server, { requestCert: clientValidation !== null, rejectUnauthorized });
}

/** Connections that have not brought a request: Node counts them as busy, so a drain would wait for them. */
function trackUntouched(server: Server | TlsServer): Set<Socket> {
  const untouched = new Set<Socket>();
  server.on('setSecureContext' in server ? 'secureConnection' : 'connection', (socket: Socket) => {
    untouched.add(socket);
    socket.once('close', () => untouched.delete(socket));
  });
  return untouched;
}

function contextFor(state: PortState, name: string): [Error | null, SecureContext?] {
  const listener = listenerForSni(state.index, name);
  const certificates = listener ? state.certificates.get(listener.table.key) : undefined;
  const chosen = chooseCertificate(certificates ?? [], name);
  return chosen ? [null, chosen.context] : [new Error('no listener for this server name')];
}

/** For clients that send no server name: only a listener for any hostname may answer them. */
function defaultCertificate(state: PortState): ServingCertificate | null {
  const listener = listenerForSni(state.index, null);
  return chooseCertificate((listener && state.certificates.get(listener.table.key)) ?? [], null);
}

function replaceDefault(server: TlsServer, before: PortState, after: PortState): void {
  const next = defaultCertificate(after);
  if (next === defaultCertificate(before)) return;
  server.setSecureContext(next ? contextOptions(next) : noCertificate);
}

function closeServer(server: Server | TlsServer, graceMs: number, cutRest: () => void): Promise<void> {
  if (!server.listening) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      server.closeAllConnections();
      cutRest();
    }, graceMs);
    server.close(() => {
      clearTimeout(timer);
      resolve();
    });
    server.closeIdleConnections();
  });
}
