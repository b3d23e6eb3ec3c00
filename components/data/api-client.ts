import type { Problem } from '#lib/api/problem.ts';
import { ProblemError } from './problem-error.ts';

export type WriteOptions = Readonly<{
  method?: 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** from the session; writes without it are refused */
  csrfToken: string;
  signal?: AbortSignal | undefined;
}>;

/** GET of a JSON message. @throws ProblemError */
export async function getJson<T>(path: string, signal?: AbortSignal): Promise<T> {
  return read<T>(await send(path, { headers: { accept: 'application/json' }, ...(signal ? { signal } : {}) }));
}

/** A write with a JSON body. @throws ProblemError */
export async function sendJson<T>(path: string, body: unknown, options: WriteOptions): Promise<T> {
  return read<T>(
    await send(path, {
      method: options.method ?? 'POST',
      headers: {
        accept: 'application/json',
        'content-type': 'application/json',
        'x-csrf-token': options.csrfToken,
      },
      body: JSON.stringify(body),
      ...(options.signal ? { signal: options.signal } : {}),
    }),
  );
}

async function send(path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(path, { credentials: 'same-origin', ...init });
  } catch (cause) {
    if (init.signal?.aborted) throw cause;
    throw new ProblemError({
      type: 'about:blank',
      title: 'Gatehouse does not answer',
      status: 0,
      code: 'UNREACHABLE',
      detail: `${path} could not be reached. Is the Gatehouse process running?`,
    });
  }
}

async function read<T>(response: Response): Promise<T> {
  if (response.ok) return (await response.json()) as T;
  throw new ProblemError(await readProblem(response));
}

async function readProblem(response: Response): Promise<Problem> {
  const fallback: Problem = {
    type: 'about:blank',
    title: `${response.status} ${response.statusText}`.trim(),
    status: response.status,
    code: 'HTTP_ERROR',
    detail: `${new URL(response.url).pathname} answered ${response.status}.`,
  };
  if (!response.headers.get('content-type')?.includes('json')) return fallback;
  const body = (await response.json()) as Partial<Problem>;
  return { ...fallback, ...body };
}
