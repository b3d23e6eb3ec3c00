import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { bind, bindRoutes } from '#lib/binding/bind.ts';
import { embeddedProxyCapabilities, wholeSpecCapabilities } from '#lib/binding/capabilities.ts';
import type {
  BindingResult,
  BindOptions,
  GatewayResult,
  ListenerResult,
  ListenerSetResult,
  ListenerVerdict,
  ParentResult,
  RouteResult,
} from '#lib/binding/result.ts';
import { formatSentence } from '#lib/binding/sentence.ts';
import { applyChange, changeObject } from '#lib/explain/apply-change.ts';
import { certificateReferences } from '#lib/explain/certificate-references.ts';
import { suggestObject, suggestSection } from '#lib/explain/did-you-mean.ts';
import { explainGateway } from '#lib/explain/explain-gateway.ts';
import { explainListenerSet } from '#lib/explain/explain-listener-set.ts';
import { explainRoute } from '#lib/explain/explain-route.ts';
import { explainTlsPolicy } from '#lib/explain/explain-tls-policy.ts';
import type {
  Explanation,
  Fix,
  GatewayExplanation,
  ListenerSetExplanation,
  TlsPolicyExplanation,
} from '#lib/explain/explanation.ts';
import { admit } from '#lib/gateway-api/admit.ts';
import { findKind } from '#lib/gateway-api/kinds.ts';
import type { ConditionVerdict } from '#lib/kube/condition.ts';
import { groupOf } from '#lib/kube/object.ts';
import { formatKey, type ObjectKey } from '#lib/kube/object-key.ts';
import { snapshotFromManifests } from '#lib/snapshot/from-manifests.ts';
import type { Snapshot } from '#lib/snapshot/snapshot.ts';
import { statusOf } from '#lib/status/status-of.ts';
import { buildTopology } from '#lib/topology/build-topology.ts';

/** `UPDATE_GOLDENS=1` writes what the engine says now; look at every line that changed. */
const update = process.env.UPDATE_GOLDENS === '1';
const root = join(import.meta.dirname, '..');
const cases = globSync('binding/testdata/*.in.yaml', { cwd: import.meta.dirname })
  .map((file) => basename(file, '.in.yaml'))
  .sort();

type Case = Readonly<{ snapshot: Snapshot; result: BindingResult; options: BindOptions; problems: readonly string[] }>;

/** Comment lines at the top say what else is read: `# include: …`, `# coverage: partial`, `# capabilities: whole`. */
function load(name: string): Case {
  const file = join(import.meta.dirname, 'binding/testdata', `${name}.in.yaml`);
  const text = readFileSync(file, 'utf8');
  const setting = (key: string) => new RegExp(`^# ${key}: (.*)$`, 'm').exec(text)?.[1];
  const included = setting('include')?.split(' ') ?? [];
  const files = included.map((path) => ({ file: path, text: readFileSync(join(root, path), 'utf8') }));
  const coverage = setting('coverage') === 'partial' ? 'partial' : 'complete';
  const { snapshot, problems } = snapshotFromManifests([...files, { file: `${name}.in.yaml`, text }], coverage);
  const options: BindOptions = {
    controllerNames: ['gatehouse.dev/gateway-controller'],
    capabilities: setting('capabilities') === 'whole' ? wholeSpecCapabilities : embeddedProxyCapabilities,
    dataPlane: { kind: 'granted' },
    adoptUnclassed: coverage === 'partial' ? 'yes' : 'no',
  };
  const refused = problems.filter(({ severity }) => severity === 'refused');
  return { snapshot, options, result: bind(snapshot, options), problems: refused.map(({ message }) => message) };
}

const verdict = ({ status, reason, message }: ConditionVerdict) => `${status} ${reason}: ${message}`;
const conditions = (list: readonly ConditionVerdict[]) => Object.fromEntries(list.map((c) => [c.type, verdict(c)]));

function describeCase({ snapshot, result, options }: Case): unknown {
  const topology = buildTopology(snapshot, result, {
    drift: new Map(),
    suggest: (missing) => suggestObject(snapshot, missing),
    suggestSection: (gateway, name) => suggestSection(snapshot, gateway, name),
  });
  return {
    gateways: Object.fromEntries(
      [...result.gateways].map(([key, gateway]) => [
        key,
        describeGateway(gateway, explainGateway(snapshot, result, key, options)),
      ]),
    ),
    ...(result.listenerSets.size > 0 && {
      listenerSets: Object.fromEntries(
        [...result.listenerSets].map(([key, set]) => [
          key,
          describeSet(set, explainListenerSet(snapshot, result, key, options)),
        ]),
      ),
    }),
    routes: Object.fromEntries(
      [...result.routes.keys()].map((key) => [
        key,
        describeRoute(result, key, explainRoute(snapshot, result, key, options)),
      ]),
    ),
    grants: Object.fromEntries(
      [...result.grants].map(([key, { opens }]) => [key, opens.map((o) => `${o.from} ${o.field} → ${o.to}`)]),
    ),
    ...(result.backendTlsPolicies.size > 0 && {
      backendTlsPolicies: Object.fromEntries(
        [...result.backendTlsPolicies].map(([key, policy]) => [
          key,
          {
            targets: policy.targets.map(({ service, sectionName, lookup, supersededBy }) =>
              [
                service,
                sectionName ?? [],
                lookup.state === 'found' ? [] : lookup.state,
                supersededBy === null ? [] : `superseded by ${supersededBy}`,
              ]
                .flat()
                .join(' '),
            ),
            conditions: conditions(policy.conditions),
            ancestors: policy.ancestors,
            ...describePolicy(explainTlsPolicy(snapshot, result, key, options)),
          },
        ]),
      ),
    }),
    statuses: Object.fromEntries(
      [
        ...result.gateways.keys(),
        ...result.listenerSets.keys(),
        ...result.routes.keys(),
        ...result.backendTlsPolicies.keys(),
      ].map((key) => [
        key,
        statusOf(snapshot, result, key, { controllerNames: options.controllerNames, now: '1970-01-01T00:00:00Z' }),
      ]),
    ),
    edges: Object.values(topology.edges)
      .map((edge) => `${edge.id} ${edge.type === 'attachment' ? edge.verdict : edge.type}: ${edge.sentence}`)
      .sort(),
  };
}

