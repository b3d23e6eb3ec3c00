'use client';

import {
  createSortedRowModel,
  rowSortingFeature,
  type SortingState,
  sortFn_alphanumeric,
  tableFeatures,
  useTable,
} from '@tanstack/react-table';
import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowDown, ArrowUp } from 'lucide-react';
import { type KeyboardEvent, type ReactNode, useMemo, useRef, useState } from 'react';
import { cn } from './cn.ts';
import { type RowGroup, type TableLine, toLines } from './table-lines.ts';

export type TableColumn<T> = Readonly<{
  id: string;
  /** kubectl's capitals where kubectl has the column */
  head: string;
  /** what it is sorted by */
  value: (row: T) => string | number;
  cell: (row: T) => ReactNode;
  align?: 'left' | 'right';
  /** left out where the page is wide but this table is not: the panel beside it shows it */
  narrow?: 'drop';
  /** on a phone rows are stacked: which cell heads its card */
  stacked?: 'title';
  /** Tailwind width of the column */
  width?: string;
}>;

export type DataTableProps<T> = Readonly<{
  label: string;
  rows: readonly T[];
  columns: readonly TableColumn<T>[];
  idOf: (row: T) => string;
  /** the heading a row stands under, as long as no column is sorted by; rows come in the order of their groups */
  groupOf?: ((row: T) => RowGroup) | undefined;
  selected: string | null;
  onOpen: (id: string) => void;
  density?: 'compact' | 'comfortable';
}>;

const features = tableFeatures({
  rowSortingFeature,
  sortedRowModel: createSortedRowModel(),
  sortFns: { alphanumeric: sortFn_alphanumeric },
});

const HEIGHTS = { compact: 34, comfortable: 44 } as const;
const GROUP_HEIGHT = 28;
/** Up to this many all rows are in the page, so that the browser's own search finds them. */
const VIRTUAL_ABOVE = 200;

/** Rows in kubectl's columns: sorted by a head, moved through by arrows or `j` and `k`, opened by Enter. */
export function DataTable<T extends object>({
  label,
  rows,
  columns,
  idOf,
  groupOf,
  selected,
  onOpen,
  density,
}: DataTableProps<T>) {
  const [sorting, setSorting] = useState<SortingState>([]);
  const defs = useMemo(
    () =>
      columns.map(({ id, head, value }) => ({ id, header: head, accessorFn: value, sortFn: 'alphanumeric' as const })),
    [columns],
  );
  const table = useTable({
    features,
    columns: defs,
    data: rows,
    state: { sorting },
    onSortingChange: setSorting,
  });
  const sorted = table.getRowModel().rows.map((row) => row.original);
  const lines = toLines(sorted, sorting.length === 0 ? groupOf : undefined);
  return (
    <div className="min-h-0 min-w-0 flex-1">
      <Body
        label={label}
        lines={lines}
        columns={columns}
        idOf={idOf}
        selected={selected}
        onOpen={onOpen}
        rowHeight={HEIGHTS[density ?? 'compact']}
        head={
          <tr>
            {columns.map((column) => (
              <Head
                key={column.id}
                column={column}
                sorted={sorting.find(({ id }) => id === column.id)}
                onSort={() => table.getColumn(column.id)?.toggleSorting()}
              />
            ))}
          </tr>
        }
      />
    </div>
  );
}

type BodyProps<T> = Readonly<{
  label: string;
  lines: readonly TableLine<T>[];
  columns: readonly TableColumn<T>[];
  idOf: (row: T) => string;
  selected: string | null;
  onOpen: (id: string) => void;
  rowHeight: number;
  head: ReactNode;
}>;

