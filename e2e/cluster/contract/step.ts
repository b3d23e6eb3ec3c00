import type { Loose } from '../../scenarios/kube.ts';
import type { Asked, Server } from './server.ts';

/** What earlier steps kept of their answers on this server, by name. */
export type Kept = { [name: string]: Loose };

/** One thing asked of both servers; its answers must be alike. */
export type Step = Readonly<{
  name: string;
  run: (server: Server, kept: Kept) => Promise<unknown>;
}>;

type Said = Omit<Asked, 'method' | 'path' | 'body'> &
  Readonly<{
    body?: unknown;
    /** keeps the body of the answer under this name */
    keep?: string;
    /** the part of the answer that is compared */
    part?: (body: Loose) => unknown;
  }>;

/** A request; a path or body that depends on earlier answers is a function of them. */
export function ask(
  name: string,
  method: string,
  path: string | ((kept: Kept) => string),
  { body, headers, keep, part }: Said = {},
): Step {
  return {
    name,
    run: async (server, kept) => {
      const sent = typeof body === 'function' ? (body as (kept: Kept) => unknown)(kept) : body;
      const to = typeof path === 'function' ? path(kept) : path;
      const answer = await server.ask({
        method,
        path: to,
        ...(sent !== undefined && { body: sent }),
        ...(headers && { headers }),
      });
      if (keep) kept[keep] = answer.body;
      return part && answer.code < 400 ? { ...answer, body: part(answer.body) } : answer;
    },
  };
}

export const types = {
  merge: { 'content-type': 'application/merge-patch+json' },
  json: { 'content-type': 'application/json-patch+json' },
  strategic: { 'content-type': 'application/strategic-merge-patch+json' },
  apply: { 'content-type': 'application/apply-patch+yaml' },
  table: { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' },
  metadata: { accept: 'application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io' },
} as const;

/** A command line of kubectl, words parted by spaces. */
export function kubectl(line: string, input?: string): Step {
  return { name: `kubectl ${line}`, run: (server) => server.kubectl(line.split(' '), input) };
}

/** An object of a group version, terse enough for a table. */
export function object(apiVersion: string, kind: string, name: string, rest: object = {}, metadata: object = {}) {
  return { apiVersion, kind, metadata: { name, ...metadata }, ...rest };
}
