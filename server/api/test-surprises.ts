import type { Prediction, TestAnswer } from '#lib/api/test-messages.ts';
import type { ListenerKey } from '#lib/binding/result.ts';
import { formatKey } from '#lib/kube/object-key.ts';
import type { AccessRecord } from '#lib/routing/access-record.ts';

/** What became of one request. */
export type Outcome =
  | Readonly<{ kind: 'answered'; answer: TestAnswer }>
  | Readonly<{ kind: 'failed'; why: string; record: AccessRecord | null }>;

/** What of a prediction did not come true, a sentence each; empty when all of it did, as far as it can be seen. */
export function findSurprises(prediction: Prediction, outcome: Outcome): readonly string[] {
  if (outcome.kind === 'failed') {
    return isHandshakeRefused(prediction) ? [] : [`An answer was predicted, but there was none: ${outcome.why}.`];
  }
  const { answer } = outcome;
  if (isHandshakeRefused(prediction))
    return [`The TLS handshake was predicted to be refused, but the answer is ${answer.status}.`];
  const recorded = answer.record ? compareRecord(prediction, answer.record) : [];
  // a wrong rule or backend explains every other difference
  if (recorded.length > 0) return recorded;
  return [...compareStatus(prediction, answer), ...compareLocation(prediction, answer)];
}

function isHandshakeRefused({ handshake }: Prediction): boolean {
  return handshake !== 'done';
}

function compareRecord(prediction: Prediction, record: AccessRecord): readonly string[] {
  const { outcome } = prediction.decision;
  const listener = 'listener' in outcome ? outcome.listener : null;
  if (listener !== record.listener) {
    return [`Listener ${nameOf(listener)} was predicted, but ${nameOf(record.listener)} took it.`];
  }
  const entry = outcome.kind === 'matched' ? outcome.entry : null;
  const isSame =
    (entry?.route ?? null) === record.route &&
    (entry?.ruleIndex ?? null) === record.ruleIndex &&
    (entry?.matchIndex ?? null) === record.matchIndex;
  if (!isSame) return [`${nameRule(entry)} was predicted, but ${nameRule(record)} took it.`];
  return compareBackend(prediction, record);
}

function compareBackend({ backends }: Prediction, record: AccessRecord): readonly string[] {
  if (record.backend === null) return [];
  const drawable = backends.filter(({ weight }) => weight > 0);
  const drawn = drawable.filter(({ target, port }) => target === record.backend && port === record.backendPort);
  if (drawn.length === 0) return [`${formatKey(record.backend)} got it, which is no backend of the rule.`];
  const { endpoint } = record;
  const isKnown = drawn
    .flatMap(({ endpoints }) => endpoints)
    .some(({ address, port }) => address === endpoint?.address && port === endpoint.port);
  if (endpoint && !isKnown) return [`Endpoint ${endpoint.address}:${endpoint.port} got it, which is not a ready one.`];
  return [];
}

function compareStatus(prediction: Prediction, { status, record }: TestAnswer): readonly string[] {
  const expected = expectedStatus(prediction, record);
  if (expected === undefined) return [];
  if (expected !== null) return expected === status ? [] : [`${expected} was predicted, but the answer is ${status}.`];
  if (!record || record.answer === null) return [];
  const why = record.reason ? `: ${record.reason}` : '';
  const backend = record.backend ? formatKey(record.backend) : 'a backend';
  return [`An answer of ${backend} was predicted, but the data plane answered ${status} itself${why}.`];
}

/** null: whatever the backend answers; undefined: nothing can be said, because it is not known which backend it was. */
function expectedStatus({ backends, status }: Prediction, record: AccessRecord | null): number | null | undefined {
  if (status !== null || backends.length === 0) return status;
  if (!record?.backend) return record ? null : undefined;
  const drawn = backends.find(({ target, port }) => target === record.backend && port === record.backendPort);
  return drawn ? drawn.status : undefined;
}

function compareLocation({ location }: Prediction, { headers }: TestAnswer): readonly string[] {
  if (location === null) return [];
  const actual = headers.find(([name]) => name.toLowerCase() === 'location')?.[1];
  if (actual === location) return [];
  return [`A redirect to ${location} was predicted, but ${actual ? `it goes to ${actual}` : 'there is no Location'}.`];
}

function nameOf(listener: ListenerKey | null): string {
  return listener === null ? 'none' : listener.slice(listener.indexOf('#') + 1);
}

function nameRule(rule: Pick<AccessRecord, 'route' | 'ruleIndex' | 'matchIndex'> | null): string {
  if (!rule || rule.route === null) return 'no Route';
  return `rules[${rule.ruleIndex}].matches[${rule.matchIndex}] of ${formatKey(rule.route)}`;
}
