import type { PredictedBackend, Prediction } from '#lib/api/test-messages.ts';
import { list, prose, type Sentence, say } from '#lib/binding/sentence.ts';
import { coversHostname } from '#lib/gateway-api/hostname.ts';
import { formatKey } from '#lib/kube/object-key.ts';
import type { Decision, RoutedRequest, RoutingOutcome } from '#lib/routing/decision.ts';
import { answerPreflight, findPreflight } from '#lib/routing/filters/cors.ts';
import { formatLocation } from '#lib/routing/filters/redirect.ts';
import { findRoute } from '#lib/routing/find-route.ts';
import { readHost } from '#lib/routing/match/host.ts';
import { statusWithoutBackends } from '#lib/routing/pick-backend.ts';
import { indexListeners, wildcardSpan } from '#lib/routing/route-index.ts';
import type { ListenerTable, RedirectFilter, RuleAction, WeightedBackend } from '#lib/routing/route-table.ts';
import type { TestPlace } from './test-input.ts';

type Matched = Extract<RoutingOutcome, { kind: 'matched' }>;

/** What is sent and where it comes in; enough to know the answer that the data plane gives itself. */
type Asked = Readonly<{
  listener: ListenerTable;
  request: RoutedRequest;
  /** the listeners of the port that take no requests */
  notServing: readonly ListenerTable[];
}>;

/**
 * What the route table says of a request that comes to a listener's port: the rule and its backends, or the data
 * plane's own answer. The same look-up as traffic, with the reasons.
 *
 * @see Gateway API, HTTPRouteRule.backendRefs for the status codes
 */
export function predict(place: TestPlace, request: RoutedRequest): Prediction {
  const { listener } = place;
  const sharing = place.gateway.listeners.filter(
    ({ port, protocol }) => port === listener.port && protocol === listener.protocol,
  );
  const index = indexListeners(sharing);
  const decision = findRoute(index, request, { trace: 'on' });
  const asked = { listener, request, notServing: index.notServing };
  const { outcome } = decision;
  const isNameless = outcome.kind === 'noListener' && outcome.because === 'sni';
  const found = predictFound(decision, asked);
  if (isNameless) return { ...found, handshake: 'noListener' };
  // asked for by port, so that each listener of the port asks alike
  if (listener.clientValidation?.mode !== 'AllowValidOnly') return { ...found, handshake: 'done' };
  const sentence = say`Listener ${listener.name} asks every client for a certificate (${'spec.tls.frontend'} of the Gateway), and a test shows none, so the TLS handshake is refused. To a client that shows one: ${found.sentence}`;
  return { decision, handshake: 'clientCertificate', sentence, status: null, location: null, backends: [] };
}

/** The same once the TLS handshake is done. */
function predictFound(decision: Decision, asked: Asked): Omit<Prediction, 'handshake'> {
  const { outcome } = decision;
  if (outcome.kind !== 'matched') {
    const status = ownStatuses[outcome.kind];
    const isHandshake = outcome.kind === 'noListener' && outcome.because === 'sni';
    return {
      decision,
      sentence: sayUnmatched(decision, outcome, asked),
      // a handshake that is refused gives no answer
      status: isHandshake ? null : status,
      location: null,
      backends: [],
    };
  }
  return { decision, ...predictAction(outcome, asked, decision) };
}

const ownStatuses: Readonly<Record<Exclude<RoutingOutcome['kind'], 'matched'>, number>> = {
  noRoute: 404,
  noListener: 404,
  misdirected: 421,
  badRequest: 400,
};

