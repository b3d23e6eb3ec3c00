import { randomUUID } from 'node:crypto';
import type { AccessRecord, OwnAnswer } from '#lib/routing/access-record.ts';
import type { RoutingOutcome } from '#lib/routing/decision.ts';
import type { BackendEndpoint, WeightedBackend } from '#lib/routing/route-table.ts';
import type { ClientRequest } from './client-message.ts';
import type { Passage } from './passage.ts';
import type { PortState } from './port-server.ts';
import type { RequestHead } from './request-head.ts';

/** Collects the facts of one request; `finish` makes the record, once. */
export type RequestLog = Readonly<{
  read: (head: RequestHead) => void;
  decided: (outcome: RoutingOutcome) => void;
  chose: (backend: WeightedBackend) => void;
  dialled: (endpoint: BackendEndpoint) => void;
  connected: () => void;
  answered: (status: number) => void;
  /** the answer is our own */
  own: (answer: OwnAnswer, reason: string | null) => void;
  finish: (ended: AccessRecord['ended']) => void;
}>;

type Facts = { -readonly [K in keyof AccessRecord]: AccessRecord[K] };

/** @param done gets the record when the request is over */
export function startRequestLog(
  { state, request, client }: Pick<Passage, 'state' | 'request' | 'client'>,
  done: (record: AccessRecord) => void,
): RequestLog {
  const started = performance.now();
  const since = () => Math.round((performance.now() - started) * 100) / 100;
  const facts = emptyFacts(state, request, client);
  let isDone = false;
  return {
    read: ({ requestId, routed }) => {
      facts.requestId = requestId ?? facts.requestId;
      facts.host = routed.host;
    },
    decided: (outcome) => {
      if (outcome.kind === 'matched') {
        facts.route = outcome.entry.route;
        facts.ruleIndex = outcome.entry.ruleIndex;
        facts.matchIndex = outcome.entry.matchIndex;
      }
      if ('listener' in outcome) facts.listener = outcome.listener;
    },
    chose: ({ target, port }) => {
      facts.backend = target;
      facts.backendPort = port;
    },
    dialled: (endpoint) => {
      facts.endpoint = endpoint;
      facts.attempts++;
    },
    connected: () => {
      facts.connectMs = since();
    },
    answered: (status) => {
      facts.status = status;
      facts.firstByteMs = since();
    },
    own: (answer, reason) => {
      facts.answer = answer;
      facts.reason = reason;
    },
    finish: (ended) => {
      if (isDone) return;
      isDone = true;
      done({ ...facts, ended, totalMs: since() });
    },
  };
}

function emptyFacts(state: PortState, request: ClientRequest, client: string): Facts {
  return {
    requestId: randomUUID(),
    at: new Date().toISOString(),
    gateway: state.gateway,
    generation: state.generation,
    listener: null,
    port: state.port,
    method: request.method ?? '',
    host: request.headers.host ?? request.headers[':authority']?.toString() ?? null,
    path: request.url ?? '',
    client,
    route: null,
    ruleIndex: null,
    matchIndex: null,
    backend: null,
    backendPort: null,
    endpoint: null,
    attempts: 0,
    status: null,
    answer: null,
    reason: null,
    ended: 'complete',
    connectMs: null,
    firstByteMs: null,
    totalMs: 0,
  };
}