function Body<T>({ label, lines, columns, idOf, selected, onOpen, rowHeight, head }: BodyProps<T>) {
  const scroller = useRef<HTMLDivElement>(null);
  const [cursor, setCursor] = useState<string | null>(null);
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (lines[index]?.kind === 'group' ? GROUP_HEIGHT : rowHeight),
    overscan: lines.length > VIRTUAL_ABOVE ? 20 : lines.length,
  });
  const items = virtual.getVirtualItems();
  const before = items[0]?.start ?? 0;
  const after = virtual.getTotalSize() - (items.at(-1)?.end ?? 0);
  const ids = lines.flatMap((line) => (line.kind === 'row' ? idOf(line.row) : []));
  const reachable = cursor !== null && ids.includes(cursor) ? cursor : (selected ?? ids[0] ?? null);
  const move = (step: 1 | -1, from: string) => {
    const next = ids[ids.indexOf(from) + step];
    if (next === undefined) return;
    setCursor(next);
    virtual.scrollToIndex(lines.findIndex((line) => line.kind === 'row' && idOf(line.row) === next));
    requestAnimationFrame(() => rowElement(scroller.current, next)?.focus({ preventScroll: true }));
  };
  return (
    <div ref={scroller} className="@container h-full overflow-auto bg-surface">
      <table
        // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: rows of a grid can be focused and selected
        role="grid"
        aria-label={label}
        aria-rowcount={lines.length + 1}
        className="w-full border-separate border-spacing-0 max-tab:block"
      >
        <thead className="sticky top-0 z-10 bg-sunken max-tab:sr-only">{head}</thead>
        <tbody className="max-tab:block">
          {before > 0 && <Spacer height={before} columns={columns.length} />}
          {items.map((item) => {
            const line = lines[item.index];
            if (!line) return null;
            if (line.kind === 'group')
              return <GroupRow key={line.group.id} group={line.group} columns={columns.length} />;
            const id = idOf(line.row);
            return (
              <tr
                key={id}
                ref={virtual.measureElement}
                data-index={item.index}
                data-row={id}
                aria-rowindex={item.index + 2}
                aria-selected={selected === id}
                tabIndex={reachable === id ? 0 : -1}
                style={{ height: rowHeight }}
                onFocus={() => setCursor(id)}
                onClick={() => onOpen(id)}
                onKeyDown={(event) => onRowKey(event, id, move, onOpen)}
                className="group cursor-pointer hover:bg-hover max-tab:flex max-tab:h-auto! max-tab:flex-col max-tab:gap-1 max-tab:border-b max-tab:border-line-soft max-tab:px-4 max-tab:py-2.5 focus-visible:-outline-offset-2 aria-selected:bg-accent-soft"
              >
                {columns.map((column) => (
                  <td
                    key={column.id}
                    data-head={column.stacked === 'title' ? undefined : column.head}
                    className={cn(
                      STACKED,
                      column.stacked === 'title' && 'max-tab:order-first',
                      column.narrow === 'drop' && DROPPED,
                      'border-b border-line-soft px-3 whitespace-nowrap first:pl-4 last:pr-4 first:group-aria-selected:shadow-[inset_3px_0_0_var(--accent)]',
                      column.align === 'right' && 'text-right',
                    )}
                  >
                    {column.cell(line.row)}
                  </td>
                ))}
              </tr>
            );
          })}
          {after > 0 && <Spacer height={after} columns={columns.length} />}
        </tbody>
      </table>
    </div>
  );
}

/** A line of a card: the column's head, then the value. */
const STACKED =
  'max-tab:flex max-tab:gap-2 max-tab:border-0 max-tab:p-0 max-tab:text-left max-tab:whitespace-normal max-tab:first:pl-0 max-tab:last:pr-0 max-tab:before:w-[88px] max-tab:before:shrink-0 max-tab:before:text-2xs max-tab:before:leading-[18px] max-tab:before:font-semibold max-tab:before:text-ink-3 max-tab:before:content-[attr(data-head)] max-tab:not-data-head:before:hidden';

const DROPPED = 'tab:@max-[920px]:hidden';

function rowElement(scroller: HTMLElement | null, id: string): HTMLElement | null {
  return scroller?.querySelector<HTMLElement>(`[data-row="${CSS.escape(id)}"]`) ?? null;
}

const STEPS: Readonly<Record<string, 1 | -1>> = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 };

function onRowKey(
  event: KeyboardEvent<HTMLTableRowElement>,
  id: string,
  move: (step: 1 | -1, from: string) => void,
  onOpen: (id: string) => void,
): void {
  if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return;
  const step = STEPS[event.key];
  if (step) move(step, id);
  else if (event.key === 'Enter') onOpen(id);
  else return;
  event.preventDefault();
}

function Spacer({ height, columns }: Readonly<{ height: number; columns: number }>) {
  return (
    <tr className="max-tab:block">
      <td className="max-tab:block" colSpan={columns} style={{ height }} />
    </tr>
  );
}

function GroupRow({ group, columns }: Readonly<{ group: RowGroup; columns: number }>) {
  return (
    <tr className="max-tab:block">
      <th
        scope="rowgroup"
        colSpan={columns}
        className="h-7 border-b border-line bg-bg px-4 text-left text-xs font-semibold max-tab:block max-tab:leading-7"
      >
        {group.label} <span className="ml-1 font-normal text-ink-2">{group.note}</span>
      </th>
    </tr>
  );
}

type HeadProps<T> = Readonly<{
  column: TableColumn<T>;
  sorted: Readonly<{ desc: boolean }> | undefined;
  onSort: () => void;
}>;

function Head<T>({ column, sorted, onSort }: HeadProps<T>) {
  const Arrow = sorted?.desc ? ArrowDown : ArrowUp;
  return (
    <th
      scope="col"
      aria-sort={sorted ? (sorted.desc ? 'descending' : 'ascending') : 'none'}
      className={cn(
        'h-8 border-b border-line px-3 text-left text-2xs font-semibold tracking-[0.02em] whitespace-nowrap text-ink-3 first:pl-4 last:pr-4',
        column.align === 'right' && 'text-right',
        column.narrow === 'drop' && DROPPED,
        column.width,
      )}
    >
      <button type="button" onClick={onSort} className={cn('inline-flex items-center gap-1', sorted && 'text-ink')}>
        {column.head}
        {sorted && <Arrow size={12} aria-hidden="true" />}
      </button>
    </th>
  );
}
