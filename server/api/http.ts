import type { IncomingMessage, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { ProblemWithCauses } from '#lib/api/messages.ts';
import type { ObjectKey } from '#lib/kube/object-key.ts';

const compress = promisify(gzip);

export type ProblemCode =
  | 'BAD_REQUEST'
  | 'NOT_FOUND'
  | 'METHOD_NOT_ALLOWED'
  | 'HOST_REFUSED'
  | 'ORIGIN_REFUSED'
  | 'CSRF_TOKEN_MISSING'
  | 'READ_ONLY'
  | 'NOT_A_SANDBOX'
  | 'TOO_LARGE'
  | 'NOT_READY'
  | 'CLUSTER_UNREACHABLE'
  | 'INTERNAL';

const statuses: Readonly<Record<ProblemCode, number>> = {
  BAD_REQUEST: 400,
  NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  HOST_REFUSED: 403,
  ORIGIN_REFUSED: 403,
  CSRF_TOKEN_MISSING: 403,
  READ_ONLY: 403,
  NOT_A_SANDBOX: 403,
  TOO_LARGE: 413,
  NOT_READY: 503,
  CLUSTER_UNREACHABLE: 502,
  INTERNAL: 500,
};

const titles: Readonly<Record<ProblemCode, string>> = {
  BAD_REQUEST: 'The request cannot be read',
  NOT_FOUND: 'Not found',
  METHOD_NOT_ALLOWED: 'Not a method of this address',
  HOST_REFUSED: 'Not a name of this dashboard',
  ORIGIN_REFUSED: 'Not asked by this dashboard',
  CSRF_TOKEN_MISSING: 'The write carries no token',
  READ_ONLY: 'This Gatehouse is read-only',
  NOT_A_SANDBOX: 'This is no sandbox',
  TOO_LARGE: 'The request is too large',
  NOT_READY: 'Not ready yet',
  CLUSTER_UNREACHABLE: 'The API server gives no answer',
  INTERNAL: 'Gatehouse made a mistake',
};

/** An answer other than success; `detail` names the object and the field, or the server and its error. */
export class HttpProblem extends Error {
  readonly code: ProblemCode;

  constructor(code: ProblemCode, detail: string, cause?: unknown) {
    super(detail, { cause });
    this.name = 'HttpProblem';
    this.code = code;
  }

  get status(): number {
    return statuses[this.code];
  }

  toProblem(): ProblemWithCauses {
    return {
      type: `urn:gatehouse:problem:${this.code.toLowerCase().replace(/_/g, '-')}`,
      title: titles[this.code],
      status: this.status,
      code: this.code,
      detail: this.message,
    };
  }
}

/** An object that is not there; `didYouMean` is one of its kind with a near name. */
export class ObjectNotFound extends HttpProblem {
  readonly didYouMean: ObjectKey | null;

  constructor(detail: string, didYouMean: ObjectKey | null) {
    super('NOT_FOUND', detail);
    this.name = 'ObjectNotFound';
    this.didYouMean = didYouMean;
  }

  override toProblem(): ProblemWithCauses {
    return { ...super.toProblem(), ...(this.didYouMean ? { didYouMean: this.didYouMean } : {}) };
  }
}

const compressFrom = 2048;

/** JSON, compressed when it is worth it; never cached. */
export async function sendJson(request: IncomingMessage, response: ServerResponse, body: unknown): Promise<void> {
  const text = Buffer.from(JSON.stringify(body));
  response.setHeader('content-type', 'application/json');
  response.setHeader('cache-control', 'no-store');
  const gzips = text.length >= compressFrom && /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''));
  if (!gzips) {
    response.end(text);
    return;
  }
  response.setHeader('content-encoding', 'gzip');
  response.setHeader('vary', 'accept-encoding');
  response.end(await compress(text, { level: 1 }));
}

export function sendProblem(response: ServerResponse, problem: HttpProblem): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response.statusCode = problem.status;
  if (problem.code === 'TOO_LARGE') response.setHeader('connection', 'close');
  response.setHeader('content-type', 'application/problem+json');
  response.setHeader('cache-control', 'no-store');
  response.end(JSON.stringify(problem.toProblem()));
}

const bodyLimitBytes = 3 * 1024 * 1024;

/** @throws HttpProblem BAD_REQUEST or TOO_LARGE */
export async function readJson(request: IncomingMessage): Promise<unknown> {
  if (!/^application\/json\b/.test(String(request.headers['content-type'] ?? ''))) {
    throw new HttpProblem('BAD_REQUEST', 'The body must be application/json.');
  }
  const body = await readBody(request);
  try {
    return JSON.parse(body.toString('utf8'));
  } catch (cause) {
    throw new HttpProblem('BAD_REQUEST', `The body is no JSON: ${(cause as Error).message}`, cause);
  }
}

/** What is beyond the limit is read and dropped: a connection that is cut would lose the answer. */
function readBody(request: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= bodyLimitBytes) chunks.push(chunk);
      else reject(new HttpProblem('TOO_LARGE', `The body is over ${bodyLimitBytes} bytes.`));
    });
    request.on('end', () => resolve(Buffer.concat(chunks)));
    request.on('error', reject);
  });
}
