import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Session, TopologyMessage } from '#lib/api/messages.ts';
import type { TestResponse } from '#lib/api/test-messages.ts';
import type { Log } from '#server/logger.ts';
import { makeChanges, type ObjectWrites } from './changes.ts';
import {
  type ApiState,
  type DetailSources,
  gatewayDetail,
  grantDetail,
  listenerSetDetail,
  objectMessage,
  readKey,
  routeDetail,
  tlsPolicyDetail,
} from './details.ts';
import type { EventHub } from './events.ts';
import { type Examples, loadExample } from './examples.ts';
import { checkHost, checkOrigin } from './guard.ts';
import { HttpProblem, readJson, sendJson, sendProblem } from './http.ts';

export type ApiOptions = Readonly<{
  csrfToken: string;
  session: () => Session;
  /** null until the first snapshot was judged */
  state: () => (ApiState & Readonly<{ message: TopologyMessage }>) | null;
  sources: DetailSources;
  hub: EventHub;
  writes: ObjectWrites;
  /** null when the cluster is not our own sandbox */
  examples: Examples | null;
  readOnly: boolean;
  /** names beside those of the loopback, in lower case */
  allowedHosts: readonly string[];
  testRequest: (body: unknown) => Promise<TestResponse>;
  log: Log;
}>;

type Handler = (call: Call) => Promise<void> | void;
type Call = Readonly<{ request: IncomingMessage; response: ServerResponse; query: URLSearchParams }>;

/** Answers `/api/*`; every answer that is no success is problem+json. */
export function createApi(options: ApiOptions): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const handlers = buildHandlers(options);
  return async (request, response) => {
    try {
      checkHost(request, options.allowedHosts);
      checkOrigin(request, options.csrfToken);
      const url = readUrl(request.url ?? '/');
      const methods = handlers[url.pathname];
      if (!methods) throw new HttpProblem('NOT_FOUND', `${url.pathname} is no address of this API.`);
      const handler = methods[request.method ?? ''];
      if (!handler) {
        response.setHeader('allow', Object.keys(methods).join(', '));
        throw new HttpProblem('METHOD_NOT_ALLOWED', `${url.pathname} answers ${Object.keys(methods).join(', ')}.`);
      }
      await handler({ request, response, query: url.searchParams });
    } catch (error) {
      sendProblem(response, toProblem(error, options.log));
    }
  };
}

function readUrl(target: string): URL {
  try {
    return new URL(target, 'http://dashboard');
  } catch (cause) {
    throw new HttpProblem('BAD_REQUEST', `${target} is no address.`, cause);
  }
}

function toProblem(error: unknown, log: Log): HttpProblem {
  if (error instanceof HttpProblem) return error;
  log.error({ err: error }, 'a request to the API failed');
  return new HttpProblem('INTERNAL', error instanceof Error ? error.message : String(error), error);
}

function buildHandlers(options: ApiOptions): Readonly<Record<string, Readonly<Record<string, Handler>>>> {
  const { sources, hub } = options;
  const state = () => {
    const current = options.state();
    if (current) return current;
    throw new HttpProblem('NOT_READY', 'The cluster is still being read; try again in a moment.');
  };
  const keyed = (answer: (key: ReturnType<typeof readKey>) => unknown): Handler => {
    return ({ request, response, query }) => sendJson(request, response, answer(readKey(query.get('key'))));
  };
  return {
    '/api/session': { GET: ({ request, response }) => sendJson(request, response, options.session()) },
    '/api/topology': { GET: ({ request, response }) => sendJson(request, response, state().message) },
    '/api/events': { GET: ({ response, query }) => hub.connect(response, query.get('since')) },
    '/api/objects': { GET: keyed((key) => objectMessage(state(), key)) },
    '/api/routes': { GET: keyed((key) => routeDetail(state(), key, sources)) },
    '/api/gateways': { GET: keyed((key) => gatewayDetail(state(), key, sources)) },
    '/api/listenersets': { GET: keyed((key) => listenerSetDetail(state(), key, sources)) },
    '/api/backendtlspolicies': { GET: keyed((key) => tlsPolicyDetail(state(), key)) },
    '/api/grants': { GET: keyed((key) => grantDetail(state(), key)) },
    '/api/changes': {
      POST: async ({ request, response }) => {
        refuseReadOnly(options);
        await sendJson(request, response, await makeChanges(await readJson(request), options.writes));
      },
    },
    '/api/examples': {
      POST: async ({ request, response }) => {
        refuseReadOnly(options);
        await sendJson(request, response, await loadExample(await readJson(request), options.examples));
      },
    },
    '/api/test-requests': {
      POST: async ({ request, response }) => {
        await sendJson(request, response, await options.testRequest(await readJson(request)));
      },
    },
  };
}

function refuseReadOnly({ readOnly }: ApiOptions): void {
  if (!readOnly) return;
  throw new HttpProblem('READ_ONLY', 'Gatehouse was started with --read-only. Start it without to change the cluster.');
}
