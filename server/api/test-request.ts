import type { ManyAnswers, Prediction, TestRequest, TestResponse, TestTarget } from '#lib/api/test-messages.ts';
import type { BindingResult } from '#lib/binding/result.ts';
import type { AccessRecord } from '#lib/routing/access-record.ts';
import type { RoutedRequest } from '#lib/routing/decision.ts';
import type { RouteTable } from '#lib/routing/route-table.ts';
import type { Snapshot } from '#lib/snapshot/snapshot.ts';
import { formatCurl } from './curl-line.ts';
import { predict } from './predict.ts';
import { linesOf, type OutgoingRequest, sendRequest, serverNameOf } from './send-request.ts';
import { findListener, findPlace, formatAuthority, readTestRequest, type TestPlace } from './test-input.ts';
import { compareShares } from './test-shares.ts';
import { findSurprises, type Outcome } from './test-surprises.ts';
import { findTarget, statusAddresses, type TargetSources } from './test-target.ts';

export type TesterState = Readonly<{ snapshot: Snapshot; binding: BindingResult; table: RouteTable }>;

export type TesterDeps = Readonly<
  Omit<TargetSources, 'snapshot'> & {
    /** @throws HttpProblem NOT_READY until the first snapshot was judged */
    state: () => TesterState;
    /** resolves with the data plane's record of a request id, null when none came in time */
    records: Readonly<{ expect: (requestId: string) => Promise<AccessRecord | null> }>;
    /** uniform in [0, 1) */
    random: () => number;
  }
>;

export type RequestTester = Readonly<{
  /**
   * Predicts what becomes of a request and sends it, as often as asked. Nothing of the dashboard's own request goes
   * along: what is sent is what the input says.
   *
   * @throws HttpProblem BAD_REQUEST naming the field
   */
  run: (input: unknown) => Promise<TestResponse>;
}>;

const requestIdHeader = 'x-gatehouse-request-id';
const concurrency = 32;
/** Requests not begun by then are not sent. */
const patienceMs = 30_000;
/** of about a second each: as long as a request may take, and one more */
const maxWaits = 6;

export function createRequestTester(deps: TesterDeps): RequestTester {
  return {
    run: async (input) => {
      const request = withoutRequestId(readTestRequest(input));
      const { snapshot, table } = deps.state();
      const place = findPlace(request, table);
      const target = findTarget(place, { ...deps, snapshot });
      const host = request.host || ownAuthority(place, target, snapshot);
      const newId = createIds(deps.random);
      const ask = (): RoutedRequest =>
        routedRequest(place, outgoingHead(request, host, isOurs(place) ? newId() : null));
      const prediction = predict(place, ask());
      const isStale = (): boolean => weightsNow(request, ask(), deps) !== weightsText(prediction);
      const response = { request, target, prediction };
      if (target.kind === 'unreachable')
        return { ...response, curl: '', answer: null, failure: null, many: null, surprises: [] };
      const clientCertificate = prediction.handshake === 'clientCertificate' ? 'fromFiles' : 'none';
      const curl = formatCurl({ request, protocol: place.listener.protocol, host, target, clientCertificate });
      const run = await sendAll({ request, place, target, host, newId }, deps);
      return {
        ...response,
        curl,
        ...summarise(run, { prediction, ours: isOurs(place), generation: table.generation, isStale }),
      };
    },
  };
}

const isOurs = ({ gateway }: TestPlace) => gateway.owner === 'ours';

/** The id is ours to give: another in its place would only hide the record. */
function withoutRequestId(request: TestRequest): TestRequest {
  return { ...request, headers: request.headers.filter(([name]) => name.toLowerCase() !== requestIdHeader) };
}

/** What a client puts into Host when it is pointed at the Gateway's address; none when it has no address at all. */
function ownAuthority({ gateway, listener }: TestPlace, target: TestTarget, snapshot: Snapshot): string {
  if (target.kind === 'reached') return formatAuthority(target.address, target.port, listener.protocol);
  const [first] = statusAddresses(gateway.gateway, snapshot);
  return first ? formatAuthority(first.value, listener.port, listener.protocol) : '';
}

type Head = Pick<OutgoingRequest, 'method' | 'host' | 'path' | 'headers' | 'body'>;

function outgoingHead({ method, path, headers, body }: TestRequest, host: string, id: string | null): Head {
  return { method, host, path, headers: id === null ? headers : [...headers, [requestIdHeader, id]], body };
}

/** The request as the data plane reads it. */
function routedRequest({ listener }: TestPlace, head: Head): RoutedRequest {
  const question = head.path.indexOf('?');
  return {
    host: head.host === '' ? null : head.host,
    method: head.method,
    path: question < 0 ? head.path : head.path.slice(0, question),
    query: question < 0 ? '' : head.path.slice(question + 1),
    headers: linesOf(head),
    ...(listener.protocol === 'HTTPS' && { sni: serverNameOf(head.host) || null }),
  };
}

/** Ids of one run: a random part, then a number. */
function createIds(random: () => number): () => string {
  const part = () =>
    Math.floor(random() * 2 ** 48)
      .toString(36)
      .padStart(10, '0');
  const run = `test-${part()}${part()}`;
  let count = 0;
  return () => `${run}-${++count}`;
}

type Sending = Readonly<{
  request: TestRequest;
  place: TestPlace;
  target: Extract<TestTarget, { kind: 'reached' }>;
  host: string;
  newId: () => string;
}>;

type Run = Readonly<{ outcomes: readonly Outcome[]; elapsedMs: number }>;