function describeGateway(gateway: GatewayResult, explanation: GatewayExplanation | null) {
  const { fixes = [], willNotHelp = [] } = explanation ?? {};
  return {
    owner: gateway.owner,
    ...conditions(gateway.conditions),
    listeners: describeListeners(gateway.listeners),
    ...(fixes.length > 0 && { fixes: fixes.map(describeFix) }),
    ...(willNotHelp.length > 0 && { willNotHelp: willNotHelp.map(formatSentence) }),
  };
}

function describePolicy(explanation: TlsPolicyExplanation | null) {
  return {
    headline: explanation && formatSentence(explanation.headline),
    fixes: explanation?.fixes.map(describeFix),
    willNotHelp: explanation?.willNotHelp.map(formatSentence),
  };
}

function describeSet(set: ListenerSetResult, explanation: ListenerSetExplanation | null) {
  return {
    owner: set.owner,
    gateway: `${set.gateway} ${set.target.state}`,
    headline: explanation && formatSentence(explanation.headline),
    ...conditions(set.conditions),
    listeners: describeListeners(set.listeners),
    fixes: explanation?.fixes.map(describeFix),
    willNotHelp: explanation?.willNotHelp.map(formatSentence),
  };
}

function describeFix(fix: Fix) {
  return {
    [fix.role]: formatSentence(fix.sentence),
    effects: fix.sideEffects.map(formatSentence).join(' '),
    changes: fix.changes.map(formatKey).join(' '),
    commands: fix.commands.join('\n'),
  };
}

function describeListeners(listeners: readonly ListenerResult[]) {
  return Object.fromEntries(
    listeners.map((listener) => [
      listener.name,
      {
        ...conditions(listener.conditions),
        kinds: listener.supportedKinds.map(({ kind }) => kind).join(' '),
        attached: listener.attachedRoutes.map(formatKey).join(' '),
      },
    ]),
  );
}

function describeRoute(result: BindingResult, key: ObjectKey, explanation: Explanation | null) {
  const route = result.routes.get(key);
  if (!route || !explanation) throw new Error(`no route ${key}`);
  return {
    accepted: route.accepted,
    resolvedRefs: verdict(route.resolvedRefs),
    headline: `${explanation.verdict}: ${formatSentence(explanation.headline)}`,
    parents: route.parents.map((parent, index) => ({
      parent: `${parent.source.from} ${parent.parent} ${parent.target.state} ${parent.owner}`,
      accepted: parent.accepted && verdict(parent.accepted),
      ...(parent.partiallyInvalid && { partiallyInvalid: verdict(parent.partiallyInvalid) }),
      listeners: Object.fromEntries(parent.listeners.map((v) => [v.listenerName, describeListener(v)])),
      didYouMean: explanation.parents[index]?.didYouMean?.object,
    })),
    rules: explanation.rules.map(({ sentence }) => formatSentence(sentence)),
    backends: explanation.backends.map((b) => `${b.outcome} ${b.field}: ${formatSentence(b.sentence)}`),
    fixes: explanation.fixes.map(describeFix),
    willNotHelp: explanation.willNotHelp.map(formatSentence),
  };
}

function describeListener({ attachment, checks, effectiveHostnames }: ListenerVerdict) {
  const outcomes = checks.map(({ check, outcome }) => `${check} ${outcome}`).join(', ');
  const hostnames = effectiveHostnames.length > 0 ? ` [${effectiveHostnames.map((h) => h || 'any').join(' ')}]` : '';
  return `${attachment}${hostnames}: ${outcomes}`;
}

/** A parentRef is cured where it stands or by going away, whatever its siblings came to; a v1alpha1 entry may move. */
function isCured(before: readonly ParentResult[], after: readonly ParentResult[], index: number): boolean {
  const was = before[index];
  const isTrue = (parent?: ParentResult) => parent?.accepted?.status === 'True';
  if (was?.source.from === 'parentRef') return after.length < before.length || isTrue(after[index]);
  return isTrue(after[index]) || isTrue(after.find(({ parent }) => parent === was?.parent));
}

