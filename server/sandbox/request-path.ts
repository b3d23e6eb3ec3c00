/** What the path of a request names: an object, a collection, or a resource of an object. */
export type ResourcePath = Readonly<{
  group: string;
  version: string;
  /** undefined for a collection over all namespaces and for cluster-scoped objects */
  namespace: string | undefined;
  plural: string;
  name: string | undefined;
  subresource: string | undefined;
}>;

/**
 * `/api/v1/…` and `/apis/GROUP/VERSION/…`, split; null when the path is of another form.
 *
 * `/api/v1/namespaces/x` is the Namespace object, `/api/v1/namespaces/x/pods` a collection inside it.
 */
export function parseResourcePath(pathname: string): ResourcePath | null {
  const parts = pathname.split('/').slice(1).map(decode);
  if (parts.some((part) => part === '')) return null;
  const [root, ...rest] = parts;
  if (root === 'api') return split('', rest);
  const [group, ...inside] = rest;
  return root === 'apis' && group ? split(group, inside) : null;
}

/** Empty for an escape that is none. */
function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return '';
  }
}

const namespaceSubresources: ReadonlySet<string> = new Set(['status', 'finalize']);

function split(group: string, [version, ...parts]: readonly string[]): ResourcePath | null {
  if (!version || parts.length === 0) return null;
  const [first, second, third = ''] = parts;
  const isInside = first === 'namespaces' && parts.length >= 3 && !(group === '' && namespaceSubresources.has(third));
  const namespace = isInside ? second : undefined;
  const [plural, name, subresource, ...tooMany] = isInside ? parts.slice(2) : parts;
  if (!plural || tooMany.length > 0) return null;
  return { group, version, namespace, plural, name, subresource };
}
