import type { Check, SelectorEvaluation, SelectorRequirement } from '#lib/binding/result.ts';
import { compareText } from '#lib/kube/object-key.ts';

/** What a check compared, side by side. `unmet` marks the cell at the right that does not fit. */
export type Operands = Readonly<{
  heads: readonly [string, string, string];
  rows: readonly Readonly<{
    name: string;
    needs: string;
    has: string;
    /** `idle`: not asked for, shown because it is there */
    state: 'met' | 'unmet' | 'idle';
  }>[];
}>;

/** The operands of a check as a table; null where the sentence says it all. */
export function operandsOf(check: Check): Operands | null {
  switch (check.check) {
    case 'routeNamespace':
      return check.selector && selectorRows(check.selector, check.routeNamespace);
    case 'listenerSet':
      return listenerSetRows(check);
    case 'routeLabels':
      return selectorRows(check.selector, 'Route');
    case 'hostname':
      return {
        heads: ['Hostnames', 'listener', 'Route'],
        rows: [
          {
            name: 'spec',
            needs: check.listenerHostname ?? 'any',
            has: anyOf(check.routeHostnames),
            state: check.outcome === 'fail' ? 'unmet' : 'met',
          },
        ],
      };
    case 'routeKind':
      return {
        heads: ['Kinds', 'listener admits', 'Route is'],
        rows: [
          {
            name: check.protocol,
            needs: check.supportedKinds.map(({ kind }) => kind).join(', ') || 'none',
            has: check.kind.kind,
            state: check.outcome === 'fail' ? 'unmet' : 'met',
          },
        ],
      };
    case 'parentSection':
      return sectionRows(check);
    case 'routeAllows':
      return {
        heads: ['Gateways', 'selects the Route', 'Route allows'],
        rows: [
          {
            name: check.allow,
            needs: `${check.gateway.namespace}/${check.gateway.name}`,
            has: allowed(check),
            state: check.outcome === 'fail' ? 'unmet' : 'met',
          },
        ],
      };
    case 'rules':
      return {
        heads: ['Field', 'Route has', 'why not'],
        rows: check.problems.map(({ field, value, why }) => {
          return { name: field.replace(/^spec\./, ''), needs: value ?? 'the block', has: why, state: 'unmet' } as const;
        }),
      };
  }
}

function listenerSetRows(check: Extract<Check, { check: 'listenerSet' }>): Operands | null {
  if (check.reason !== 'NotAllowed') return null;
  if (check.selector) return selectorRows(check.selector, check.setNamespace);
  const row = { name: 'from', needs: check.from, has: check.setNamespace, state: 'unmet' } as const;
  return { heads: ['Namespaces', 'allowedListeners', 'ListenerSet is in'], rows: [row] };
}

function sectionRows(check: Extract<Check, { check: 'parentSection' }>): Operands | null {
  const { sectionName, port, listener, mismatched } = check;
  const row = (name: 'sectionName' | 'port', needs: string, has: string) =>
    ({ name, needs, has, state: mismatched.includes(name) ? 'unmet' : 'met' }) as const;
  const rows = [
    ...(sectionName === null ? [] : [row('sectionName', sectionName, listener.name)]),
    ...(port === null ? [] : [row('port', String(port), String(listener.port))]),
  ];
  return rows.length === 0 ? null : { heads: ['Field', 'parentRef asks', 'listener is'], rows };
}

function selectorRows({ requirements, labels, malformed }: SelectorEvaluation, who: string): Operands | null {
  if (malformed !== null && requirements.length === 0) return null;
  const asked = new Set(requirements.map(({ key }) => key));
  const others = Object.entries(labels ?? {})
    .filter(([key]) => !asked.has(key))
    .sort(([a], [b]) => compareText(a, b));
  return {
    heads: ['Label', 'selector needs', `${who} has`],
    rows: [
      ...requirements.map((requirement) => ({
        name: requirement.key,
        needs: formatNeeds(requirement),
        has: requirement.actual ?? (labels === null ? 'not known' : requirement.met ? 'absent' : 'missing'),
        state: requirement.met ? ('met' as const) : ('unmet' as const),
      })),
      ...others.map(([name, has]) => ({ name, needs: 'not asked', has, state: 'idle' as const })),
    ],
  };
}

function formatNeeds({ operator, values }: SelectorRequirement): string {
  switch (operator) {
    case 'Equals':
      return values[0] ?? '';
    case 'In':
      return values.length === 1 ? (values[0] ?? '') : `one of ${values.join(', ')}`;
    case 'NotIn':
      return `none of ${values.join(', ')}`;
    case 'Exists':
      return 'any value';
    case 'DoesNotExist':
      return 'no such label';
    default:
      return 'malformed';
  }
}

function anyOf(hostnames: readonly string[]): string {
  return hostnames.length === 0 ? 'any' : hostnames.join(', ');
}

function allowed({ allow, gatewayRefs, routeNamespace }: Extract<Check, { check: 'routeAllows' }>): string {
  if (allow === 'All') return 'every Gateway';
  if (allow === 'SameNamespace') return `those of ${routeNamespace}`;
  return gatewayRefs.map(({ namespace, name }) => `${namespace}/${name}`).join(', ') || 'none';
}
