import { compareText } from '#lib/kube/object-key.ts';
import { badRequest, expired } from './api-error.ts';
import { isJson, type Json } from './json.ts';
import { resourceName } from './kind-index.ts';
import { type Representation, showList } from './representation.ts';
import { buildFilter } from './selectors.ts';
import { RevisionExpired, type Store, type StoredObject, storeKey } from './store.ts';

type ContinueToken = Readonly<{ revision: number; after: string }>;

/**
 * A list, or one page of it (`limit`, `continue`). Every page shows the state of the first page's revision.
 *
 * @throws ApiError 400 for a malformed selector or token, 410 when the token's revision is forgotten
 */
export function listObjects(
  store: Store,
  shown: Representation,
  namespace: string | undefined,
  query: URLSearchParams,
): Json {
  const token = query.get('continue') ? readToken(query.get('continue') ?? '') : null;
  const revision = token?.revision ?? exactRevision(query) ?? store.revision;
  const matches = buildFilter(shown.kind, query);
  const inNamespace = ({ metadata }: StoredObject): boolean => !namespace || metadata.namespace === namespace;
  const all = objectsAt(store, resourceName(shown.kind), revision).filter((o) => inNamespace(o) && matches(o));
  const rest = token ? all.filter((object) => compareText(storeKey(object), token.after) > 0) : all;
  const limit = readLimit(query) || rest.length;
  const page = rest.slice(0, limit);
  return showList(shown, page, pageMetadata(revision, page.at(-1), rest.length - page.length));
}

function objectsAt(store: Store, resource: string, revision: number): readonly StoredObject[] {
  if (revision === store.revision) return store.list(resource);
  try {
    return store.listAt(resource, revision);
  } catch (cause) {
    if (!(cause instanceof RevisionExpired)) throw cause;
    throw expired('The provided continue parameter is too old to display a consistent list result.');
  }
}

function readLimit(query: URLSearchParams): number {
  const text = query.get('limit') ?? '';
  if (/^\d*$/.test(text)) return Number(text);
  throw badRequest(`strconv.ParseInt: parsing "${text}": invalid syntax`);
}

/** `resourceVersionMatch=Exact`; other matches are met by the present state. */
function exactRevision(query: URLSearchParams): number | undefined {
  const revision = Number(query.get('resourceVersion') ?? 0);
  return query.get('resourceVersionMatch') === 'Exact' && revision > 0 ? revision : undefined;
}

function pageMetadata(revision: number, last: StoredObject | undefined, remaining: number): Json {
  const metadata = { resourceVersion: String(revision) };
  if (remaining <= 0 || !last) return metadata;
  const token: ContinueToken = { revision, after: storeKey(last) };
  const text = Buffer.from(JSON.stringify(token)).toString('base64url');
  return { ...metadata, continue: text, remainingItemCount: remaining };
}

function readToken(text: string): ContinueToken {
  try {
    const token: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    if (isJson(token) && typeof token.revision === 'number' && typeof token.after === 'string') {
      return { revision: token.revision, after: token.after };
    }
  } catch {
    // falls through to the refusal
  }
  throw badRequest('continue key is not valid');
}
