/**
 * Pads the cells of each column to its widest one; what would not fit the width is cut with an ellipsis, the widest
 * column first. Columns stand two spaces apart.
 */
export function padColumns(rows: readonly (readonly string[])[], width: number): string[][] {
  const columns = Math.max(...rows.map(({ length }) => length));
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  );
  while (sum(widths) + 2 * (columns - 1) > width) {
    const widest = widths.indexOf(Math.max(...widths));
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
  return rows.map((row) => row.map((cell, column) => padOrCut(cell, widths[column] ?? 0)));
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);

function padOrCut(cell: string, width: number): string {
  return cell.length <= width ? cell.padEnd(width) : `${cell.slice(0, Math.max(0, width - 1))}…`;
}

/** Breaks a text between words; a word longer than a line stays whole. */
export function wrap(text: string, width: number, indent: string): string[] {
  const lines: string[] = [];
  let line = indent;
  for (const word of text.split(' ')) {
    if (line.length > indent.length && line.length + 1 + word.length > width) {
      lines.push(line);
      line = indent;
    }
    line += line.length === indent.length ? word : ` ${word}`;
  }
  return [...lines, line];
}
