import { expect, test } from 'vitest';
import { NO_FILTERS } from '#lib/topology/filter.ts';
import { readView, type ViewState, writeView } from './view-state.ts';

const plain: ViewState = { filters: NO_FILTERS, select: null, tab: null, view: 'graph', level: 'near' };

test('the plain view has no query', () => {
  expect(writeView(plain, new URLSearchParams())).toBe('');
  expect(readView(new URLSearchParams())).toEqual(plain);
});

test('a view comes back from its address as it was', () => {
  const view: ViewState = {
    filters: {
      problemsFirst: false,
      gateway: 'g/Gateway/a/b',
      namespace: 'hr',
      kind: 'HTTPRoute',
      states: ['refused'],
    },
    select: 'gateway.networking.k8s.io/Gateway/a/b#http',
    tab: 'yaml',
    view: 'outline',
    level: 'far',
  };
  expect(readView(new URLSearchParams(writeView(view, new URLSearchParams())))).toEqual(view);
});

test('parameters of others stay, unknown values are ignored', () => {
  expect(writeView(plain, new URLSearchParams('x=1&level=far'))).toBe('?x=1');
  expect(writeView({ ...plain, tab: 'yaml' }, new URLSearchParams())).toBe('');
  expect(readView(new URLSearchParams('level=huge&state=refused,nonsense')).filters.states).toEqual(['refused']);
});
