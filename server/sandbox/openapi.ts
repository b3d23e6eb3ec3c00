import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { KindDeclaration } from '#lib/gateway-api/declaration.ts';
import { pathNotFound } from './api-error.ts';
import type { Json } from './json.ts';
import { apiVersionOf, type KindIndex } from './kind-index.ts';
import { intOrStringName, metadataSchemas, objectMetaName } from './openapi-metadata.ts';
import { pathsOf } from './openapi-paths.ts';

/** A text answer and its content type. */
export type TextAnswer = Readonly<{ contentType: string; body: string | Buffer }>;

/** An OpenAPI v2 document with nothing in it (`swagger: "2.0"` in protobuf): enough for kubectl, which reads v3. */
const emptyV2 = Buffer.from([0x0a, 0x03, 0x32, 0x2e, 0x30]);

/** The OpenAPI documents: one for each group version, built when first asked for. */
export class OpenApi {
  readonly #kinds: KindIndex;
  readonly #documents = new Map<string, string>();

  constructor(kinds: KindIndex) {
    this.#kinds = kinds;
  }

  /** @returns null when the path is not one of OpenAPI's. @throws ApiError for an unknown group version */
  answer(pathname: string): TextAnswer | null {
    if (pathname === '/openapi/v2') {
      return { contentType: 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf', body: emptyV2 };
    }
    if (pathname === '/openapi/v3') return { contentType: 'application/json', body: this.#index() };
    if (!pathname.startsWith('/openapi/v3/')) return null;
    const document = this.#document(pathname.slice('/openapi/v3/'.length));
    if (document === null) throw pathNotFound();
    return { contentType: 'application/json', body: document };
  }

  /** kubectl keeps documents on disk by this hash, so it depends on their content alone. */
  #index(): string {
    const paths = this.#kinds.groups.flatMap(({ group, versions }) =>
      versions.map((version) => {
        const path = rootOf(group, version);
        const hash = createHash('sha256')
          .update(this.#document(path) ?? '')
          .digest('hex');
        return [path, { serverRelativeURL: `/openapi/v3/${path}?hash=${hash.toUpperCase()}` }];
      }),
    );
    return JSON.stringify({ paths: Object.fromEntries(paths) });
  }

  #document(path: string): string | null {
    const known = this.#documents.get(path);
    if (known !== undefined) return known;
    const [root, ...rest] = path.split('/');
    const [group, version] = root === 'api' ? ['', rest[0]] : [rest[0], rest[1]];
    const served = this.#kinds.at(group ?? '', version ?? '');
    if (served.length === 0 || version === undefined || path !== rootOf(group ?? '', version)) return null;
    const document = JSON.stringify(buildDocument(served, group ?? '', version));
    this.#documents.set(path, document);
    return document;
  }
}

function rootOf(group: string, version: string): string {
  return group ? `apis/${group}/${version}` : `api/${version}`;
}

function buildDocument(served: readonly KindDeclaration[], group: string, version: string): Json {
  const schemas = served.map((kind) => [schemaName(kind, version), schemaOf(kind, version)]);
  return {
    openapi: '3.0.0',
    info: { title: 'Gatehouse sandbox', version: 'v1.32.0+sandbox' },
    paths: Object.assign({}, ...served.map((kind) => pathsOf(kind, version, schemaName(kind, version)))),
    components: { schemas: { ...Object.fromEntries(schemas), ...metadataSchemas } },
    'x-kubernetes-group-version': apiVersionOf(group, version),
  };
}

/** `io.k8s.networking.gateway.v1.HTTPRoute`: the group backwards, as the API server names custom resources. */
function schemaName({ group, kind }: KindDeclaration, version: string): string {
  const reversed = (group || 'core.api.k8s.io').split('.').toReversed().join('.');
  return `${reversed}.${version}.${kind}`;
}

/** A kind as an OpenAPI 3.0 schema, derived from its declaration. */
export function schemaOf(kind: KindDeclaration, version: string): Json {
  const derived = z.toJSONSchema(kind.schema, {
    target: 'openapi-3.0',
    io: 'input',
    reused: 'inline',
    override: ({ zodSchema, jsonSchema }) => asStructural(zodSchema, jsonSchema as Record<string, unknown>),
  }) as { properties?: Json; required?: readonly string[] };
  // Go leaves out an empty spec of built-in kinds
  const required = (derived.required ?? []).filter((field) => kind.custom || field !== 'spec');
  return {
    type: 'object',
    description: kind.description,
    ...(required.length > 0 && { required }),
    properties: {
      apiVersion: { type: 'string', description: 'The versioned schema of this representation of an object.' },
      kind: { type: 'string', description: 'The REST resource this object represents, in CamelCase.' },
      metadata: {
        allOf: [{ $ref: `#/components/schemas/${objectMetaName}` }],
        default: {},
        description: "Standard object's metadata.",
      },
      ...derived.properties,
    },
    'x-kubernetes-group-version-kind': [{ group: kind.group, version, kind: kind.kind }],
  };
}

/** Says in OpenAPI's terms what zod says in JSON Schema's: integer formats, int-or-string, free objects. */
function asStructural(zodSchema: z.core.$ZodType, schema: Record<string, unknown>): void {
  const { format } = zodSchema._zod.def as { format?: string };
  if (schema.type === 'number' && Array.isArray(schema.enum) && schema.enum.every(Number.isInteger)) {
    schema.type = 'integer';
  }
  if (schema.type === 'integer') {
    schema.format ??= format === 'int32' ? 'int32' : 'int64';
    if (schema.minimum === -2147483648 || schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum;
    if (schema.maximum === 2147483647 || schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum;
  }
  if (schema.format === 'date-time') delete schema.pattern;
  if (schema.contentEncoding === 'base64' || schema.format === 'base64') {
    schema.format = 'byte';
    delete schema.contentEncoding;
    delete schema.pattern;
  }
  if (schema['x-kubernetes-int-or-string']) {
    delete schema.anyOf;
    schema.allOf = [{ $ref: `#/components/schemas/${intOrStringName}` }];
  }
  if (schema.type === 'object' && isEmptyObject(schema.additionalProperties)) {
    delete schema.additionalProperties;
    schema['x-kubernetes-preserve-unknown-fields'] = true;
  }
}

function isEmptyObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}
