import { formatKey } from '#lib/kube/object-key.ts';
import type { OwnAnswer } from '#lib/routing/access-record.ts';
import type { HeaderLine } from '#lib/routing/decision.ts';
import { type ClientResponse, writeHead } from './client-message.ts';
import type { PortState } from './port-server.ts';

/** What is answered with a sentence of ours. */
export type PlainAnswer = Exclude<OwnAnswer, 'redirect' | 'preflight'>;

const statuses: Readonly<Record<PlainAnswer, number>> = {
  badRequest: 400,
  clientStalled: 408,
  expectationFailed: 417,
  headTooLarge: 431,
  noListener: 404,
  noRoute: 404,
  misdirected: 421,
  ruleUnusable: 500,
  noBackends: 500,
  noForwardTo: 503,
  allWeightsZero: 500,
  invalidBackend: 500,
  notImplemented: 501,
  upstreamFailed: 502,
  noEndpoints: 503,
  upstreamTimeout: 504,
};

const sentences: Readonly<Record<PlainAnswer, string>> = {
  badRequest: 'the request cannot be read',
  clientStalled: 'the rest of the request did not come',
  headTooLarge: 'the head of the request is too large',
  expectationFailed: 'what the request expects is not served',
  noListener: 'no listener takes requests for this host',
  noRoute: 'no Route matches this request',
  misdirected: 'this host belongs to another listener than the TLS handshake was for',
  ruleUnusable: 'the Route asks for something that is not served',
  noBackends: 'the Route names no backend',
  noForwardTo: 'the Route forwards to nothing',
  allWeightsZero: 'all backends of the Route have weight 0',
  invalidBackend: 'the backend chosen cannot be used',
  notImplemented: 'this kind of tunnel or upgrade is not served',
  upstreamFailed: 'the backend gave no answer',
  noEndpoints: 'the backend has no ready endpoints',
  upstreamTimeout: 'the backend took too long',
};

export const statusOf = (answer: PlainAnswer): number => statuses[answer];

/**
 * Answers in the data plane's own name: a short text that says who answers and why, and nothing the client sent.
 *
 * @see Gateway API, HTTPRouteRule.backendRefs for the status codes
 */
export function sendAnswer(response: ClientResponse, answer: PlainAnswer, state: PortState): void {
  const text = `${statuses[answer]}: ${sentences[answer]} (Gatehouse, Gateway ${formatKey(state.gateway)}, port ${state.port})\n`;
  writeHead(response, statuses[answer], [
    ['Content-Type', 'text/plain; charset=utf-8'],
    ['Content-Length', String(Buffer.byteLength(text))],
    ['X-Content-Type-Options', 'nosniff'],
  ]);
  response.end(text);
}

/** An answer of head alone. */
export function sendBare(response: ClientResponse, status: number, lines: readonly HeaderLine[]): void {
  writeHead(response, status, lines);
  response.end();
}
