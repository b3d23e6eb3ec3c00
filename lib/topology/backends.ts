import { isKnown } from '#lib/binding/kind-words.ts';
import type { BackendResult, RouteResult } from '#lib/binding/result.ts';
import { formatSentence, listOf } from '#lib/binding/sentence.ts';
import { compareText, formatKey, identityOf, type ObjectKey } from '#lib/kube/object-key.ts';
import type { Snapshot } from '#lib/snapshot/snapshot.ts';
import type { Badge } from './badge.ts';
import { countEndpoints } from './endpoints.ts';
import type { BackendEdge, GhostNode, RouteNode, ServiceNode, ServiceTls, TopologyOptions } from './topology.ts';

export type Backends = Readonly<{ edges: readonly BackendEdge[]; nodes: readonly (ServiceNode | GhostNode)[] }>;

/** `dropped`: the rule it stands in cannot be served, so nothing is sent here by it. */
type Use = Readonly<{ backend: BackendResult; siblings: number; dropped: boolean }>;

/** Edges from Routes to what they send to, and those targets: Services, or ghosts of what is not there. */
export function backendsOf(
  snapshot: Snapshot,
  routes: Iterable<Readonly<{ route: RouteResult; node: RouteNode }>>,
  tls: ReadonlyMap<ObjectKey, readonly ServiceTls[]>,
  options: TopologyOptions,
): Backends {
  const edges: BackendEdge[] = [];
  const targets = new Map<ObjectKey, { from: ObjectKey; uses: BackendResult[] }>();
  for (const { route, node } of routes) {
    for (const uses of groupUses(route)) edges.push(edgeOf(route, node, uses));
    for (const { backend } of usesOf(route)) {
      const target = targets.get(backend.target) ?? { from: route.key, uses: [] };
      target.uses.push(backend);
      targets.set(backend.target, target);
    }
  }
  const endpointsOf = countEndpoints(snapshot);
  const nodes = [...targets]
    .sort(([a], [b]) => compareText(a, b))
    .map(([key, { from, uses }]) =>
      snapshot.services.has(key)
        ? serviceNode(snapshot, key, endpointsOf(key), tls.get(key) ?? [])
        : ghostOf(snapshot, key, from, uses, options),
    );
  return { edges, nodes };
}

function usesOf(route: RouteResult): readonly Use[] {
  return route.rules.flatMap((rule) => {
    const siblings = rule.backends.filter(({ role }) => role === 'backend').length;
    const drawn = rule.backends.filter(({ role }) => role !== 'extension');
    return drawn.map((backend) => ({ backend, siblings, dropped: rule.problems.length > 0 }));
  });
}

function groupUses(route: RouteResult): Iterable<readonly [Use, ...Use[]]> {
  const groups = new Map<string, [Use, ...Use[]]>();
  for (const use of usesOf(route)) {
    const id = edgeId(route.key, use.backend);
    const group = groups.get(id);
    if (group) group.push(use);
    else groups.set(id, [use]);
  }
  return groups.values();
}

function edgeId(route: ObjectKey, { target, ref, role }: BackendResult): string {
  return `${route}>${target}:${ref.port ?? ''}${role === 'backend' ? '' : `#${role}`}`;
}

function edgeOf(route: RouteResult, node: RouteNode, uses: readonly [Use, ...Use[]]): BackendEdge {
  const [{ backend: first }] = uses;
  const worst = uses.map(({ backend }) => backend).find(({ outcome }) => outcome.state === 'invalid') ?? first;
  const grant = grantOf(worst);
  const dropped = uses.every((use) => use.dropped);
  return {
    type: 'backend',
    id: edgeId(route.key, first),
    route: route.key,
    target: first.target,
    port: first.ref.port ?? null,
    label: labelOf(uses),
    state: backendState(worst, node.serving && !dropped),
    reason: worst.outcome.state === 'invalid' ? worst.outcome.reason : null,
    grant,
    openedBy: worst.grant.openedBy,
    sentence: `${sentenceOf(route, worst, labelOf(uses))}${dropped ? ' Its rule is dropped and answers 500.' : ''}`,
  };
}