async function sendAll(sending: Sending, deps: TesterDeps): Promise<Run> {
  const started = performance.now();
  const pending: Promise<Outcome>[] = [];
  const { count } = sending.request;
  const work = async (): Promise<void> => {
    while (pending.length < count && performance.now() - started < patienceMs) {
      const { answered, outcome } = sendOne(sending, deps, pending.length === 0 ? 'keepBody' : 'dropBody');
      pending.push(outcome);
      await answered;
    }
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, count) }, work));
  const elapsedMs = Math.round(performance.now() - started);
  return { outcomes: await Promise.all(pending), elapsedMs };
}

/** `answered` settles with the answer, `outcome` once the data plane's record is there too; neither rejects. */
function sendOne(
  { request, place, target, host, newId }: Sending,
  { records }: TesterDeps,
  body: 'keepBody' | 'dropBody',
): Readonly<{ answered: Promise<unknown>; outcome: Promise<Outcome> }> {
  const id = isOurs(place) ? newId() : null;
  const protocol = place.listener.protocol === 'HTTPS' ? 'HTTPS' : 'HTTP';
  let isOver = false;
  const record = id === null ? Promise.resolve(null) : awaitRecord(id, records.expect, () => isOver);
  const { address, port } = target;
  const answered = sendRequest({ protocol, address, port, ...outgoingHead(request, host, id) })
    .then(
      (answer) => ({ answer: body === 'keepBody' ? answer : { ...answer, body: '' } }),
      (error: Error & { code?: string }) => ({ why: error.code ?? error.message }),
    )
    .finally(() => {
      isOver = true;
    });
  const outcome = Promise.all([answered, record]).then(
    ([result, found]): Outcome =>
      'answer' in result
        ? { kind: 'answered', answer: { ...result.answer, record: found } }
        : { kind: 'failed', why: result.why, record: found },
  );
  return { answered, outcome };
}

/** A record follows its answer within moments, but the answer may take longer than one wait. */
async function awaitRecord(
  id: string,
  expect: TesterDeps['records']['expect'],
  isOver: () => boolean,
): Promise<AccessRecord | null> {
  for (let wait = 0; wait < maxWaits; wait++) {
    const wasOver = isOver();
    const record = await expect(id);
    if (record || wasOver) return record;
  }
  return null;
}

/** Which backends a request is shared out to, as text to compare. */
const weightsText = ({ backends }: Prediction) =>
  JSON.stringify(backends.map(({ target, weight }) => [target, weight]));

/** The same by the table of this moment; null when the listener is gone. */
function weightsNow(request: TestRequest, asked: RoutedRequest, { state }: TesterDeps): string | null {
  const { gateways } = state().table;
  const places = gateways.flatMap((gateway) => {
    const listener = findListener(request, gateway);
    return listener ? [{ gateway, listener }] : [];
  });
  const [place] = places;
  return place ? weightsText(predict(place, asked)) : null;
}

type Expectation = Readonly<{
  prediction: Prediction;
  /** only our own data plane records what it does */
  ours: boolean;
  /** of the table the prediction was read from */
  generation: number;
  /** whether the weights have changed since */
  isStale: () => boolean;
}>;

type Summary = Pick<TestResponse, 'answer' | 'failure' | 'many' | 'surprises'>;

function summarise({ outcomes, elapsedMs }: Run, expectation: Expectation): Summary {
  const [first] = outcomes;
  return {
    answer: first?.kind === 'answered' ? first.answer : null,
    failure: first?.kind === 'failed' ? first.why : null,
    many: outcomes.length > 1 ? countAnswers(outcomes, elapsedMs, expectation) : null,
    surprises: countSurprises(outcomes, expectation),
  };
}

function countAnswers(outcomes: readonly Outcome[], elapsedMs: number, expectation: Expectation): ManyAnswers {
  const { prediction, ours, isStale } = expectation;
  const statuses = outcomes.flatMap((outcome) => (outcome.kind === 'answered' ? [outcome.answer.status] : []));
  const failures = outcomes.flatMap((outcome) => (outcome.kind === 'failed' ? [outcome.why] : []));
  const { shares, agreement } = compareShares(prediction, ours ? recordsOf(outcomes) : null);
  return {
    sent: outcomes.length,
    failures: tally(failures).map(([why, count]) => ({ why, count })),
    elapsedMs,
    statuses: tally(statuses)
      .map(([status, count]) => ({ status, count }))
      .sort((a, b) => a.status - b.status),
    shares,
    agreement: shares && isStale() ? 'unknown' : agreement,
  };
}

function recordsOf(outcomes: readonly Outcome[]): readonly AccessRecord[] {
  return outcomes.flatMap((outcome) => {
    const record = outcome.kind === 'answered' ? outcome.answer.record : outcome.record;
    return record ? [record] : [];
  });
}

function tally<T>(values: readonly T[]): readonly (readonly [T, number])[] {
  const counts = new Map<T, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a);
}

/** Each once, with how many requests it befell; and whether another table was at work than the prediction's. */
function countSurprises(outcomes: readonly Outcome[], { prediction, generation }: Expectation): readonly string[] {
  const counted = tally(outcomes.flatMap((outcome) => findSurprises(prediction, outcome)));
  if (counted.length === 0) return [];
  const sentences = counted.map(([text, count]) =>
    outcomes.length === 1 ? text : `${count} of ${outcomes.length}: ${text}`,
  );
  const isOther = recordsOf(outcomes).some((record) => record.generation !== generation);
  if (!isOther) return sentences;
  return [...sentences, 'The route table changed while the request was under way; send it again to compare.'];
}
