import type { DiffLine } from './explanation.ts';

/** Unchanged lines shown around a change. */
const context = 3;

/** Two texts of a manifest as a diff, what is far from any change left out. @param before null: all of it is new */
export function diffTexts(before: string | null, after: string): readonly DiffLine[] {
  const lines = (text: string) => text.trimEnd().split('\n');
  if (before === null) return lines(after).map((text) => ({ mark: 'added', text }));
  return elide(diffLines(lines(before), lines(after)));
}

/** Longest common subsequence; the texts are manifests, a few hundred lines at most. */
function diffLines(before: readonly string[], after: readonly string[]): DiffLine[] {
  const width = after.length + 1;
  const common = new Uint32Array((before.length + 1) * width);
  const at = (i: number, j: number) => common[i * width + j] ?? 0;
  for (let i = before.length - 1; i >= 0; i--) {
    for (let j = after.length - 1; j >= 0; j--) {
      common[i * width + j] = before[i] === after[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const lines: DiffLine[] = [];
  let [i, j] = [0, 0];
  while (i < before.length || j < after.length) {
    if (i < before.length && j < after.length && before[i] === after[j]) {
      lines.push({ mark: 'same', text: before[i++] ?? '' });
      j++;
    } else if (i < before.length && (j >= after.length || at(i + 1, j) >= at(i, j + 1))) {
      lines.push({ mark: 'removed', text: before[i++] ?? '' });
    } else lines.push({ mark: 'added', text: after[j++] ?? '' });
  }
  return lines;
}

/** Leaves out what is far from any change, but for the head that names the object. */
function elide(lines: readonly DiffLine[]): DiffLine[] {
  const spec = lines.findIndex(({ text }) => text === 'spec:');
  const head = spec >= 0 ? spec : lines.findIndex(({ text }) => text.startsWith('  name: '));
  const shown = lines.map((line, index) => {
    const near = lines.slice(Math.max(0, index - context), index + context + 1);
    return index <= head || line.mark !== 'same' || near.some(({ mark }) => mark !== 'same');
  });
  return lines.flatMap((line, index): DiffLine[] => {
    if (shown[index]) return [line];
    return index > 0 && shown[index - 1] ? [{ mark: 'same', text: '…' }] : [];
  });
}