function backendState({ outcome }: BackendResult, serving: boolean): BackendEdge['state'] {
  if (outcome.state === 'invalid') return 'broken';
  if (!serving) return 'notServing';
  return outcome.state === 'valid' ? 'serving' : 'unknown';
}

function grantOf({ grant, outcome }: BackendResult): BackendEdge['grant'] {
  if (!grant.needed) return 'notNeeded';
  if (grant.openedBy.length > 0) return 'granted';
  return outcome.state === 'unknown' ? 'unknown' : 'missing';
}

/** Weights are numbers as written; where rules differ all are shown. The only backend of a rule has none to show. */
function labelOf(uses: readonly [Use, ...Use[]]): string | null {
  const [{ backend }] = uses;
  if (backend.role !== 'backend') return backend.role;
  const weighed = uses.filter(({ siblings, backend: { weight } }) => siblings > 1 || weight === 0);
  const weights = [...new Set(weighed.map(({ backend: { weight } }) => weight))];
  return weights.length > 0 ? weights.join(' · ') : null;
}

function sentenceOf(route: RouteResult, backend: BackendResult, label: string | null): string {
  const { outcome, ref, target } = backend;
  const port = ref.port === undefined ? '' : `:${ref.port}`;
  const weight = label === null ? '' : backend.role === 'backend' ? `, weight ${label}` : `, ${label}`;
  const line = `${formatKey(route.key)} to ${identityOf(target).kind} ${formatKey(target)}${port}${weight}`;
  if (outcome.state === 'invalid') return `${line}: ${outcome.reason}. ${outcome.message}`;
  if (outcome.state === 'unknown') return `${line}: unknown. ${outcome.message}`;
  const opened = listOf('ReferenceGrant', 'ReferenceGrants', backend.grant.openedBy.map(formatKey));
  return backend.grant.openedBy.length > 0 ? `${line}, opened by ${formatSentence(opened)}.` : `${line}.`;
}

function serviceNode(
  snapshot: Snapshot,
  key: ObjectKey,
  endpoints: ServiceNode['endpoints'],
  tls: readonly ServiceTls[],
): ServiceNode {
  const service = snapshot.services.get(key);
  const ports = new Set((service?.spec?.ports ?? []).map(({ port }) => port));
  return {
    type: 'service',
    id: key,
    ...identityOf(key),
    createdAt: service?.metadata.creationTimestamp ?? null,
    // a wrong port or a missing grant is the Route's fault or the namespace's, and stands on the edge
    ports: [...ports].sort((a, b) => a - b),
    endpoints,
    tls,
  };
}

function ghostOf(
  snapshot: Snapshot,
  key: ObjectKey,
  from: ObjectKey,
  uses: readonly BackendResult[],
  options: TopologyOptions,
): GhostNode {
  const state = ghostState(snapshot, key, uses);
  const near = state === 'missing' ? options.suggest(key, from) : null;
  const invalidKind = { name: 'refused', word: 'InvalidKind' } as const;
  const badge: Readonly<Record<GhostNode['state'], Badge>> = {
    missing: { name: 'missing', word: 'Not found' },
    unknown: { name: 'silent', word: 'Not in sight' },
    notJudged: invalidKind,
    notKnown: uses.some(isInvalidKind) ? invalidKind : { name: 'silent', word: 'Not known' },
  };
  return {
    type: 'ghost',
    id: key,
    as: 'service',
    state,
    ...identityOf(key),
    badge: badge[state],
    didYouMean: near === null ? null : { id: near, text: formatKey(near) },
  };
}

const isInvalidKind = ({ outcome }: BackendResult) => outcome.state === 'invalid' && outcome.reason === 'InvalidKind';

function ghostState(snapshot: Snapshot, key: ObjectKey, uses: readonly BackendResult[]): GhostNode['state'] {
  const { group, kind } = identityOf(key);
  if (!isKnown({ group, kind })) return 'notKnown';
  if (uses.some(isInvalidKind)) return 'notJudged';
  if (group !== '' || kind !== 'Service') return 'unknown';
  return snapshot.coverage.services === 'complete' ? 'missing' : 'unknown';
}
