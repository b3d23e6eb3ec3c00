import type { KindDeclaration } from '#lib/gateway-api/declaration.ts';
import type { Json } from './json.ts';

const text = (name: string, description: string): Json => ({
  name,
  in: 'query',
  description,
  schema: { type: 'string', uniqueItems: true },
});

/** kubectl looks for these two to decide whether the server validates and dry-runs. */
const writeParameters = [
  text('dryRun', 'When present, modifications are not persisted; the valid value is All.'),
  text('fieldManager', 'A name associated with the actor or entity that is making these changes.'),
  text('fieldValidation', 'What to do with unknown fields: Ignore, Warn or Strict.'),
];
const listParameters = [
  text('continue', 'Asks for the next page of a list.'),
  text('fieldSelector', 'Restricts the list by fields.'),
  text('labelSelector', 'Restricts the list by labels.'),
  { name: 'limit', in: 'query', description: 'The most items to answer.', schema: { type: 'integer' } },
  text('resourceVersion', 'The version to start from.'),
  { name: 'watch', in: 'query', description: 'Streams changes.', schema: { type: 'boolean' } },
];

const pathParameter = (name: string): Json => ({ name, in: 'path', required: true, schema: { type: 'string' } });

/** The paths of a kind, where kubectl finds what it may do and which kind stands behind a resource. */
export function pathsOf(kind: KindDeclaration, version: string, schema: string): Json {
  const root = kind.group ? `/apis/${kind.group}/${version}` : `/api/${version}`;
  const operation = operationsOf(kind, version, schema);
  const isNamespaced = kind.scope === 'Namespaced';
  const base = isNamespaced ? `${root}/namespaces/{namespace}/${kind.plural}` : `${root}/${kind.plural}`;
  const scope = isNamespaced ? [pathParameter('namespace')] : [];
  const one = [pathParameter('name'), ...scope];
  const read = operation('get', 'read');
  const change = {
    get: read,
    put: operation('put', 'replace', writeParameters),
    patch: operation('patch', 'patch', writeParameters),
  };
  const subresources = kind.subresources.map((name) => [`${base}/{name}/${name}`, { ...change, parameters: one }]);
  const list = operation('list', 'list', listParameters);
  return {
    ...(isNamespaced && { [`${root}/${kind.plural}`]: { get: list } }),
    [base]: {
      get: list,
      post: operation('post', 'create', writeParameters),
      delete: operation('deletecollection', 'deleteCollection', listParameters),
      parameters: scope,
    },
    [`${base}/{name}`]: {
      ...change,
      delete: operation('delete', 'delete', writeParameters),
      parameters: one,
    },
    ...Object.fromEntries(subresources),
  };
}

function operationsOf(kind: KindDeclaration, version: string, schema: string) {
  const content = { 'application/json': { schema: { $ref: `#/components/schemas/${schema}` } } };
  return (action: string, verb: string, parameters: readonly Json[] = []): Json => ({
    description: `${verb} ${kind.kind}`,
    operationId: `${verb}${kind.scope}${kind.kind}${version}${kind.group}`,
    parameters,
    ...(['post', 'put', 'patch'].includes(action) && { requestBody: { content, required: true } }),
    responses: { 200: { description: 'OK', content } },
    'x-kubernetes-action': action,
    'x-kubernetes-group-version-kind': { group: kind.group, version, kind: kind.kind },
  });
}
