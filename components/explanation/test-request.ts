import type { RouteResult } from '#lib/binding/result.ts';
import type { HTTPRouteMatch } from '#lib/gateway-api/http-route.ts';
import { formatKey, identityOf, type ObjectKey } from '#lib/kube/object-key.ts';
import { looksSecret } from '../request-tester/draft.ts';

/** A request to try; `label` says it in short. */
export type TestLink = Readonly<{ label: string; href: string }>;

export type TestedRequest = Readonly<{
  gateway: ObjectKey;
  listener: string;
  method?: string | undefined;
  /** a wildcard gets a name of its own; null leaves the Gateway's address */
  hostname?: string | null | undefined;
  /** with its query */
  path?: string | undefined;
  headers?: readonly Readonly<{ name: string; value: string }>[] | undefined;
}>;

/** The address of the tester with a request filled in. Gateways of other groups, and ListenerSets, are named by their whole key. */
export function testHref({ gateway, listener, method, hostname, path, headers = [] }: TestedRequest): string {
  const { group, kind } = identityOf(gateway);
  const query = new URLSearchParams({
    gateway: group === 'gateway.networking.k8s.io' && kind === 'Gateway' ? formatKey(gateway) : gateway,
    listener,
    ...(method && { method }),
    ...(hostname && { host: hostname.replace(/^\*\./, 'www.') }),
    ...(path && { path }),
  });
  // what may be a secret is for people to write: its name alone stands in the address
  for (const { name, value } of headers) query.append('header', `${name}: ${looksSecret(name) ? '' : value}`);
  return `/test?${query.toString()}`;
}

/** A request that the first match of a Route asks for; null when no Gateway of it is there. */
export function testOfRoute(result: RouteResult, match: HTTPRouteMatch | undefined): TestLink | null {
  const parent = result.parents.find(({ target, listeners }) => target.state === 'found' && listeners.length > 0);
  const verdict = parent?.listeners.find(({ attachment }) => attachment !== 'notSelected') ?? parent?.listeners[0];
  if (!parent || !verdict) return null;
  const names = verdict.checks.find((check) => check.check === 'hostname');
  const hostname =
    names?.check === 'hostname'
      ? [...verdict.effectiveHostnames, ...names.routeHostnames, names.listenerHostname ?? ''].find(Boolean)
      : undefined;
  const method = match?.method ?? 'GET';
  const plain = match === undefined || match.path.type !== 'RegularExpression';
  const path = plain ? (match?.path.value ?? '/') : '/';
  return {
    label: plain ? `Test ${method} ${path}` : 'Test a request',
    href: testHref({
      gateway: parent.parent,
      listener: verdict.listenerName,
      method,
      hostname,
      path: withQuery(path, exactOf(match?.queryParams)),
      headers: exactOf(match?.headers),
    }),
  };
}

type Wanted = NonNullable<HTTPRouteMatch['headers'] | HTTPRouteMatch['queryParams']>[number];

/** What is asked for to the letter; what a regular expression takes is for people to say. */
function exactOf(wanted: readonly Wanted[] = []): readonly Wanted[] {
  return wanted.filter(({ type }) => type !== 'RegularExpression');
}

function withQuery(path: string, params: readonly Wanted[]): string {
  if (params.length === 0) return path;
  return `${path}?${params.map(({ name, value }) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join('&')}`;
}
