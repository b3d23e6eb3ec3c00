'use client';

import { CornerDownRight } from 'lucide-react';
import Link from 'next/link';
import { useState } from 'react';
import { objectPath } from '#components/data/object-path.ts';
import { useNow } from '#components/data/use-now.ts';
import { conditionsOf } from '#components/explanation/route-rules.ts';
import { StatusIcon, StatusWord } from '#components/ui/badge.tsx';
import { Button } from '#components/ui/button.tsx';
import { cn } from '#components/ui/cn.ts';
import { FilterMenu } from '#components/ui/filter-menu.tsx';
import { FINGER } from '#components/ui/finger.ts';
import { KindBadge } from '#components/ui/kind-badge.tsx';
import { Cell, PlainTable } from '#components/ui/plain-table.tsx';
import { Section } from '#components/ui/section.tsx';
import { SentenceText } from '#components/ui/sentence-text.tsx';
import { ToggleGroup } from '#components/ui/toggle-group.tsx';
import type { GatewayDetail, ListenerDetail } from '#lib/api/messages.ts';
import { formatAge } from '#lib/kube/age.ts';
import { formatKey, identityOf } from '#lib/kube/object-key.ts';
import type { RouteEntry } from '#lib/routing/route-table.ts';
import { sayNoRule, sayNotServed } from './listener-words.ts';
import { type NumberedEntry, numberEntries } from './shadowed.ts';

const SHOWN_FIRST = 200;
/** More listeners than this are chosen from a menu. */
const TOGGLES = 5;

/** The rules of all attached Routes in the order they are tried, listener by listener. */
export function MergedRules({ detail: { listeners, result } }: Readonly<{ detail: GatewayDetail }>) {
  const busiest = listeners.find(({ entries }) => entries.length > 0) ?? listeners[0];
  const [chosen, setChosen] = useState<string | null>(null);
  const listener = listeners.find(({ name }) => name === chosen) ?? busiest;
  const judged = result.listeners.find(({ key }) => key === listener?.key);
  if (!listener || !judged) return null;
  const notServed = sayNotServed(judged);
  return (
    <Section
      title="Merged routes, in the order they are tried"
      className="mt-6"
      aside={
        <span className="inline-flex flex-wrap items-center gap-3">
          <Count listener={listener} />
          <Chooser listeners={listeners} chosen={listener.name} onChoose={setChosen} />
        </span>
      }
    >
      {listener.entries.length === 0 ? (
        <p className="rounded-lg border border-line px-3 py-3 text-ink-2">
          <SentenceText sentence={sayNoRule(judged)} />
        </p>
      ) : (
        <>
          {notServed && (
            <p className="mb-2 text-ink-2">
              <SentenceText sentence={notServed} />
            </p>
          )}
          <Rules key={listener.key} listener={listener} />
        </>
      )}
    </Section>
  );
}

function Count({ listener: { entries } }: Readonly<{ listener: ListenerDetail }>) {
  const attached = entries.filter(({ entry }) => entry.standing === 'attached');
  const routes = new Set(attached.map(({ entry }) => entry.route)).size;
  const refused = entries.length - attached.length;
  const shadowed = attached.filter(({ shadowedBy }) => shadowedBy !== null).length;
  if (entries.length === 0) return null;
  return (
    <span>
      {attached.length} {attached.length === 1 ? 'rule' : 'rules'} of {routes} {routes === 1 ? 'route' : 'routes'},{' '}
      {shadowed === 0 ? 'none' : shadowed} shadowed
      {refused > 0 && `, ${refused} of refused routes`}
    </span>
  );
}

type ChooserProps = Readonly<{
  listeners: readonly ListenerDetail[];
  chosen: string;
  onChoose: (name: string | null) => void;
}>;

function Chooser({ listeners, chosen, onChoose }: ChooserProps) {
  if (listeners.length < 2) return null;
  const options = listeners.map(({ name }) => ({ value: name, label: name }));
  if (options.length > TOGGLES) {
    return <FilterMenu label="Listener" value={chosen} options={options} onChange={onChoose} />;
  }
  return <ToggleGroup label="Listener" value={chosen} options={options} onChange={onChoose} />;
}