function predictAction(matched: Matched, asked: Asked, decision: Decision): Omit<Prediction, 'decision' | 'handshake'> {
  const { action } = matched.entry;
  const rule = say`${`rules[${matched.entry.ruleIndex}]`} of ${formatKey(matched.entry.route)}`;
  const beaten = sayRefused(decision, 'would come first');
  const cors = findPreflight(action, asked.request);
  if (cors) {
    const lets = answerPreflight(cors, asked.request).some(([name]) => name === 'Access-Control-Allow-Origin');
    const origin = prose(lets ? 'lets the origin in' : 'does not let the origin in');
    const sentence = say`${rule} answers the CORS preflight itself (${204}) and ${origin}.${beaten}`;
    return { sentence, status: 204, location: null, backends: [] };
  }
  switch (action.kind) {
    case 'unusable': {
      const why = prose(action.problems.map(({ message }) => message).join('; '));
      const sentence = say`${rule} asks for something that is not served (${why}), so the answer is ${500}.${beaten}`;
      return { sentence, status: 500, location: null, backends: [] };
    }
    case 'redirect': {
      const location = locationOf(action.redirect, matched, asked);
      const { statusCode } = action.redirect;
      const sentence = say`${rule} redirects it (${statusCode}) to ${location}.${beaten}`;
      return { sentence, status: statusCode, location, backends: [] };
    }
    case 'forward': {
      const backends = predictBackends(action, matched, asked);
      const none = backends.length === 0 ? statusWithoutBackends(matched.entry.route) : 500;
      const sentence = say`${rule} ${sayBackends(backends, none)}${beaten}`;
      return { sentence, status: commonStatus(backends, none), location: null, backends };
    }
  }
}

function predictBackends(
  { backends }: Extract<RuleAction, { kind: 'forward' }>,
  matched: Matched,
  asked: Asked,
): readonly PredictedBackend[] {
  const total = backends.reduce((sum, { weight }) => sum + weight, 0);
  return backends.map((backend) => {
    const { target, port, weight, outcome } = backend;
    const redirect = redirectOf(backend);
    return {
      target,
      port,
      weight,
      share: total === 0 ? 0 : weight / total,
      status: statusOf(backend),
      outcome: outcome.state === 'resolved' ? 'valid' : outcome.reason === 'Unknown' ? 'unknown' : 'invalid',
      reason: reasonOf(backend, redirect && locationOf(redirect, matched, asked)),
      endpoints: outcome.state === 'resolved' ? outcome.endpoints : [],
    };
  });
}

const redirectOf = ({ filters }: WeightedBackend) =>
  filters.find((filter) => filter.type === 'RequestRedirect') ?? null;

function statusOf(backend: WeightedBackend): number | null {
  const { outcome } = backend;
  if (outcome.state === 'invalid') return 500;
  const redirect = redirectOf(backend);
  if (redirect) return redirect.statusCode;
  return outcome.endpoints.length === 0 ? 503 : null;
}

function reasonOf({ outcome }: WeightedBackend, location: string | null): string | null {
  if (outcome.state === 'invalid') return outcome.reason === 'Unknown' ? outcome.message : outcome.reason;
  if (location !== null) return `redirects to ${location}`;
  return outcome.endpoints.length === 0 ? 'no ready endpoints' : null;
}

/** The status every drawable backend gives, `none` without any; null when one of them gives its own, or they differ. */
function commonStatus(backends: readonly PredictedBackend[], none: number): number | null {
  const drawable = backends.filter(({ weight }) => weight > 0);
  if (drawable.length === 0) return none;
  const statuses = new Set(drawable.map(({ status }) => status));
  return statuses.size === 1 ? (drawable[0]?.status ?? null) : null;
}

function locationOf(redirect: RedirectFilter, matched: Matched, { listener, request }: Asked): string {
  const host = readHost(request.host);
  return formatLocation(redirect, {
    scheme: listener.protocol === 'HTTPS' ? 'https' : 'http',
    listenerPort: listener.port,
    hostname: host.ok ? host.host : '',
    path: matched.path,
    query: request.query,
    matched: matched.entry.match.path,
  });
}

