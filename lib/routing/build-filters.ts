import type { HTTPHeaderFilter, HTTPPathModifier, HTTPRouteFilter } from '#lib/gateway-api/http-route-filters.ts';
import type {
  CorsFilter,
  HeaderModifierFilter,
  MirrorFilter,
  PathModifier,
  RedirectFilter,
  RouteFilter,
  UrlRewriteFilter,
} from './route-table.ts';

type Field<Name extends keyof HTTPRouteFilter> = NonNullable<HTTPRouteFilter[Name]>;

/**
 * The filters of a rule or a backendRef as the data plane takes them, in the order written.
 *
 * @param nextMirror where the next mirror leads; null when no verdict of it is known
 */
export function buildFilters(
  filters: readonly HTTPRouteFilter[],
  nextMirror: () => MirrorFilter['backend'] | null,
): readonly RouteFilter[] {
  return filters.map((filter) => buildFilter(filter, nextMirror) ?? { type: 'notServed', name: filter.type });
}

function buildFilter(filter: HTTPRouteFilter, nextMirror: () => MirrorFilter['backend'] | null): RouteFilter | null {
  const { requestHeaderModifier, responseHeaderModifier, requestRedirect, urlRewrite, requestMirror, cors } = filter;
  switch (filter.type) {
    case 'RequestHeaderModifier':
      return requestHeaderModifier ? buildModifier('RequestHeaderModifier', requestHeaderModifier) : null;
    case 'ResponseHeaderModifier':
      return responseHeaderModifier ? buildModifier('ResponseHeaderModifier', responseHeaderModifier) : null;
    case 'RequestRedirect':
      return requestRedirect ? buildRedirect(requestRedirect) : null;
    case 'URLRewrite':
      return urlRewrite ? buildRewrite(urlRewrite) : null;
    case 'RequestMirror': {
      const backend = requestMirror ? nextMirror() : null;
      return requestMirror && backend ? { type: 'RequestMirror', share: shareOf(requestMirror), backend } : null;
    }
    case 'CORS':
      return cors ? buildCors(cors) : null;
    default:
      return null;
  }
}

function buildModifier(type: HeaderModifierFilter['type'], filter: HTTPHeaderFilter): HeaderModifierFilter {
  return { type, set: filter.set ?? [], add: filter.add ?? [], remove: filter.remove ?? [] };
}

function buildRedirect({ scheme, hostname, path, port, statusCode }: Field<'requestRedirect'>): RedirectFilter {
  return {
    type: 'RequestRedirect',
    scheme: scheme ?? null,
    hostname: hostname ?? null,
    path: buildPathModifier(path),
    port: port ?? null,
    statusCode,
  };
}

function buildRewrite({ hostname, path }: Field<'urlRewrite'>): UrlRewriteFilter {
  return { type: 'URLRewrite', hostname: hostname ?? null, path: buildPathModifier(path) };
}

function buildPathModifier(modifier: HTTPPathModifier | undefined): PathModifier | null {
  if (!modifier) return null;
  return modifier.type === 'ReplaceFullPath'
    ? { type: 'ReplaceFullPath', value: modifier.replaceFullPath ?? '' }
    : { type: 'ReplacePrefixMatch', value: modifier.replacePrefixMatch ?? '' };
}

/** Without `percent` and `fraction` every request (Gateway API, HTTPRequestMirrorFilter). */
function shareOf({ percent, fraction }: Field<'requestMirror'>): number {
  if (percent !== undefined) return percent / 100;
  return fraction ? fraction.numerator / fraction.denominator : 1;
}

function buildCors(cors: Field<'cors'>): CorsFilter {
  return {
    type: 'CORS',
    allowOrigins: cors.allowOrigins ?? [],
    allowCredentials: cors.allowCredentials ?? false,
    allowMethods: cors.allowMethods ?? [],
    allowHeaders: cors.allowHeaders ?? [],
    exposeHeaders: cors.exposeHeaders ?? [],
    maxAgeSeconds: cors.maxAge,
  };
}
