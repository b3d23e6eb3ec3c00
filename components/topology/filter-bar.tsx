'use client';

import { usePathname, useRouter } from 'next/navigation';
import { useMemo } from 'react';
import { withView } from '#components/shell/view-links.ts';
import { StatusIcon } from '#components/ui/badge.tsx';
import { FilterMenu } from '#components/ui/filter-menu.tsx';
import { ToggleGroup } from '#components/ui/toggle-group.tsx';
import { compareText } from '#lib/kube/object-key.ts';
import { ROUTE_STATES, type RouteState, type Topology } from '#lib/topology/topology.ts';
import { formatCount, STATE_WORDS } from './state-words.ts';
import { useView } from './use-view.ts';

const CHIP =
  'inline-flex h-7 shrink-0 items-center gap-1.5 rounded-md border border-line bg-surface px-[9px] text-xs font-medium whitespace-nowrap text-ink-2 hover:bg-hover aria-pressed:border-accent-line aria-pressed:bg-accent-soft aria-pressed:text-accent max-tab:h-11 max-tab:px-3';

/** In view as a whole; on a phone one line that fades where it goes on. */
const TOOLBAR =
  'flex min-w-0 flex-1 flex-wrap items-center gap-x-2 gap-y-1 py-1 max-tab:-mr-4 max-tab:flex-nowrap max-tab:overflow-x-auto max-tab:pr-12 max-tab:[mask-image:linear-gradient(to_right,black_calc(100%-48px),transparent)]';

/** The states that always have a chip; others show theirs when there are any, or when they are filtered by. */
const ALWAYS: ReadonlySet<RouteState> = new Set(['refused', 'accepted']);

const VIEWS = [
  { value: 'graph', label: 'Graph' },
  { value: 'outline', label: 'Outline' },
  { value: 'table', label: 'Table' },
] as const;

/** The same filters over graph, outline and table, kept in the address. */
export function FilterBar({ topology }: Readonly<{ topology: Topology }>) {
  const { view, filter } = useView();
  const { filters } = view;
  const options = useMemo(() => optionsOf(topology), [topology]);
  return (
    <div className="flex min-h-11 items-center gap-2 border-b border-line bg-surface px-4">
      <div role="toolbar" aria-label="Filters" className={TOOLBAR}>
        <button
          type="button"
          aria-pressed={filters.problemsFirst}
          className={CHIP}
          onClick={() => filter({ problemsFirst: !filters.problemsFirst })}
        >
          <StatusIcon name="refused" className="size-3.5 text-current" />
          Problems first
        </button>
        <Rule />
        <div className="flex items-center gap-2 max-tab:order-1">
          <FilterMenu
            label="Gateway"
            value={filters.gateway}
            options={options.gateways}
            onChange={(gateway) => filter({ gateway })}
          />
          <FilterMenu
            label="Namespace"
            value={filters.namespace}
            options={options.namespaces}
            onChange={(namespace) => filter({ namespace })}
          />
          <FilterMenu label="Kind" value={filters.kind} options={options.kinds} onChange={(kind) => filter({ kind })} />
        </div>
        <Rule />
        {ROUTE_STATES.filter(
          (state) => ALWAYS.has(state) || topology.counts.byState[state] > 0 || filters.states.includes(state),
        ).map((state) => (
          <StateChip key={state} state={state} count={topology.counts.byState[state]} />
        ))}
      </div>
      <ViewSwitch />
    </div>
  );
}

function Rule() {
  return <span className="h-5 w-px shrink-0 bg-line max-tab:hidden" />;
}

function StateChip({ state, count }: Readonly<{ state: RouteState; count: number }>) {
  const { view, filter } = useView();
  const { states } = view.filters;
  const pressed = states.includes(state);
  const { word, badge } = STATE_WORDS[state];
  return (
    <button
      type="button"
      aria-pressed={pressed}
      className={CHIP}
      onClick={() => filter({ states: pressed ? states.filter((other) => other !== state) : [...states, state] })}
    >
      <StatusIcon name={badge} className="size-3.5" />
      {word} <b className="font-semibold text-ink">{formatCount(count)}</b>
    </button>
  );
}

function ViewSwitch() {
  const router = useRouter();
  const pathname = usePathname();
  const { view, show } = useView();
  const value = pathname === '/routes' ? 'table' : view.view;
  return (
    <div className="max-tab:hidden">
      <ToggleGroup
        label="View"
        value={value}
        options={VIEWS}
        onChange={(next) => {
          if (next === 'table' || pathname !== '/') router.push(withView(next));
          else show({ view: next });
        }}
      />
    </div>
  );
}

function optionsOf(topology: Topology) {
  const namespaces = new Set<string>();
  const kinds = new Set<string>();
  const gateways: { value: string; label: string }[] = [];
  for (const node of Object.values(topology.nodes)) {
    if (node.type === 'route') {
      namespaces.add(node.namespace);
      kinds.add(node.kind);
    } else if (node.type === 'gateway') {
      const legacy = node.group === 'networking.x-k8s.io' ? ' (v1alpha1)' : '';
      gateways.push({ value: node.id, label: `${node.namespace}/${node.name}${legacy}` });
    }
  }
  const plain = (values: ReadonlySet<string>) =>
    [...values].sort(compareText).map((value) => ({ value, label: value }));
  return {
    gateways: gateways.sort((a, b) => compareText(a.label, b.label)),
    namespaces: plain(namespaces),
    kinds: plain(kinds),
  };
}
