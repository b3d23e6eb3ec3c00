import { formatKey, identityOf, type ObjectKey } from '#lib/kube/object-key.ts';
import { readManifests } from '#lib/snapshot/from-manifests.ts';

/** Something the API server would refuse (or drop); lines and columns count from 1. */
export type ManifestNote = Readonly<{ line: number; column: number; field: string | null; message: string }>;

/** What is wrong with an edited manifest, judged by the same declarations as everything else. */
export function checkManifest(text: string, edited: ObjectKey): readonly ManifestNote[] {
  const { objects, problems } = readManifests([{ file: '', text }]);
  const notes = problems.map(({ line, column, field, message }) => ({ line, column, field, message }));
  const [first, second] = objects;
  const at = (position: Readonly<{ line: number; column: number }> | undefined, message: string): ManifestNote => ({
    line: position?.line ?? 1,
    column: position?.column ?? 1,
    field: null,
    message,
  });
  if (second) return [...notes, at(second.position, 'One object at a time: only the first may stand here.')];
  if (!first) return notes.length > 0 ? notes : [at(undefined, 'There is no object here.')];
  if (first.key === edited) return notes;
  const field = identifyingField(first.key, edited);
  const { line, column } = first.positionOf(field);
  const named = `${first.object.kind} ${formatKey(first.key)}`;
  return [
    ...notes,
    { line, column, field, message: `This names ${named}; the object edited is ${formatKey(edited)}.` },
  ];
}

/** The first field that makes it another object. */
function identifyingField(found: ObjectKey, edited: ObjectKey): string {
  const [one, other] = [identityOf(found), identityOf(edited)];
  if (one.group !== other.group) return 'apiVersion';
  if (one.kind !== other.kind) return 'kind';
  return one.name === other.name ? 'metadata.namespace' : 'metadata.name';
}
