import type { Column, KindDeclaration } from '#lib/gateway-api/declaration.ts';
import type { Json } from './json.ts';
import type { StoredObject } from './store.ts';

/** How much of each object a Table carries beside its cells (metav1.IncludeObjectPolicy). */
export type IncludeObject = 'None' | 'Metadata' | 'Object';

export type TableOptions = Readonly<{
  include: IncludeObject;
  now: Date;
  /** later events of a watch leave them out */
  withoutColumns?: boolean;
}>;

/** Rows for `kubectl get`: metav1.Table over the kind's columns. */
export function buildTable(
  kind: KindDeclaration,
  objects: readonly Json[],
  metadata: Json,
  options: TableOptions,
): Json {
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata,
    columnDefinitions: options.withoutColumns
      ? null
      : columnsOf(kind).map((column) => definitionOf(column, kind.custom)),
    rows: objects.map((object) => rowOf(kind, object as StoredObject, options)),
  };
}

function rowOf(kind: KindDeclaration, object: StoredObject, { include, now }: TableOptions): Json {
  const cells = columnsOf(kind).map((column) => cellOf(column, object, { now, custom: kind.custom }));
  if (include === 'None') return { cells };
  if (include === 'Object') return { cells, object };
  const partial = { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: object.metadata };
  return { cells, object: partial };
}

const nameColumn: Column = {
  name: 'Name',
  type: 'string',
  format: 'name',
  description: 'Name must be unique within a namespace.',
  value: ({ metadata }: StoredObject) => metadata.name,
};

function columnsOf({ columns }: KindDeclaration): readonly Column[] {
  return columns.some(({ format }) => format === 'name') ? columns : [nameColumn, ...columns];
}

function definitionOf({ name, type, format, priority, description }: Column, custom: boolean): Json {
  // ages are computed here, as the API server does, so to the client they are text; CRDs keep saying what they are of
  const shown = type === 'date' && !custom ? 'string' : type;
  return { name, type: shown, format: format ?? '', description: description ?? '', priority: priority ?? 0 };
}

type Showing = Readonly<{ now: Date; custom: boolean }>;

function cellOf(column: Column, object: StoredObject, { now, custom }: Showing): string | number | null {
  const value = column.value(object as never);
  if (column.type === 'date') return value === undefined ? '<unknown>' : formatAge(new Date(value), now);
  // what a CRD's column points at may not be there
  return value ?? (custom ? null : '');
}

/** `34s`, `5m30s`, `3h12m`, `2d4h`, `45d`, `2y3d`: as kubectl prints ages (apimachinery, duration.HumanDuration). */
export function formatAge(since: Date, now: Date): string {
  const seconds = Math.floor((now.getTime() - since.getTime()) / 1000);
  if (Number.isNaN(seconds)) return '<invalid>';
  if (seconds < -1) return '<invalid>';
  if (seconds < 0) return '0s';
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  const days = Math.floor(hours / 24);
  const years = Math.floor(days / 365);
  if (seconds < 120) return `${seconds}s`;
  if (minutes < 10) return pair(minutes, 'm', seconds % 60, 's');
  if (hours < 3) return `${minutes}m`;
  if (hours < 8) return pair(hours, 'h', minutes % 60, 'm');
  if (hours < 48) return `${hours}h`;
  if (hours < 192) return pair(days, 'd', hours % 24, 'h');
  if (days < 730) return `${days}d`;
  return years < 8 ? pair(years, 'y', days % 365, 'd') : `${years}y`;
}

function pair(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large}${largeUnit}` : `${large}${largeUnit}${small}${smallUnit}`;
}