function sayBackends(backends: readonly PredictedBackend[], none: number): Sentence {
  const drawable = backends.filter(({ weight }) => weight > 0);
  const [first] = drawable;
  if (!first) {
    const what = backends.length === 0 ? 'names no backend' : 'has only backends of weight 0';
    return say`${prose(what)}, so the answer is ${none}.`;
  }
  const fates = sayFates(drawable);
  if (drawable.length === 1) return say`sends it to ${nameOf(first)}.${fates}`;
  const shares = drawable.map((backend) => `${nameOf(backend)} (${backend.weight})`);
  return say`sends it to ${list(shares, 'or')}, by weight.${fates}`;
}

/** What the shares get that do not get an answer of their backend; those alike in one sentence. */
function sayFates(drawable: readonly PredictedBackend[]): Sentence {
  const failing = drawable.filter(({ status }) => status !== null);
  const alike = Map.groupBy(failing, ({ status, reason }) => `${status} ${reason}`);
  return [...alike.values()].flatMap((backends) => {
    const names = [...new Set(backends.map(({ target }) => formatKey(target)))];
    const isAll = backends.length === drawable.length;
    const whose = isAll ? say`Every request gets` : say`The share of ${list(names)} gets`;
    const [first] = backends;
    return say` ${whose} ${first?.status ?? ''}: ${prose(first?.reason ?? '')}.`;
  });
}

function nameOf({ target, port }: PredictedBackend): string {
  return port === null ? formatKey(target) : `${formatKey(target)}:${port}`;
}

function sayUnmatched(decision: Decision, outcome: Exclude<RoutingOutcome, Matched>, asked: Asked): Sentence {
  const { listener, request } = asked;
  const wouldMatch = sayRefused(decision, 'would match');
  switch (outcome.kind) {
    case 'noRoute': {
      const name =
        outcome.listener === listener.key ? listener.name : outcome.listener.slice(outcome.listener.indexOf('#') + 1);
      return say`No attached Route matches ${request.path}, so listener ${name} answers ${404}.${wouldMatch}`;
    }
    case 'noListener': {
      const isHandshake = outcome.because === 'sni';
      const name = isHandshake ? request.sni : decision.trace?.host;
      const what = isHandshake
        ? { has: 'server name', lacks: 'a handshake without a server name' }
        : { has: 'host', lacks: 'a request without a host' };
      const then = isHandshake ? prose('the TLS handshake is refused') : say`the answer is ${404}`;
      const cause = sayNoListener(asked, what, name || null);
      return say`${cause}, so ${then}.${wouldMatch}`;
    }
    case 'misdirected':
      return say`The host belongs to another listener than the TLS handshake was for, so the answer is ${421}.`;
    case 'badRequest':
      return say`The request is refused with ${400}: ${prose(outcome.why)}.`;
  }
}

/** That no listener is there for a name, or which one would be if it served. */
function sayNoListener(
  { listener, notServing }: Asked,
  what: Readonly<{ has: string; lacks: string }>,
  name: string | null,
): Sentence {
  const barred = notServing.find(({ hostname, dialect }) =>
    coversHostname(hostname, name ?? '', wildcardSpan(dialect)),
  );
  const noRequests = prose('but takes no requests');
  if (name === null && barred) return say`Listener ${barred.name} would take ${prose(what.lacks)} ${noRequests}`;
  if (name === null) return say`No listener on port ${listener.port} takes ${prose(what.lacks)}`;
  if (barred) return say`Listener ${barred.name} is for the ${prose(what.has)} ${name} ${noRequests}`;
  return say`No listener on port ${listener.port} has the ${prose(what.has)} ${name}`;
}

/** Refused Routes that would have taken the request, at most two by name. */
function sayRefused({ trace }: Decision, would: string): Sentence {
  const first = trace?.refused.filter(({ standing }) => standing === 'first') ?? [];
  const routes = [...new Set(first.map(({ entry }) => formatKey(entry.route)))];
  if (routes.length === 0) return [];
  const shown = routes.slice(0, 2);
  const more = routes.length - shown.length;
  const not = routes.length === 1 ? 'it is not attached' : 'they are not attached';
  return say` ${list(shown)}${prose(more > 0 ? ` and ${more} more` : '')} ${prose(would)}, but ${prose(not)}.`;
}
