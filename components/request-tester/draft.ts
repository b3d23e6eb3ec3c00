import { TEST_METHODS } from '#lib/api/test-request-fields.ts';
import { formatKey, identityOf, type ObjectKey, objectKey, parseObjectKey } from '#lib/kube/object-key.ts';

const GATEWAY_API = 'gateway.networking.k8s.io';

/** Counts that are suggested. */
export const COUNTS = [10, 100, 1000] as const;

/** A header as it is typed; `id` only tells rows apart. */
export type DraftHeader = Readonly<{ id: number; name: string; value: string }>;

/** A request as it is composed. What is null was not chosen and follows from the cluster. */
export type Draft = Readonly<{
  /** what declares the listener: a Gateway or a ListenerSet */
  gateway: ObjectKey | null;
  listener: string | null;
  method: string;
  host: string | null;
  path: string;
  headers: readonly DraftHeader[];
  body: string;
}>;

type Query = Readonly<{ get: (name: string) => string | null; getAll: (name: string) => readonly string[] }>;

/** The request an address stands for: `/test?gateway=infra/edge&listener=web&method=GET&host=…&path=…&header=a:b`. */
export function readDraft(query: Query): Draft {
  const method = query.get('method')?.toUpperCase() ?? 'GET';
  return {
    gateway: readGateway(query.get('gateway')),
    listener: query.get('listener'),
    method: TEST_METHODS.find((known) => known === method) ?? 'GET',
    host: query.get('host'),
    path: query.get('path') ?? '/',
    headers: query.getAll('header').flatMap((line, id) => {
      const colon = line.indexOf(':');
      return colon < 1 ? [] : [{ id, name: line.slice(0, colon).trim(), value: line.slice(colon + 1).trim() }];
    }),
    body: '',
  };
}

/** The query of a draft. Bodies, and headers that may hold a secret, never stand in an address. */
export function writeDraft(draft: Draft): string {
  const query = new URLSearchParams();
  if (draft.gateway) query.set('gateway', formatGateway(draft.gateway));
  if (draft.listener) query.set('listener', draft.listener);
  if (draft.method !== 'GET') query.set('method', draft.method);
  if (draft.host !== null) query.set('host', draft.host);
  if (draft.path !== '/') query.set('path', draft.path);
  for (const { name, value } of draft.headers)
    if (name.trim() !== '' && !looksSecret(name)) query.append('header', `${name.trim()}: ${value}`);
  const text = query.toString();
  return text === '' ? '' : `?${text}`;
}

/** Whether a header by its name may carry what should not be in a link. */
export function looksSecret(name: string): boolean {
  return /auth|cookie|token|secret|passw|key|session|credential|signature|jwt|csrf/i.test(name);
}

/** `namespace/name`, or the whole key for Gateways of the older API and for ListenerSets. */
function formatGateway(key: ObjectKey): string {
  const { group, kind } = identityOf(key);
  return group === GATEWAY_API && kind === 'Gateway' ? formatKey(key) : key;
}

function readGateway(text: string | null): ObjectKey | null {
  if (!text) return null;
  const [namespace, name, ...rest] = text.split('/');
  if (namespace && name && rest.length === 0)
    return objectKey({ group: GATEWAY_API, kind: 'Gateway', namespace, name });
  return parseObjectKey(text);
}

/** GET and HEAD carry none here; what was typed stays for when the method changes back. */
export function carriesBody(method: string): boolean {
  return method !== 'GET' && method !== 'HEAD' && method !== 'TRACE';
}
