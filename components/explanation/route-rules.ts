import type { HTTPRoute, HTTPRouteMatch, HTTPRouteRule } from '#lib/gateway-api/http-route.ts';
import type { LegacyHTTPRoute } from '#lib/gateway-api/v1alpha1/http-route.ts';
import { groupOf, type KubeObject } from '#lib/kube/object.ts';
import { asHttpRoute } from '#lib/legacy/as-http-route.ts';

/** The rules of an HTTPRoute of either API, read as v1; null for kinds whose rules we do not read. */
export function rulesOf(object: KubeObject): readonly HTTPRouteRule[] | null {
  if (object.kind !== 'HTTPRoute') return null;
  if (groupOf(object.apiVersion) === 'gateway.networking.k8s.io') return (object as HTTPRoute).spec.rules;
  return asHttpRoute(object as LegacyHTTPRoute).rules;
}

/** What a match asks for besides the path, in the words of the API: `GET`, `header x: a`, `query q=1`. */
export function conditionsOf({ method, headers = [], queryParams = [] }: HTTPRouteMatch): readonly string[] {
  const sign = (type: string) => (type === 'RegularExpression' ? ' ~ ' : ': ');
  return [
    ...(method ? [method] : []),
    ...headers.map(({ type, name, value }) => `${name}${sign(type)}${value}`),
    ...queryParams.map(({ type, name, value }) => `?${name}${type === 'RegularExpression' ? ' ~ ' : '='}${value}`),
  ];
}
