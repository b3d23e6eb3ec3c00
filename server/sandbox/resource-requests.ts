import type { ServerResponse } from 'node:http';
import type { KindDeclaration } from '#lib/gateway-api/declaration.ts';
import { badRequest, forbidden, invalidOptions, methodNotAllowed, pathNotFound } from './api-error.ts';
import { applyPatchType } from './bodies.ts';
import { builtInKindsMessage, customResourceDefinition } from './custom-resource-definitions.ts';
import { type Json, listAt, objectAt, textAt } from './json.ts';
import { apiVersionOf } from './kind-index.ts';
import { listObjects } from './lists.ts';
import { type Patch, readPatch } from './patches.ts';
import { formOf, type Representation, showList, showObject } from './representation.ts';
import type { ResourcePath } from './request-path.ts';
import type { Resources } from './resources.ts';
import { scaleOf, withScale } from './scale.ts';
import { buildFilter } from './selectors.ts';
import type { StoredObject } from './store.ts';
import type { IncludeObject } from './tables.ts';
import { streamWatch } from './watch.ts';
import type { DeleteOptions, WriteOptions } from './write-options.ts';

/** A request for a kind's objects, its path already read. */
export type ResourceRequest = Readonly<{
  method: string;
  path: ResourcePath;
  query: URLSearchParams;
  accept: string;
  contentType: string;
  userAgent: string;
  /** undefined when there was none */
  body: unknown;
  response: ServerResponse;
  warn: (text: string) => void;
  signal: AbortSignal;
  now: () => Date;
}>;

export type Answer = Readonly<{ code: number; body: Json }>;

/**
 * Answers a request for objects of one kind.
 *
 * @returns null when the answer is a stream, already begun
 * @throws ApiError
 */
export function answerResource(resources: Resources, kind: KindDeclaration, request: ResourceRequest): Answer | null {
  const { path, query } = request;
  const isScoped = path.namespace !== undefined;
  const isAcross = !isScoped && path.name === undefined;
  if (isScoped !== (kind.scope === 'Namespaced') && !isAcross) throw pathNotFound();
  if (kind === customResourceDefinition && request.method !== 'GET') throw forbidden(builtInKindsMessage);
  if (kind.deprecation) request.warn(kind.deprecation);
  const isWatch = request.method === 'GET' && ['true', '1'].includes(query.get('watch') ?? '');
  if (isWatch && !path.subresource) {
    const shown = representationOf(kind, request);
    const { namespace, name } = path;
    streamWatch({ store: resources.store, shown, namespace, name, query }, request.response, request.signal);
    return null;
  }
  return path.name === undefined ? answerCollection(resources, kind, request) : answerObject(resources, kind, request);
}

function representationOf(kind: KindDeclaration, { path, query, accept, now }: ResourceRequest): Representation {
  const include = (query.get('includeObject') ?? 'Metadata') as IncludeObject;
  return { kind, version: path.version, form: formOf(accept), include, now };
}

function answerCollection(resources: Resources, kind: KindDeclaration, request: ResourceRequest): Answer {
  const { path, query, body } = request;
  const shown = representationOf(kind, request);
  switch (request.method) {
    case 'GET':
      return { code: 200, body: listObjects(resources.store, shown, path.namespace, query) };
    case 'POST': {
      if (kind.scope === 'Namespaced' && !path.namespace) throw methodNotAllowed();
      const created = resources.create(kind, path.namespace ?? '', body, writeOptions(request));
      return { code: 201, body: showObject(shown, created) };
    }
    case 'DELETE':
      return { code: 200, body: deleteCollection(resources, shown, request) };
    default:
      throw methodNotAllowed();
  }
}

function deleteCollection(resources: Resources, shown: Representation, request: ResourceRequest): Json {
  const { path, query } = request;
  const matches = buildFilter(shown.kind, query);
  const options = deleteOptions(request);
  const chosen = resources.inNamespace(shown.kind, path.namespace).filter(matches);
  for (const { metadata } of chosen) {
    // an earlier one may have taken this one along, as its owner
    if (!resources.find(shown.kind, metadata.namespace ?? '', metadata.name)) continue;
    resources.delete(shown.kind, metadata.namespace ?? '', metadata.name, options);
  }
  return showList(shown, chosen, { resourceVersion: String(resources.store.revision) });
}

function answerObject(resources: Resources, kind: KindDeclaration, request: ResourceRequest): Answer {
  const { method, path, body } = request;
  const [namespace, name] = [path.namespace ?? '', path.name ?? ''];
  if (path.subresource === 'scale') return answerScale(resources, kind, request);
  const shown = representationOf(kind, request);
  switch (method) {
    case 'GET':
      return { code: 200, body: showObject(shown, resources.read(kind, namespace, name)) };
    case 'PUT':
    case 'PATCH': {
      const options = { ...writeOptions(request), part: path.subresource === 'status' ? 'status' : 'object' } as const;
      if (method === 'PATCH' && request.contentType === applyPatchType) {
        const force = isForced(request);
        const { object, created } = resources.apply(kind, [namespace, name], body, { ...options, force });
        return { code: created ? 201 : 200, body: showObject(shown, object) };
      }
      checkNotForced(request);
      const patch: Patch = method === 'PUT' ? () => body : readPatch(kind, request.contentType, body);
      return { code: 200, body: showObject(shown, resources.update(kind, namespace, name, patch, options)) };
    }
    case 'DELETE':
      if (path.subresource) throw methodNotAllowed();
      return answerDelete(resources, shown, request);
    default:
      throw methodNotAllowed();
  }
}

