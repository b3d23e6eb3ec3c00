import type { PredictedBackend, TestResponse } from '#lib/api/test-messages.ts';
import { list, prose, type Sentence, say } from '#lib/binding/sentence.ts';
import { formatKey, identityOf } from '#lib/kube/object-key.ts';
import type { AccessRecord } from '#lib/routing/access-record.ts';
import { modifyPath } from '#lib/routing/filters/url-rewrite.ts';
import type { RouteEntry, RouteFilter } from '#lib/routing/route-table.ts';
import { formatMatch, nameOf, sayNoMatch } from './rejection-words.ts';

export type StepName = 'Listener' | 'Route' | 'Rule' | 'Filters' | 'Backend' | 'Endpoint';

/** `stopped`: the request ends here with an error; `answered`: it ends here as it should (a redirect). */
export type StepState = 'passed' | 'stopped' | 'answered' | 'notReached';

export type Step = Readonly<{
  name: StepName;
  state: StepState;
  /** kind or protocol in front of the title */
  badge: string | null;
  title: Sentence;
  detail: Sentence;
  /** null where nothing is predicted */
  predicted: string | null;
  /** null where nothing is known */
  actual: string | null;
  agreement: 'same' | 'differs' | 'unknown';
}>;

/** What of the place is not in the response. */
export type StepContext = Readonly<{ protocol: string; port: number }>;

/** The way of a request through the Gateway, predicted beside actual; many requests show the first. */
export function buildSteps(response: TestResponse, context: StepContext): readonly Step[] {
  const { outcome } = response.prediction.decision;
  const entry = outcome.kind === 'matched' ? outcome.entry : null;
  const facts: Facts = { response, context, record: response.answer?.record ?? null };
  const listener = listenerStep(facts);
  if (listener.state !== 'passed')
    return [listener, ...notReached(['Route', 'Rule', 'Filters', 'Backend', 'Endpoint'])];
  const route = routeStep(facts, entry);
  if (!entry) return [listener, route, ...notReached(['Rule', 'Filters', 'Backend', 'Endpoint'])];
  const rule = ruleStep(facts, entry);
  if (rule.state === 'stopped') return [listener, route, rule, ...notReached(['Filters', 'Backend', 'Endpoint'])];
  const filters = filtersStep(facts, entry);
  if (filters.state !== 'passed') return [listener, route, rule, filters, ...notReached(['Backend', 'Endpoint'])];
  const backend = backendStep(facts);
  const endpoint = backend.state === 'passed' ? [endpointStep(facts)] : notReached(['Endpoint']);
  return [listener, route, rule, filters, backend, ...endpoint];
}

type Facts = Readonly<{ response: TestResponse; context: StepContext; record: AccessRecord | null }>;

function notReached(names: readonly StepName[]): readonly Step[] {
  return names.map((name) => ({
    name,
    state: 'notReached',
    badge: null,
    title: say`Not reached`,
    detail: [],
    predicted: null,
    actual: null,
    agreement: 'unknown',
  }));
}

/** Predicted and actual of the same thing. `actual` null: not reported. */
function pair(predicted: string, actual: string | null): Pick<Step, 'predicted' | 'actual' | 'agreement'> {
  return { predicted, actual, agreement: actual === null ? 'unknown' : actual === predicted ? 'same' : 'differs' };
}

/** The status of a request that ends here, where an answer shows it. */
function endsWith(facts: Facts): Pick<Step, 'predicted' | 'actual' | 'agreement'> {
  const { prediction, answer, failure } = facts.response;
  const handshake = 'no handshake';
  return pair(
    prediction.status === null ? handshake : String(prediction.status),
    answer ? String(answer.status) : failure === null ? null : prediction.status === null ? handshake : 'no answer',
  );
}

function listenerStep(facts: Facts): Step {
  const { decision, sentence, handshake } = facts.response.prediction;
  const { outcome, trace } = decision;
  const { protocol, port } = facts.context;
  if (handshake === 'clientCertificate') {
    const title = prose('It asks for a client certificate');
    return { name: 'Listener', state: 'stopped', badge: protocol, title, detail: sentence, ...endsWith(facts) };
  }
  if (outcome.kind !== 'matched' && outcome.kind !== 'noRoute') {
    const titles = {
      noListener: 'No listener takes it',
      misdirected: 'Two listeners are meant',
      badRequest: 'It cannot be read',
    } as const;
    const title = prose(titles[outcome.kind]);
    return { name: 'Listener', state: 'stopped', badge: protocol, title, detail: sentence, ...endsWith(facts) };
  }
  const name = nameOf(outcome.listener);
  const chosen = trace?.listeners.find(({ listener }) => listener === outcome.listener);
  const others = (trace?.listeners.length ?? 1) - 1;
  const hostname = chosen?.hostname ? say`hostname ${chosen.hostname}` : prose('any hostname');
  const detail =
    others === 0
      ? say`Only listener on port ${port}, ${hostname}.`
      : say`The narrowest of ${others + 1} on port ${port}: ${hostname}.`;
  const actual = facts.record && (facts.record.listener === null ? 'none' : nameOf(facts.record.listener));
  return {
    name: 'Listener',
    state: 'passed',
    badge: protocol,
    title: say`${name}${prose(` :${port}`)}`,
    detail,
    ...pair(name, actual),
  };
}

