import type { ListenerKey } from '#lib/binding/result.ts';
import { findRoute } from './find-route.ts';
import { indexListeners, type PortIndex } from './route-index.ts';
import type { ListenerTable, RouteEntry, WeightedBackend } from './route-table.ts';

/**
 * A GET without headers or query that a listener answers.
 *
 * `partly`: of the backends that share it some would not answer.
 */
export type PlainGet = Readonly<{
  /** the Host (and server name) to ask for; null: the address of the Gateway will do */
  host: string | null;
  path: string;
  answer: 'served' | 'redirected' | 'partly';
}>;

/** Entries that are tried per listener: enough for a person, and a Gateway may hold tens of thousands. */
const TRIED = 200;
/** Any host that no listener and no Route names. */
const ADDRESS = '127.0.0.1';
const ORDER: readonly PlainGet['answer'][] = ['served', 'redirected', 'partly'];

/**
 * For each listener of a Gateway the best GET that is known to be answered there; none for a listener that is not
 * served, that speaks no HTTP, that lets no client in without a certificate, or whose rules ask for more.
 *
 * @param listeners all of the Gateway: on a port the narrower one takes a host from the broader
 */
export function plainGets(listeners: readonly ListenerTable[]): ReadonlyMap<ListenerKey, PlainGet> {
  const gets = new Map<ListenerKey, PlainGet>();
  for (const onPort of Map.groupBy(listeners, ({ port }) => port).values()) {
    const index = indexListeners(onPort);
    for (const listener of onPort) {
      const get = bestGet(index, listener);
      if (get) gets.set(listener.key, get);
    }
  }
  return gets;
}

/** Of two GETs the one that shows more; negative when it is the first. */
export function comparePlainGets(a: PlainGet, b: PlainGet): number {
  return ORDER.indexOf(a.answer) - ORDER.indexOf(b.answer);
}

function bestGet(index: PortIndex, listener: ListenerTable): PlainGet | null {
  const { serving, protocol, clientValidation, entries } = listener;
  if (serving.state !== 'serving' || !['HTTP', 'HTTPS'].includes(protocol)) return null;
  if (clientValidation?.mode === 'AllowValidOnly') return null;
  let best: PlainGet | null = null;
  for (const entry of entries.filter(asksNothingMore).slice(0, TRIED)) {
    const get = tryEntry(index, listener, entry);
    if (get?.answer === 'served') return get;
    if (get && (!best || comparePlainGets(get, best) < 0)) best = get;
  }
  return best;
}

function asksNothingMore({ match: { path, method, headers, queryParams } }: RouteEntry): boolean {
  const isPlain = headers.length === 0 && queryParams.length === 0 && (method === null || method === 'GET');
  return isPlain && path.type !== 'RegularExpression';
}

/** Asked of the table itself: another entry may take the path, another listener the host. */
function tryEntry(index: PortIndex, listener: ListenerTable, entry: RouteEntry): PlainGet | null {
  const host = (entry.hostname || listener.hostname).replace(/^\*\./, 'www.') || null;
  const path = entry.match.path.value || '/';
  const sni = listener.protocol === 'HTTPS' ? { sni: host } : {};
  const request = { host: host ?? ADDRESS, ...sni, method: 'GET', path, query: '', headers: [] };
  const { outcome } = findRoute(index, request, { trace: 'off' });
  if (outcome.kind !== 'matched' || outcome.listener !== listener.key) return null;
  const answer = answerOf(outcome.entry);
  return answer && { host, path, answer };
}

function answerOf({ action }: RouteEntry): PlainGet['answer'] | null {
  if (action.kind === 'redirect') return 'redirected';
  if (action.kind === 'unusable') return null;
  const weighted = action.backends.filter(({ weight }) => weight > 0);
  if (!weighted.some(canAnswer)) return null;
  return weighted.every(canAnswer) ? 'served' : 'partly';
}

const canAnswer = ({ outcome }: WeightedBackend) => outcome.state === 'resolved' && outcome.endpoints.length > 0;
