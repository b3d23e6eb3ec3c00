import { type Document, isMap, isScalar, LineCounter, parseAllDocuments } from 'yaml';
import { admit } from '#lib/gateway-api/admit.ts';
import { findKind } from '#lib/gateway-api/kinds.ts';
import { groupOf, type KubeObject } from '#lib/kube/object.ts';
import { keyOf, type ObjectKey } from '#lib/kube/object-key.ts';
import { applyEvents, emptySnapshot } from './apply-event.ts';
import { collectionOfObject } from './collections.ts';
import type { Snapshot } from './snapshot.ts';
import { yamlReading } from './yaml.ts';

export type ManifestFile = Readonly<{ file: string; text: string }>;

/** Where something stands in a file; lines and columns count from 1. */
export type Position = Readonly<{ file: string; line: number; column: number }>;

/**
 * `refused`: the API server would not take the object (or the file is no YAML); `ignored`: a kind Gatehouse does
 * not know, left out.
 */
export type ManifestProblem = Position &
  Readonly<{
    severity: 'refused' | 'ignored';
    object: Readonly<{ kind: string; namespace: string; name: string }> | null;
    field: string | null;
    message: string;
  }>;

/** An admitted object, defaulted, with the place of its fields (`spec.rules[0].matches`) for messages about it. */
export type ManifestObject = Readonly<{
  key: ObjectKey;
  object: KubeObject;
  /** as written, without defaults; only the namespace is filled in */
  given: Readonly<Record<string, unknown>>;
  position: Position;
  positionOf: (field: string) => Position;
}>;

export type Manifests = Readonly<{ objects: readonly ManifestObject[]; problems: readonly ManifestProblem[] }>;

/**
 * Reads YAML (or JSON) files as `kubectl apply` would: several documents, Lists, namespace `default` where none is
 * written; every object goes through admission. Of an object written twice the later one counts. Never throws.
 */
export function readManifests(files: readonly ManifestFile[]): Manifests {
  const objects = new Map<ObjectKey, ManifestObject>();
  const problems: ManifestProblem[] = [];
  for (const file of files) readFile(file, objects, problems);
  return { objects: [...objects.values()], problems };
}

/**
 * The snapshot that these files describe.
 *
 * @param coverage `partial`: what is not in the files is unknown; `complete`: it does not exist
 */
export function snapshotFromManifests(
  files: readonly ManifestFile[],
  coverage: 'partial' | 'complete',
): Manifests & Readonly<{ snapshot: Snapshot }> {
  const read = readManifests(files);
  const events = read.objects.flatMap(({ object }) => {
    const collection = collectionOfObject(object);
    return collection ? [{ type: 'set', collection, object } as const] : [];
  });
  return { ...read, snapshot: applyEvents(emptySnapshot(coverage), events) };
}

type Locate = (path: readonly (string | number)[]) => Position;
type Raw = Readonly<Record<string, unknown>>;

function readFile({ file, text }: ManifestFile, objects: Map<ObjectKey, ManifestObject>, problems: ManifestProblem[]) {
  const lines = new LineCounter();
  const at = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const documents = parseAllDocuments(text, { ...yamlReading, lineCounter: lines, logLevel: 'silent' });
  for (const document of Array.isArray(documents) ? documents : []) {
    const error = document.errors[0];
    if (error) {
      const message = error.message.split('\n')[0]?.replace(/ at line \d+, column \d+:?$/, '') ?? error.message;
      problems.push({ ...at(error.pos[0]), severity: 'refused', object: null, field: null, message });
      continue;
    }
    readDocument(document, at, objects, problems);
  }
}