function Rules({ listener }: Readonly<{ listener: ListenerDetail }>) {
  const [shown, setShown] = useState(SHOWN_FIRST);
  const rows = numberEntries(listener.entries);
  const hosts = new Set(listener.entries.map(({ entry }) => entry.hostname));
  const heads = [
    { label: '#', align: 'right' },
    ...(hosts.size > 1 ? [{ label: 'HOST' }] : []),
    { label: 'PATH' },
    { label: 'METHOD, HEADERS, QUERY' },
    { label: 'ROUTE' },
    { label: 'BACKENDS' },
    { label: 'STANDS HERE BECAUSE' },
    { label: 'AGE', align: 'right' },
  ] as const;
  return (
    <>
      <PlainTable label={`Merged rules of listener ${listener.name}`} heads={heads}>
        {rows.slice(0, shown).map((row) => (
          <RuleRow key={keyOfEntry(row.merged.entry)} row={row} withHost={hosts.size > 1} />
        ))}
      </PlainTable>
      {rows.length > shown && (
        <Button size="small" className="mt-2" onClick={() => setShown(shown + SHOWN_FIRST)}>
          Show {Math.min(SHOWN_FIRST, rows.length - shown)} more of {rows.length.toLocaleString('en')}
        </Button>
      )}
      <p className="mt-2 text-xs text-ink-3">
        {hosts.size === 1 && (
          <>
            All rules serve <code className="font-mono">{[...hosts][0] || 'any host'}</code>.{' '}
          </>
        )}
        Order: hostname, Exact, longest prefix, method, headers, query, then older route, then namespace/name.
      </p>
    </>
  );
}

function keyOfEntry({ route, hostname, ruleIndex, matchIndex }: RouteEntry): string {
  return `${route} ${hostname} ${ruleIndex} ${matchIndex}`;
}

function RuleRow({ row, withHost }: Readonly<{ row: NumberedEntry; withHost: boolean }>) {
  const { entry, standsBecause } = row.merged;
  const { path } = entry.match;
  const shadowed = row.row === null;
  const conditions = conditionsOf({
    path,
    ...(entry.match.method !== null && { method: entry.match.method as 'GET' }),
    headers: [...entry.match.headers],
    queryParams: [...entry.match.queryParams],
  });
  return (
    <tr className={cn(shadowed && 'bg-sunken text-ink-3')}>
      <Cell head="#" align="right" className="text-ink-3">
        {row.row ?? (
          <>
            <CornerDownRight size={12} aria-hidden="true" className="tab:ml-auto" />
            <span className="sr-only">shadowed</span>
          </>
        )}
      </Cell>
      {withHost && (
        <Cell head="Host" className="font-mono">
          {entry.hostname || 'any'}
        </Cell>
      )}
      <Cell head="Path" className="font-mono tab:whitespace-nowrap">
        <span className={cn(shadowed && 'line-through')}>
          {path.type} {path.value || '/'}
        </span>
      </Cell>
      <Cell head="Matches" className="font-mono">
        {shadowed ? (
          <StatusWord name="shadowed" word="Shadowed" className="font-sans" />
        ) : (
          conditions.join(', ') || <span className="font-sans text-ink-3">any</span>
        )}
      </Cell>
      <Cell head="Route">
        <span className="inline-flex items-center gap-1.5 max-tab:flex-wrap tab:whitespace-nowrap">
          <KindBadge kind={identityOf(entry.route).kind} />
          <Link
            href={objectPath(entry.route)}
            className={cn('font-mono font-semibold text-ink hover:underline', FINGER)}
          >
            {formatKey(entry.route)}
          </Link>
          <span className="font-mono text-2xs text-ink-3">rules[{entry.ruleIndex}]</span>
        </span>
      </Cell>
      <Cell head="Backends">{shadowed ? 'receives nothing here' : <Target entry={entry} />}</Cell>
      <Cell head="Stands here">
        {shadowed ? `row ${row.shadowedByRow} asks the same and comes first` : standsBecause}
      </Cell>
      <Cell head="Age" align="right" className="font-mono">
        <EntryAge createdAtMs={entry.createdAtMs} />
      </Cell>
    </tr>
  );
}

function EntryAge({ createdAtMs }: Readonly<{ createdAtMs: number | null }>) {
  const now = useNow(10_000);
  return createdAtMs === null ? '' : formatAge(Math.max(0, now - createdAtMs));
}

const UNUSABLE = { attached: 'cannot be served: 500', refused: 'refused Route: 500' } as const;

/** Where a rule sends its requests; the own namespace is left out of names. */
function Target({ entry: { action, route, standing } }: Readonly<{ entry: RouteEntry }>) {
  if (action.kind === 'redirect') return <>redirects, {action.redirect.statusCode}</>;
  if (action.kind === 'unusable') return <StatusWord name="refused" word={UNUSABLE[standing]} />;
  if (action.backends.length === 0) return <span className="text-ink-3">no backend: 500</span>;
  const own = identityOf(route).namespace;
  return (
    <ul>
      {action.backends.map(({ target, port, weight, outcome }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a backend is named by its place
        <li key={index} className="flex flex-wrap items-center gap-x-1.5">
          {outcome.state === 'invalid' && (
            <StatusIcon name={outcome.reason === 'RefNotPermitted' ? 'noGrant' : 'refused'} />
          )}
          <span className="font-mono">
            {identityOf(target).namespace === own ? identityOf(target).name : formatKey(target)}
            {port !== null && `:${port}`}
          </span>
          {action.backends.length > 1 && <b className="font-semibold">{weight}</b>}
          {outcome.state === 'invalid' && <span className="font-mono text-bad">{outcome.reason}</span>}
        </li>
      ))}
    </ul>
  );
}