function routeStep(facts: Facts, entry: RouteEntry | null): Step {
  const { trace } = facts.response.prediction.decision;
  const candidates = trace?.candidates ?? [];
  const attached = new Set(
    candidates.flatMap(({ entry: { standing, route } }) => (standing === 'attached' ? [route] : [])),
  ).size;
  const omitted = trace?.omitted ? prose(' or more') : [];
  if (!entry) {
    const detail =
      attached === 0
        ? say`No Route is attached to this listener.`
        : sayNoMatch(candidates, say`${attached}${omitted} attached`, trace?.path ?? '');
    const title = prose('No attached Route matches');
    const ends = endsWith(facts);
    const took = facts.record?.route ? { actual: formatKey(facts.record.route), agreement: 'differs' as const } : {};
    return { name: 'Route', state: 'stopped', badge: null, title, detail, ...ends, ...took };
  }
  const matching = new Set(
    candidates.flatMap(({ verdict, entry: { route, standing } }) =>
      verdict.kind === 'rejected' || standing === 'refused' ? [] : [route],
    ),
  ).size;
  const name = formatKey(entry.route);
  const detail =
    entry.standing === 'refused'
      ? say`It matches, yet it is refused: none of its rules can be served.`
      : sayAttached(matching, attached, omitted);
  const actual = facts.record && (facts.record.route === null ? 'none' : formatKey(facts.record.route));
  const badge = identityOf(entry.route).kind;
  return { name: 'Route', state: 'passed', badge, title: say`${name}`, detail, ...pair(name, actual) };
}

function sayAttached(matching: number, attached: number, omitted: Sentence): Sentence {
  if (attached === 1) return say`The only attached Route; it matches.`;
  if (matching === 1) return say`Of ${attached}${omitted} attached, the only one that matches.`;
  return say`First of ${matching} that match, of ${attached}${omitted} attached.`;
}

function ruleStep(facts: Facts, entry: RouteEntry): Step {
  const { trace } = facts.response.prediction.decision;
  const title = say`${`rules[${entry.ruleIndex}].matches[${entry.matchIndex}]`}`;
  const base = { name: 'Rule', badge: null, title } as const;
  if (entry.action.kind === 'unusable') {
    const why = entry.action.problems.map(({ message }) => message).join('; ');
    return { ...base, state: 'stopped', detail: say`Asks for what is not served: ${prose(why)}.`, ...endsWith(facts) };
  }
  const { record } = facts;
  const actual = record && (record.ruleIndex === null ? 'none' : `rules[${record.ruleIndex}]`);
  const detail = say`${formatMatch(entry.match)} covers ${trace?.path ?? ''}.`;
  return { ...base, state: 'passed', detail, ...pair(`rules[${entry.ruleIndex}]`, actual) };
}

function filtersStep(facts: Facts, entry: RouteEntry): Step {
  const { action } = entry;
  const filters = action.kind === 'unusable' ? [] : action.filters;
  const path = facts.response.prediction.decision.trace?.path ?? '';
  const title = filters.length === 0 ? prose('None on this rule') : list(filters.map(nameOfFilter));
  const detail = filters.flatMap((filter, index) => [
    ...(index > 0 ? prose(' ') : []),
    ...sayFilter(filter, path, entry),
  ]);
  const base = { name: 'Filters', badge: null, title, detail } as const;
  if (action.kind === 'redirect') return { ...base, state: 'answered', ...endsWith(facts) };
  const words = filters.length === 0 ? 'unchanged' : 'as written';
  const { record } = facts;
  // the data plane records the rule; its filters are those of the same table
  const isSameRule = record?.route === entry.route && record.ruleIndex === entry.ruleIndex;
  return { ...base, state: 'passed', ...pair(words, isSameRule ? words : null) };
}

const nameOfFilter = (filter: RouteFilter) => (filter.type === 'notServed' ? filter.name : filter.type);

