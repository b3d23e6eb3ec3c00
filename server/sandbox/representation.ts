import type { KindDeclaration } from '#lib/gateway-api/declaration.ts';
import { type Json, omit } from './json.ts';
import { apiVersionOf } from './kind-index.ts';
import type { StoredObject } from './store.ts';
import { buildTable, type IncludeObject } from './tables.ts';

/** What the client wants objects shown as: themselves, Table rows, or metadata only. */
export type Form = 'object' | 'table' | 'metadata';

/** How one request's answers are written: at which version of the kind and in which form. */
export type Representation = Readonly<{
  kind: KindDeclaration;
  version: string;
  form: Form;
  include: IncludeObject;
  now: () => Date;
}>;

/** Reads the first acceptable form of an Accept header; protobuf and unknown types fall to JSON objects. */
export function formOf(accept: string): Form {
  for (const offer of accept.split(',')) {
    const parameters = offer.split(';').map((part) => part.trim());
    if (parameters[0] !== 'application/json') continue;
    if (parameters.includes('as=Table')) return 'table';
    if (parameters.some((parameter) => /^as=PartialObjectMetadata(List)?$/.test(parameter))) return 'metadata';
    return 'object';
  }
  return 'object';
}

/** The object at the version asked for; all versions of a kind share one schema. */
export function atVersion({ kind, version }: Representation, object: StoredObject): Json {
  return { ...object, apiVersion: apiVersionOf(kind.group, version), kind: kind.kind };
}

export function showObject(shown: Representation, object: StoredObject): Json {
  if (shown.form === 'table') {
    return showTable(shown, [object], { resourceVersion: object.metadata.resourceVersion });
  }
  if (shown.form === 'metadata') return metadataOf(object);
  return atVersion(shown, object);
}

export function showList(shown: Representation, objects: readonly StoredObject[], metadata: Json): Json {
  if (shown.form === 'table') return showTable(shown, objects, metadata);
  if (shown.form === 'metadata') {
    const items = objects.map(metadataOf);
    return { kind: 'PartialObjectMetadataList', apiVersion: 'meta.k8s.io/v1', metadata, items };
  }
  const apiVersion = apiVersionOf(shown.kind.group, shown.version);
  return {
    kind: `${shown.kind.kind}List`,
    apiVersion,
    metadata,
    items: objects.map((object) => itemOf(shown, object)),
  };
}

/** Typed lists of Go say once what their items are. */
function itemOf(shown: Representation, object: StoredObject): Json {
  return shown.kind.custom ? atVersion(shown, object) : omit(object, 'apiVersion', 'kind');
}

/** A Table of these objects; later events of a watch leave the columns out. */
export function showTable(
  shown: Representation,
  objects: readonly StoredObject[],
  metadata: Json,
  { withoutColumns = false } = {},
): Json {
  const options = { include: shown.include, now: shown.now(), withoutColumns };
  return buildTable(
    shown.kind,
    objects.map((object) => atVersion(shown, object)),
    metadata,
    options,
  );
}

function metadataOf({ metadata }: StoredObject): Json {
  return { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata };
}