function answerDelete(resources: Resources, shown: Representation, request: ResourceRequest): Answer {
  const { kind } = shown;
  const [namespace, name] = [request.path.namespace ?? '', request.path.name ?? ''];
  const { uid } = resources.read(kind, namespace, name).metadata;
  const remaining = resources.delete(kind, namespace, name, deleteOptions(request));
  if (remaining) return { code: 200, body: showObject(shown, remaining) };
  const details = { name, ...(kind.group && { group: kind.group }), kind: kind.plural, uid };
  return { code: 200, body: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', details } };
}

function answerScale(resources: Resources, kind: KindDeclaration, request: ResourceRequest): Answer {
  const { method, path, body } = request;
  const [namespace, name] = [path.namespace ?? '', path.name ?? ''];
  if (method === 'GET') return { code: 200, body: scaleOf(resources.read(kind, namespace, name)) };
  if (method !== 'PUT' && method !== 'PATCH') throw methodNotAllowed();
  const patch: Patch = method === 'PUT' ? () => body : readPatch(kind, request.contentType, body);
  const change = (current: StoredObject): StoredObject => withScale(current, patch(scaleOf(current)));
  return { code: 200, body: scaleOf(resources.update(kind, namespace, name, change, writeOptions(request))) };
}

function writeOptions(request: ResourceRequest): WriteOptions {
  const { path, query, warn } = request;
  const fieldValidation = query.get('fieldValidation') || 'Warn';
  if (fieldValidation !== 'Strict' && fieldValidation !== 'Warn' && fieldValidation !== 'Ignore') {
    const message = `Unsupported value: "${fieldValidation}": supported values: "", "Ignore", "Strict", "Warn"`;
    throw invalidOptions(optionsOf(request), 'FieldValueNotSupported', 'fieldValidation', message);
  }
  return {
    dryRun: isDryRun(request, query.get('dryRun')),
    fieldValidation,
    warn,
    manager: managerOf(request),
    apiVersion: apiVersionOf(path.group, path.version),
    ...(path.subresource && { subresource: path.subresource }),
  };
}

/** The name given, else that of the program: its User-Agent up to the first slash. */
function managerOf({ query, userAgent }: ResourceRequest): string {
  return query.get('fieldManager') || (userAgent.split('/', 1)[0] ?? '').slice(0, 128);
}

/** @throws ApiError Invalid for an apply that does not say who applies */
function isForced({ query }: ResourceRequest): boolean {
  if (!query.get('fieldManager')) {
    throw invalidOptions(
      'PatchOptions',
      'FieldValueRequired',
      'fieldManager',
      'Required value: is required for apply patch',
    );
  }
  return query.get('force') === 'true';
}

/** @throws ApiError Invalid */
function checkNotForced({ method, query }: ResourceRequest): void {
  if (method !== 'PATCH' || !query.has('force')) return;
  throw invalidOptions(
    'PatchOptions',
    'FieldValueForbidden',
    'force',
    'Forbidden: may not be specified for non-apply patch',
  );
}

function optionsOf({ method }: ResourceRequest): string {
  return { POST: 'CreateOptions', PUT: 'UpdateOptions', PATCH: 'PatchOptions' }[method] ?? 'DeleteOptions';
}

function isDryRun(request: ResourceRequest, asked: unknown): boolean {
  if (asked === null || asked === undefined || asked === '') return false;
  if (asked === 'All') return true;
  const message = `Unsupported value: ["${String(asked)}"]: supported values: "All"`;
  throw invalidOptions(optionsOf(request), 'FieldValueNotSupported', 'dryRun', message);
}

/** From the body (metav1.DeleteOptions), or the query where the body says nothing. */
function deleteOptions(request: ResourceRequest): DeleteOptions {
  const { query, body } = request;
  const preconditions = objectAt(body, 'preconditions');
  const [inBody] = listAt(body, 'dryRun');
  const propagation = textAt(body, 'propagationPolicy') ?? query.get('propagationPolicy') ?? 'Background';
  if (propagation !== 'Background' && propagation !== 'Foreground' && propagation !== 'Orphan') {
    throw badRequest(`invalid propagationPolicy "${propagation}"`);
  }
  return {
    dryRun: isDryRun(request, inBody ?? query.get('dryRun')),
    propagation,
    uid: textAt(preconditions, 'uid'),
    resourceVersion: textAt(preconditions, 'resourceVersion'),
  };
}