function sayFilter(filter: RouteFilter, path: string, entry: RouteEntry): Sentence {
  switch (filter.type) {
    case 'RequestHeaderModifier':
    case 'ResponseHeaderModifier': {
      const lines = [
        ...filter.set.map(({ name, value }) => `set ${name}: ${value}`),
        ...filter.add.map(({ name, value }) => `add ${name}: ${value}`),
        ...filter.remove.map((name) => `remove ${name}`),
      ];
      return say`${prose(filter.type === 'RequestHeaderModifier' ? 'On the request: ' : 'On the answer: ')}${list(lines)}.`;
    }
    case 'URLRewrite': {
      const to = modifyPath(filter.path, path, entry.match.path);
      const host = filter.hostname === null ? [] : say` Host becomes ${filter.hostname}.`;
      return to === path ? say`The path stays.${host}` : say`The path becomes ${to}.${host}`;
    }
    case 'RequestRedirect':
      return say`Answers ${filter.statusCode}; nothing is forwarded.`;
    case 'RequestMirror': {
      const { target, port, outcome } = filter.backend;
      const copy = filter.share === 1 ? 'A copy goes' : `A copy of ${formatShare(filter.share)} of the requests goes`;
      const why = outcome.state === 'resolved' ? [] : say` It is not sent: ${outcome.reason}.`;
      return say`${prose(copy)} to ${`${identityOf(target).name}:${port ?? 'no port'}`}; its answer is dropped.${why}`;
    }
    case 'CORS':
      return say`Answers preflights, and adds CORS headers where the origin is one of ${list(filter.allowOrigins)}.`;
    case 'notServed':
      return say`Not judged by this version.`;
  }
}

/** `0.125` → `12.5 %` */
const formatShare = (share: number) => `${Number((share * 100).toFixed(2))} %`;

function backendStep(facts: Facts): Step {
  const { backends, status } = facts.response.prediction;
  const drawable = backends.filter(({ weight }) => weight > 0);
  const [first] = drawable;
  const base = { name: 'Backend', badge: null, title: [], detail: [] } as const;
  if (!first) {
    const title = prose(backends.length === 0 ? 'The rule names no backend' : 'All weights are 0');
    return { ...base, state: 'stopped', title, ...endsWith(facts) };
  }
  if (status !== null) return { ...base, state: status < 400 ? 'answered' : 'stopped', ...endsWith(facts) };
  const words = drawable.length === 1 ? nameOfBackend(first) : `one of ${drawable.length}, by weight`;
  const drawn = drawnBackend(facts);
  if (!drawn) {
    const other = facts.record?.backend;
    const answeredBy = facts.record && (other ? identityOf(other).name : 'none');
    return {
      ...base,
      state: 'passed',
      ...pair(words, null),
      ...(answeredBy && { actual: answeredBy, agreement: 'differs' }),
    };
  }
  const answered = drawn.status === null ? '' : `, ${drawn.status}`;
  const isEnd = drawn.status !== null;
  return {
    ...base,
    state: isEnd ? (drawn.status < 400 ? 'answered' : 'stopped') : 'passed',
    predicted: words,
    actual: `${nameOfBackend(drawn)}${answered}`,
    agreement: drawn.status === null || drawn.status === facts.response.answer?.status ? 'same' : 'differs',
  };
}

/** The backend that got the request, if it is one of the rule's. */
export function drawnBackend({ response }: Pick<Facts, 'response'>): PredictedBackend | null {
  const record = response.answer?.record;
  if (!record?.backend) return null;
  const { backends } = response.prediction;
  return backends.find(({ target, port }) => target === record.backend && port === record.backendPort) ?? null;
}

const nameOfBackend = ({ target }: PredictedBackend) => identityOf(target).name;

function endpointStep(facts: Facts): Step {
  const { record } = facts;
  const { backends } = facts.response.prediction;
  const candidates = backends.filter(({ weight, status }) => weight > 0 && status === null);
  const ready = (drawnBackend(facts) ?? (candidates.length === 1 ? candidates[0] : null))?.endpoints ?? null;
  const endpoint = record?.endpoint ?? null;
  const base = { name: 'Endpoint', state: 'passed', badge: null } as const;
  const predicted =
    ready === null
      ? 'one that is ready'
      : ready.length === 1
        ? (ready[0]?.address ?? '')
        : `one of ${ready.length} ready`;
  if (!endpoint) {
    const title = ready === null ? prose('One of the backend that is drawn') : prose(`One of ${ready.length} ready`);
    return { ...base, title, detail: [], predicted, actual: null, agreement: 'unknown' };
  }
  const isKnown = ready?.some(({ address, port }) => address === endpoint.address && port === endpoint.port) ?? false;
  return {
    ...base,
    title: say`${`${endpoint.address}:${endpoint.port}`}`,
    detail: endpoint.pod === null ? [] : say`Pod ${endpoint.pod}`,
    predicted,
    actual: endpoint.address,
    agreement: isKnown ? 'same' : 'differs',
  };
}