describe.each(cases)('%s', (name) => {
  test('verdicts, statuses, sentences and edges are as written down', () => {
    const loaded = load(name);
    const file = join(import.meta.dirname, 'binding/testdata', `${name}.out.yaml`);
    const text = stringify(describeCase(loaded), { lineWidth: 0, aliasDuplicateObjects: false });
    if (update) writeFileSync(file, text);
    expect(text).toBe(readFileSync(file, 'utf8'));
  });

  test('the manifests are admitted', () => {
    expect(load(name).problems).toEqual([]);
  });

  test('the API server would take every fix as it is', () => {
    const { snapshot, result, options } = load(name);
    for (const key of result.routes.keys()) {
      for (const { change } of explainRoute(snapshot, result, key, options)?.fixes ?? []) {
        const changed = change && changeObject(snapshot, change);
        if (!changed) continue;
        const { after, before } = changed;
        const declaration = findKind(groupOf(after.apiVersion), after.kind);
        const admission = declaration && admit(declaration, after, before ?? undefined);
        expect({ change, causes: admission?.causes, unknown: admission?.unknownFields }).toEqual({
          change,
          causes: [],
          unknown: [],
        });
      }
    }
  });

  test('every fix that can be applied cures what it is for, or says that it is not enough', () => {
    const { snapshot, result, options } = load(name);
    for (const key of result.routes.keys()) {
      for (const fix of explainRoute(snapshot, result, key, options)?.fixes ?? []) {
        if (fix.change === null) continue;
        const after = bindRoutes(applyChange(snapshot, fix.change), options, [key]).get(key);
        const words = fix.sideEffects.map(formatSentence).join(' ');
        const { cures } = fix;
        const cured =
          cures.kind === 'parent'
            ? isCured(result.routes.get(key)?.parents ?? [], after?.parents ?? [], cures.parent)
            : cures.kind === 'reference'
              ? isGood(bind(applyChange(snapshot, fix.change), options), cures.object, cures.field)
              : isResolved(after, cures.field, formatSentence(fix.sentence).startsWith('Take ') ? 'goes' : 'stays');
        expect(cured || words.includes('not enough'), `${key}: ${formatSentence(fix.sentence)} ${words}`).toBe(true);
      }
    }
  });

  test('every fix of a ListenerSet is admitted, and cures it or says that it is not enough', () => {
    const { snapshot, result, options } = load(name);
    for (const [key, { listeners: before }] of result.listenerSets) {
      for (const fix of explainListenerSet(snapshot, result, key, options)?.fixes ?? []) {
        if (fix.change === null) continue;
        const after = bind(applyChange(snapshot, fix.change), options).listenerSets.get(key);
        const accepted = after?.conditions.find(({ type }) => type === 'Accepted')?.status === 'True';
        const words = fix.sideEffects.map(formatSentence).join(' ');
        expect(accepted || words.includes('not enough'), `${key}: ${formatSentence(fix.sentence)} ${words}`).toBe(true);
        expect(after?.listeners).toHaveLength(before.length);
      }
    }
  });

  test('every fix of a Gateway or a BackendTLSPolicy is admitted, and cures its reference or says that it is not enough', () => {
    const { snapshot, result, options } = load(name);
    const fixes = [
      ...[...result.gateways.keys()].flatMap((key) => explainGateway(snapshot, result, key, options)?.fixes ?? []),
      ...[...result.backendTlsPolicies.keys()].flatMap(
        (key) => explainTlsPolicy(snapshot, result, key, options)?.fixes ?? [],
      ),
    ];
    for (const { change, cures, sentence, sideEffects } of fixes) {
      if (change === null || cures.kind !== 'reference') continue;
      const after = bind(applyChange(snapshot, change), options);
      const words = sideEffects.map(formatSentence).join(' ');
      const cured = isGood(after, cures.object, cures.field);
      expect(cured || words.includes('not enough'), `${cures.object}: ${formatSentence(sentence)} ${words}`).toBe(true);
    }
  });
});

/** The reference to a backend resolves, or is gone where the fix is to take it out. */
function isResolved(after: RouteResult | undefined, field: string | null, fate: 'stays' | 'goes'): boolean {
  const found = after?.rules.flatMap(({ backends }) => backends).filter((backend) => backend.field === field) ?? [];
  return found.length === 0 ? fate === 'goes' : found.every(({ outcome }) => outcome.state === 'valid');
}

/** The reference resolves; of a policy's target, the policy is in force for it. */
function isGood({ gateways, backendTlsPolicies }: BindingResult, object: ObjectKey, field: string): boolean {
  const gateway = gateways.get(object);
  const policy = backendTlsPolicies.get(object);
  const references = gateway ? certificateReferences(gateway) : (policy?.caCertificates ?? []);
  const reference = references.find((candidate) => candidate.field === field);
  if (reference) return reference.outcome.state === 'valid';
  return policy?.conditions.find(({ type }) => type === 'Accepted')?.status === 'True';
}