function readDocument(
  document: Document,
  at: (offset: number) => Position,
  objects: Map<ObjectKey, ManifestObject>,
  problems: ManifestProblem[],
): void {
  const locate: Locate = (path) => at(offsetOf(document, path));
  const refuse = (message: string) => {
    problems.push({ ...locate([]), severity: 'refused', object: null, field: null, message });
  };
  let value: unknown;
  try {
    value = document.toJS();
  } catch (error) {
    refuse(error instanceof Error ? error.message : String(error));
    return;
  }
  if (value === null || value === undefined) return;
  if (!isRecord(value)) refuse('not a Kubernetes object');
  else if (typeof value.kind === 'string' && value.kind.endsWith('List') && Array.isArray(value.items)) {
    value.items.forEach((item: unknown, index) => {
      if (isRecord(item)) readRaw(item, (path) => locate(['items', index, ...path]), objects, problems);
    });
  } else readRaw(value, locate, objects, problems);
}

function readRaw(raw: Raw, locate: Locate, objects: Map<ObjectKey, ManifestObject>, problems: ManifestProblem[]): void {
  const { apiVersion, kind } = raw;
  const found = typeof apiVersion === 'string' && typeof kind === 'string' ? findKind(groupOf(apiVersion), kind) : null;
  const position = locate([]);
  if (typeof apiVersion !== 'string' || typeof kind !== 'string') {
    const message = `${typeof kind === 'string' ? 'apiVersion' : 'kind'} is missing`;
    problems.push({ ...position, severity: 'refused', object: null, field: null, message });
    return;
  }
  const metadata = isRecord(raw.metadata) ? raw.metadata : {};
  const namespace = found?.scope === 'Cluster' ? undefined : (metadata.namespace ?? 'default');
  const named = { ...raw, metadata: { ...metadata, ...(namespace !== undefined && { namespace }) } };
  const object = identify(kind, namespace, metadata.name);
  const served = found?.versions.some(
    (version) => apiVersion === (found.group ? `${found.group}/${version}` : version),
  );
  if (!found || !served) {
    const message = found
      ? `${apiVersion} is not a served version of ${kind}`
      : `kind ${kind} of ${apiVersion} is not known`;
    problems.push({ ...position, severity: found ? 'refused' : 'ignored', object, field: 'apiVersion', message });
    return;
  }
  const admission = admit(found, named);
  const complain = (field: string, message: string) => {
    problems.push({ ...locate(pathOf(field)), severity: 'refused', object, field, message });
  };
  for (const field of admission.unknownFields) complain(field, `unknown field "${field}"`);
  for (const cause of admission.causes) complain(cause.field, cause.message);
  if (admission.causes.length > 0) return;
  const key = keyOf(admission.object);
  objects.delete(key);
  const positionOf = (field: string): Position => locate(pathOf(field));
  objects.set(key, { key, object: admission.object, given: named, position, positionOf });
}

/** null where a name is no text: nobody can tell which object is meant. */
function identify(kind: string, namespace: unknown = '', name: unknown = ''): ManifestProblem['object'] {
  return typeof namespace === 'string' && typeof name === 'string' ? { kind, namespace, name } : null;
}

/** `spec.rules[0].matches` as steps. */
function pathOf(field: string): (string | number)[] {
  if (field === '<nil>' || field === '') return [];
  return field
    .split(/\.|(?=\[\d+\])/)
    .map((step) => (/^\[\d+\]$/.test(step) ? Number(step.slice(1, -1)) : step))
    .filter((step) => step !== '');
}

/** The offset of the deepest part of a path that is written in the document: of its key, where it has one. */
function offsetOf(document: Document, path: readonly (string | number)[]): number {
  for (let length = path.length; length > 0; length--) {
    const start = keyOffset(document, path.slice(0, length)) ?? valueOffset(document, path.slice(0, length));
    if (start !== undefined) return start;
  }
  return document.contents?.range?.[0] ?? document.range?.[0] ?? 0;
}

function keyOffset(document: Document, path: readonly (string | number)[]): number | undefined {
  const owner = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  if (!isMap(owner)) return undefined;
  const pair = owner.items.find(({ key }) => isScalar(key) && key.value === path.at(-1));
  return isScalar(pair?.key) ? pair.key.range?.[0] : undefined;
}

function valueOffset(document: Document, path: readonly (string | number)[]): number | undefined {
  const node = document.getIn(path, true) as { range?: readonly number[] } | undefined;
  return node?.range?.[0];
}

function isRecord(value: unknown): value is Raw {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
