import { expect, test } from 'vitest';
import type { RouteNamespaceCheck } from '#lib/binding/result.ts';
import { evaluateSelector, type LabelSelectorLike } from '#lib/kube/label-selector.ts';
import { operandsOf } from './operands.ts';

function namespaceCheck(
  selector: LabelSelectorLike | undefined,
  labels: Record<string, string> | null,
): RouteNamespaceCheck {
  return {
    check: 'routeNamespace',
    outcome: 'fail',
    from: 'Selector',
    listenerNamespace: 'infra',
    routeNamespace: 'hr',
    selector: evaluateSelector(selector, labels),
  };
}

const rows = (...args: Parameters<typeof namespaceCheck>) =>
  operandsOf(namespaceCheck(...args))?.rows.map(({ name, needs, has, state }) => [name, needs, has, state]);

test('a label the selector asks for and the namespace lacks is missing; labels not asked for are shown as such', () => {
  expect(rows({ matchLabels: { access: 'true' } }, { 'kubernetes.io/metadata.name': 'hr' })).toEqual([
    ['access', 'true', 'missing', 'unmet'],
    ['kubernetes.io/metadata.name', 'not asked', 'hr', 'idle'],
  ]);
});

test('of a namespace that is not known nothing is said to be missing', () => {
  expect(rows({ matchLabels: { access: 'true' } }, null)).toEqual([['access', 'true', 'not known', 'unmet']]);
});

test.each([
  [{ key: 'team', operator: 'In', values: ['a', 'b'] }, 'one of a, b', 'c', 'unmet'],
  [{ key: 'team', operator: 'NotIn', values: ['a', 'b'] }, 'none of a, b', 'c', 'met'],
  [{ key: 'team', operator: 'Exists' }, 'any value', 'c', 'met'],
  [{ key: 'team', operator: 'DoesNotExist' }, 'no such label', 'c', 'unmet'],
])('%j needs %s, and c is %s', (expression, needs, has, state) => {
  expect(rows({ matchExpressions: [expression] }, { team: 'c' })).toEqual([['team', needs, has, state]]);
});

test('an absent selector has no operands to show', () => {
  expect(rows(undefined, {})).toBeUndefined();
});

test('a parentRef without sectionName and port compares nothing', () => {
  const listener = { name: 'http', port: 80 };
  expect(
    operandsOf({ check: 'parentSection', outcome: 'pass', sectionName: null, port: null, listener, mismatched: [] }),
  ).toBeNull();
});

test('rules that cannot be served show what stands where, and why not', () => {
  const problem = {
    reason: 'UnsupportedValue',
    field: 'spec.rules[0].filters[0]',
    value: 'RequestMirror',
    why: 'RequestMirror is not served here',
    message: '',
  } as const;
  expect(operandsOf({ check: 'rules', outcome: 'fail', rules: 1, problems: [problem] })?.rows).toEqual([
    { name: 'rules[0].filters[0]', needs: 'RequestMirror', has: 'RequestMirror is not served here', state: 'unmet' },
  ]);
});
