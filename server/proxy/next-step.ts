import type { HeaderLine, RoutingOutcome } from '#lib/routing/decision.ts';
import { answerPreflight, findPreflight } from '#lib/routing/filters/cors.ts';
import { findRoute } from '#lib/routing/find-route.ts';
import { pickBackend, pickEndpoint, statusWithoutBackends } from '#lib/routing/pick-backend.ts';
import type {
  BackendEndpoint,
  BackendState,
  RedirectFilter,
  RouteFilter,
  RuleAction,
  WeightedBackend,
} from '#lib/routing/route-table.ts';
import type { PlainAnswer } from './answers.ts';
import type { PortState } from './port-server.ts';
import type { RequestHead } from './request-head.ts';

export type Matched = Extract<RoutingOutcome, { kind: 'matched' }>;
export type ForwardAction = Extract<RuleAction, { kind: 'forward' }>;

export type ResolvedBackend = Extract<BackendState, { state: 'resolved' }>;

/** What is to be done with a request whose head was read. */
export type Step =
  | Readonly<{ kind: 'answer'; answer: PlainAnswer; reason: string | null }>
  /** 204 */
  | Readonly<{ kind: 'preflight'; lines: readonly HeaderLine[] }>
  | Readonly<{ kind: 'redirect'; matched: Matched; redirect: RedirectFilter; filters: readonly RouteFilter[] }>
  | Readonly<{
      kind: 'forward';
      matched: Matched;
      action: ForwardAction;
      backend: WeightedBackend;
      /** the backend's, as it is resolved */
      outcome: ResolvedBackend;
      endpoint: BackendEndpoint;
    }>;

/** `backend` is set as soon as one was drawn, usable or not. */
export type Decided = Readonly<{ outcome: RoutingOutcome; backend: WeightedBackend | null; step: Step }>;

/**
 * Decides by the table alone.
 *
 * @param random uniform in [0, 1), drawn anew for each call
 */
export function decide(state: PortState, head: RequestHead, random: () => number): Decided {
  const { outcome } = findRoute(state.index, head.routed, { trace: 'off' });
  const step = (answer: PlainAnswer, reason: string | null = null): Decided => ({
    outcome,
    backend: null,
    step: { kind: 'answer', answer, reason },
  });
  if (outcome.kind === 'badRequest') return step('badRequest', outcome.why);
  if (outcome.kind !== 'matched') return step(outcome.kind);
  const { action } = outcome.entry;
  const cors = findPreflight(action, head.routed);
  if (cors) return { outcome, backend: null, step: { kind: 'preflight', lines: answerPreflight(cors, head.routed) } };
  switch (action.kind) {
    case 'unusable':
      return step('ruleUnusable', action.problems.map(({ message }) => message).join('; '));
    case 'redirect':
      return { outcome, backend: null, step: { ...action, matched: outcome } };
    case 'forward':
      return { outcome, ...drawBackend(outcome, action, random) };
  }
}

/** The backend is drawn first, over all of them; then it may turn out to be invalid or empty. */
function drawBackend(matched: Matched, action: ForwardAction, random: () => number): Omit<Decided, 'outcome'> {
  const draw = pickBackend(action.backends, random());
  if (draw.kind === 'none') {
    const isLegacy = draw.why === 'noBackends' && statusWithoutBackends(matched.entry.route) === 503;
    return { backend: null, step: { kind: 'answer', answer: isLegacy ? 'noForwardTo' : draw.why, reason: null } };
  }
  return { backend: draw.backend, step: stepTo(matched, action, draw.backend, random) };
}

function stepTo(matched: Matched, action: ForwardAction, backend: WeightedBackend, random: () => number): Step {
  const { outcome, filters } = backend;
  if (outcome.state === 'invalid') return { kind: 'answer', answer: 'invalidBackend', reason: outcome.reason };
  const redirect = filters.find((filter) => filter.type === 'RequestRedirect');
  if (redirect) return { kind: 'redirect', matched, redirect, filters: [...filters, ...action.filters] };
  const endpoint = pickEndpoint(outcome.endpoints, random());
  if (!endpoint) return { kind: 'answer', answer: 'noEndpoints', reason: null };
  return { kind: 'forward', matched, action, backend, outcome, endpoint };
}
