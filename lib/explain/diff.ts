import { stringify } from 'yaml';
import type { KubeObject } from '#lib/kube/object.ts';
import type { ChangedObject } from './apply-change.ts';
import type { DiffLine } from './explanation.ts';

/** Unchanged lines shown around a change. */
const context = 3;

/** A change as it reads in the object's YAML: what people write, without status and server-set metadata. */
export function diffObjects({ before, after }: ChangedObject): readonly DiffLine[] {
  const lines = (object: KubeObject) => formatManifest(object).trimEnd().split('\n');
  return before === null
    ? lines(after).map((text) => ({ mark: 'added', text }))
    : elide(diffLines(lines(before), lines(after)));
}

/** An object as YAML, as people write it: no status, no server-set metadata, no kubectl bookkeeping. */
export function formatManifest(object: KubeObject): string {
  const { apiVersion, kind, metadata, ...body } = object as KubeObject & Readonly<{ status?: unknown }>;
  const { status: _, ...rest } = body;
  const { name, namespace, labels, annotations } = metadata;
  const written = Object.entries(annotations ?? {}).filter(([key]) => !key.startsWith('kubectl.kubernetes.io/'));
  const shown = {
    apiVersion,
    kind,
    metadata: {
      name,
      ...(namespace && { namespace }),
      ...(labels && { labels }),
      ...(written.length > 0 && { annotations: Object.fromEntries(written) }),
    },
    ...(Object.values(rest).some(isFilled) && rest),
  };
  return stringify(shown, { lineWidth: 0, aliasDuplicateObjects: false });
}

function isFilled(value: unknown): boolean {
  return typeof value !== 'object' || value === null ? value !== undefined : Object.keys(value).length > 0;
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
