import type { Filters } from '#lib/topology/filter.ts';
import { ROUTE_STATES } from '#lib/topology/topology.ts';

export type GraphView = 'graph' | 'outline';
export type Level = 'near' | 'middle' | 'far';

/** What the address says: filters, selection, view. One home for all of it. */
export type ViewState = Readonly<{
  filters: Filters;
  /** id of the selected node; the panel shows it */
  select: string | null;
  /** the open tab of the panel; null is its first */
  tab: string | null;
  view: GraphView;
  level: Level;
}>;

export function readView(query: Readonly<{ get: (name: string) => string | null }>): ViewState {
  const level = query.get('level');
  const states = query.get('state')?.split(',') ?? [];
  return {
    filters: {
      problemsFirst: query.get('problems') !== 'off',
      gateway: query.get('gateway'),
      namespace: query.get('namespace'),
      kind: query.get('kind'),
      states: ROUTE_STATES.filter((state) => states.includes(state)),
    },
    select: query.get('select'),
    tab: query.get('tab'),
    view: query.get('view') === 'outline' ? 'outline' : 'graph',
    level: level === 'middle' || level === 'far' ? level : 'near',
  };
}

/** The query of a view; what is at its default is left out. Other parameters stay as they are. */
export function writeView(state: ViewState, query: URLSearchParams): string {
  const next = new URLSearchParams(query);
  const put = (name: string, value: string | null) => {
    if (value) next.set(name, value);
    else next.delete(name);
  };
  put('problems', state.filters.problemsFirst ? null : 'off');
  put('gateway', state.filters.gateway);
  put('namespace', state.filters.namespace);
  put('kind', state.filters.kind);
  put('state', state.filters.states.join(','));
  put('select', state.select);
  put('tab', state.select === null ? null : state.tab);
  put('view', state.view === 'outline' ? 'outline' : null);
  put('level', state.level === 'near' ? null : state.level);
  const text = next.toString();
  return text ? `?${text}` : '';
}
