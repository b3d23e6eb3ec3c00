import type { IncomingMessage, ServerResponse } from 'node:http';
import type { KindDeclaration } from '#lib/gateway-api/declaration.ts';
import { ApiError, methodNotAllowed, pathNotFound } from './api-error.ts';
import { contentTypeOf, readBody } from './bodies.ts';
import {
  aggregatedDiscovery,
  aggregatedType,
  legacyGroup,
  legacyGroups,
  legacyResources,
  legacyVersions,
  reviewKinds,
} from './discovery.ts';
import type { Json } from './json.ts';
import { OpenApi } from './openapi.ts';
import { parseResourcePath } from './request-path.ts';
import { answerResource } from './resource-requests.ts';
import type { Resources } from './resources.ts';
import { answerReview } from './reviews.ts';

/** Answers one request on the API, refusals included; never throws. */
export type ApiHandler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

export type ApiOptions = Readonly<{
  resources: Resources;
  now: () => Date;
  /** ends the watches */
  signal: AbortSignal;
  onFault: (fault: unknown) => void;
}>;

const version: Json = {
  major: '1',
  minor: '32',
  gitVersion: 'v1.32.0+sandbox',
  gitCommit: '',
  gitTreeState: 'clean',
  buildDate: '1970-01-01T00:00:00Z',
  goVersion: 'none',
  compiler: 'none',
  platform: `${process.platform}/${process.arch === 'x64' ? 'amd64' : process.arch}`,
};

/** The Kubernetes API over the resources: discovery, OpenAPI, reviews and the objects themselves. */
export function createApi(options: ApiOptions): ApiHandler {
  const openApi = new OpenApi(options.resources.kinds);
  return async (request, response) => {
    const warnings: string[] = [];
    try {
      await answer(options, openApi, { request, response, warnings });
    } catch (cause) {
      if (!(cause instanceof ApiError || cause instanceof PageNotFound)) options.onFault(cause);
      if (response.headersSent) response.destroy();
      else if (cause instanceof PageNotFound)
        sendText(response, 'text/plain; charset=utf-8', '404 page not found\n', 404);
      else send(response, { code: errorOf(cause).code, body: errorOf(cause).status, warnings });
    }
  };
}

/** A group version that is not served: no handler of the API knows the path, so it is answered as any web page. */
class PageNotFound extends Error {}

function errorOf(cause: unknown): ApiError {
  if (cause instanceof ApiError) return cause;
  return new ApiError(500, 'InternalError', `Internal error occurred: ${(cause as Error).message}`);
}

type Exchange = Readonly<{ request: IncomingMessage; response: ServerResponse; warnings: string[] }>;

async function answer(options: ApiOptions, openApi: OpenApi, exchange: Exchange): Promise<void> {
  const { request, response, warnings } = exchange;
  if (!URL.canParse(`https://sandbox${request.url}`)) throw pathNotFound();
  const url = new URL(`https://sandbox${request.url}`);
  const text = openApi.answer(url.pathname);
  if (text) return sendText(response, text.contentType, text.body);
  if (['/healthz', '/livez', '/readyz'].includes(url.pathname)) return sendText(response, 'text/plain', 'ok');
  const described = describeApi(options.resources, url.pathname, request.headers.accept ?? '');
  if (described) {
    if (request.method !== 'GET') throw methodNotAllowed();
    return send(response, { code: 200, warnings, ...described });
  }
  const found = await answerPath(options, exchange, url);
  if (found) send(response, { ...found, warnings });
}

/** What the API says of itself; null for paths of objects. */
function describeApi(
  { kinds }: Resources,
  pathname: string,
  accept: string,
): { body: Json; contentType?: string } | null {
  const wantsAggregated = accept.includes('as=APIGroupDiscoveryList') && accept.includes('v=v2;');
  const parts = pathname.split('/').filter((part) => part !== '');
  const [root, second, third] = parts;
  if (pathname === '/version') return { body: version };
  if (root !== 'api' && root !== 'apis') return null;
  if (parts.length === 1) {
    if (wantsAggregated) return { body: aggregatedDiscovery(kinds, root), contentType: aggregatedType };
    return { body: root === 'api' ? legacyVersions : legacyGroups(kinds) };
  }
  const asked =
    root === 'api' ? { group: '', version: second, length: 2 } : { group: second, version: third, length: 3 };
  if (parts.length > asked.length) return null;
  const body =
    parts.length < asked.length
      ? legacyGroup(kinds, asked.group ?? '')
      : legacyResources(kinds, asked.group ?? '', asked.version ?? '');
  if (!body) throw new PageNotFound();
  return { body };
}

async function answerPath(
  { resources, now, signal }: ApiOptions,
  { request, response, warnings }: Exchange,
  url: URL,
): Promise<{ code: number; body: Json } | null> {
  const path = parseResourcePath(url.pathname);
  if (!path) throw pathNotFound();
  const method = request.method ?? 'GET';
  const review = reviewKinds.find((kind) => kind.group === path.group && kind.plural === path.plural);
  if (review) {
    if (method !== 'POST') throw methodNotAllowed();
    return { code: 201, body: answerReview(review, await readBody(request)) };
  }
  if (resources.kinds.at(path.group, path.version).length === 0) throw new PageNotFound();
  const kind = resources.kinds.byPlural(path.group, path.version, path.plural);
  if (!kind || !isServed(kind, path.subresource)) throw pathNotFound();
  return answerResource(resources, kind, {
    method,
    path,
    query: url.searchParams,
    accept: request.headers.accept ?? '',
    contentType: contentTypeOf(request),
    userAgent: request.headers['user-agent'] ?? '',
    body: await readBody(request),
    response,
    warn: (text) => warnings.push(text),
    signal,
    now,
  });
}

function isServed({ subresources }: KindDeclaration, subresource: string | undefined): boolean {
  return subresource === undefined || subresources.some((served) => served === subresource);
}

type Sent = Readonly<{ code: number; body: Json; warnings: readonly string[]; contentType?: string }>;

function send(response: ServerResponse, { code, body, warnings, contentType }: Sent): void {
  // RFC 7234 §5.5; clients read the text only when it is quoted
  if (warnings.length > 0)
    response.setHeader(
      'warning',
      warnings.map((text) => `299 - ${JSON.stringify(text)}`),
    );
  response.writeHead(code, { 'content-type': contentType ?? 'application/json' });
  response.end(`${JSON.stringify(body)}\n`);
}

function sendText(response: ServerResponse, contentType: string, body: string | Buffer, code = 200): void {
  response.writeHead(code, { 'content-type': contentType });
  response.end(body);
}
