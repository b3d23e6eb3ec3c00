export type RowGroup = Readonly<{ id: string; label: string; note: string }>;

export type TableLine<T> = Readonly<{ kind: 'group'; group: RowGroup }> | Readonly<{ kind: 'row'; row: T }>;

/** Rows with a heading before the first of each group; rows of one group have to stand together. */
export function toLines<T>(rows: readonly T[], groupOf: ((row: T) => RowGroup) | undefined): readonly TableLine<T>[] {
  let last: string | null = null;
  return rows.flatMap((row): TableLine<T>[] => {
    const group = groupOf?.(row);
    if (!group || group.id === last) return [{ kind: 'row', row }];
    last = group.id;
    return [
      { kind: 'group', group },
      { kind: 'row', row },
    ];
  });
}
