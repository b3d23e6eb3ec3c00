import type { AdmissionRule } from './declaration.ts';
import { durationMs } from './duration.ts';
import type { HTTPRouteMatch, HTTPRouteRule } from './http-route.ts';
import type { HTTPPathModifier, HTTPRouteFilter } from './http-route-filters.ts';
import { parentRefRules } from './parent-ref-rules.ts';

type Path = HTTPRouteMatch['path'];
type Filters = readonly HTTPRouteFilter[];

const isLiteral = ({ type }: Path): boolean => type === 'Exact' || type === 'PathPrefix';

function pathRule(name: string, message: string, fine: (value: string) => boolean): AdmissionRule {
  return {
    name,
    at: 'spec.rules[*].matches[*].path',
    message,
    holds: (path: Path) => !isLiteral(path) || fine(path.value),
  };
}

const without = (part: string) => (value: string) => !value.includes(part);
const notEndingIn = (part: string) => (value: string) => !value.endsWith(part);

const pathRules: readonly AdmissionRule[] = [
  pathRule(
    'path-is-absolute',
    "value must be an absolute path and start with '/' when type one of ['Exact', 'PathPrefix']",
    (value) => value.startsWith('/'),
  ),
  ...['//', '/./', '/../', '%2f', '%2F', '#'].map((part) =>
    pathRule(
      `path-without-${part}`,
      `must not contain '${part}' when type one of ['Exact', 'PathPrefix']`,
      without(part),
    ),
  ),
  ...['/..', '/.'].map((part) =>
    pathRule(
      `path-not-ending-in-${part}`,
      `must not end with '${part}' when type one of ['Exact', 'PathPrefix']`,
      notEndingIn(part),
    ),
  ),
  {
    name: 'path-type-is-known',
    at: 'spec.rules[*].matches[*].path',
    message: "type must be one of ['Exact', 'PathPrefix', 'RegularExpression']",
    holds: ({ type }: Path) => ['Exact', 'PathPrefix', 'RegularExpression'].includes(type),
  },
  pathRule(
    'path-characters',
    "must only contain valid characters (matching ^(?:[-A-Za-z0-9/._~!$&'()*+,;=:@]|[%][0-9a-fA-F]{2})+$) for types ['Exact', 'PathPrefix']",
    (value) => /^(?:[-A-Za-z0-9/._~!$&'()*+,;=:@]|[%][0-9a-fA-F]{2})+$/.test(value),
  ),
];

/** Payload field of each filter type. */
const payloads = {
  RequestHeaderModifier: 'requestHeaderModifier',
  ResponseHeaderModifier: 'responseHeaderModifier',
  RequestMirror: 'requestMirror',
  RequestRedirect: 'requestRedirect',
  URLRewrite: 'urlRewrite',
  ExtensionRef: 'extensionRef',
  CORS: 'cors',
  ExternalAuth: 'externalAuth',
} as const satisfies Record<HTTPRouteFilter['type'], keyof HTTPRouteFilter>;

function payloadRules(at: string): AdmissionRule[] {
  return Object.entries(payloads).flatMap(([type, field]) => [
    {
      name: `${at}-${field}-only-for-${type}`,
      at,
      message: `filter.${field} must be nil if the filter.type is not ${type}`,
      holds: (filter: HTTPRouteFilter) => filter.type === type || filter[field] === undefined,
    },
    {
      name: `${at}-${type}-needs-${field}`,
      at,
      message: `filter.${field} must be specified for ${type} filter.type`,
      holds: (filter: HTTPRouteFilter) => filter.type !== type || filter[field] !== undefined,
    },
  ]);
}

const has = (filters: Filters, type: HTTPRouteFilter['type']): boolean =>
  filters.some((filter) => filter.type === type);
const once = [
  'RequestHeaderModifier',
  'ResponseHeaderModifier',
  'RequestRedirect',
  'URLRewrite',
  'CORS',
] as const satisfies HTTPRouteFilter['type'][];

function filterListRules(at: string): AdmissionRule[] {
  return [
    {
      name: `${at}-redirect-or-rewrite`,
      at,
      message: 'May specify either httpRouteFilterRequestRedirect or httpRouteFilterRequestRewrite, but not both',
      holds: (filters: Filters) => !(has(filters, 'RequestRedirect') && has(filters, 'URLRewrite')),
    },
    ...once.map((type) => ({
      name: `${at}-one-${type}`,
      at,
      message: `${type} filter cannot be repeated`,
      holds: (filters: Filters) => filters.filter((filter) => filter.type === type).length <= 1,
    })),
  ];
}

type PathField = 'replaceFullPath' | 'replacePrefixMatch';
const pathModifierTypes = { replaceFullPath: 'ReplaceFullPath', replacePrefixMatch: 'ReplacePrefixMatch' } as const;

function pathModifierRules(at: string): AdmissionRule[] {
  return (Object.keys(pathModifierTypes) as PathField[]).flatMap((field) => [
    {
      name: `${at}-${field}-is-given`,
      at,
      message: `${field} must be specified when type is set to '${pathModifierTypes[field]}'`,
      holds: (path: HTTPPathModifier) => path.type !== pathModifierTypes[field] || path[field] !== undefined,
    },
    {
      name: `${at}-${field}-decides-type`,
      at,
      message: `type must be '${pathModifierTypes[field]}' when ${field} is set`,
      holds: (path: HTTPPathModifier) => path[field] === undefined || path.type === pathModifierTypes[field],
    },
  ]);
}

type Mirror = NonNullable<HTTPRouteFilter['requestMirror']>;
type Cors = NonNullable<HTTPRouteFilter['cors']>;

const aloneIfStar = (list: readonly string[] | undefined): boolean => !list?.includes('*') || list.length === 1;

/** Rules of one list of filters: on a rule, and on each of its backendRefs. */
function filterRules(list: string): AdmissionRule[] {
  const each = `${list}[*]`;
  return [
    ...filterListRules(list),
    ...payloadRules(each),
    ...pathModifierRules(`${each}.urlRewrite.path`),
    ...pathModifierRules(`${each}.requestRedirect.path`),
    {
      name: `${each}-mirror-percent-or-fraction`,
      at: `${each}.requestMirror`,
      message: 'Only one of percent or fraction may be specified in HTTPRequestMirrorFilter',
      holds: ({ percent, fraction }: Mirror) => percent === undefined || fraction === undefined,
    },
    {
      name: `${each}-mirror-numerator`,
      at: `${each}.requestMirror.fraction`,
      message: 'numerator must be less than or equal to denominator',
      holds: ({ numerator, denominator }: NonNullable<Mirror['fraction']>) => numerator <= denominator,
    },
    servicePortRule(`${each}.requestMirror.backendRef`),
    servicePortRule(`${each}.externalAuth.backendRef`),
    ...(['allowOrigins', 'allowMethods', 'allowHeaders'] as const).map((field) => ({
      name: `${each}-cors-${field}-star-alone`,
      at: `${each}.cors`,
      message: `${field} cannot contain '*' alongside other ${{ allowOrigins: 'origins', allowMethods: 'methods', allowHeaders: 'headers' }[field]}`,
      holds: (cors: Cors) => aloneIfStar(cors[field]),
    })),
    {
      name: `${each}-auth-grpc-or-http`,
      at: `${each}.externalAuth`,
      message: "grpc must be specified when protocol is set to 'GRPC', http when it is set to 'HTTP'",
      holds: ({ protocol, grpc, http }: NonNullable<HTTPRouteFilter['externalAuth']>) =>
        protocol === 'GRPC' ? http === undefined : grpc === undefined,
    },
  ];
}

/** `Must have port for Service reference`, on any BackendObjectReference. */
export function servicePortRule(at: string): AdmissionRule {
  return {
    name: `${at}-service-needs-port`,
    at,
    message: 'Must have port for Service reference',
    holds: ({ group, kind, port }: { group: string; kind: string; port?: number }) =>
      group !== '' || kind !== 'Service' || port !== undefined,
  };
}

const replacesPrefix = (filters: Filters | undefined, of: 'urlRewrite' | 'requestRedirect'): boolean =>
  filters?.some((filter) => filter[of]?.path?.type === 'ReplacePrefixMatch') ?? false;

const onePrefixMatch = ({ matches }: HTTPRouteRule): boolean =>
  matches.length === 1 && matches[0]?.path.type === 'PathPrefix';

function prefixRules(of: 'urlRewrite' | 'requestRedirect', filterType: string): AdmissionRule[] {
  const message = `When using ${filterType} filter with path.replacePrefixMatch, exactly one PathPrefix match must be specified`;
  return [
    {
      name: `rule-${of}-one-prefix-match`,
      at: 'spec.rules[*]',
      message,
      holds: (rule: HTTPRouteRule) => !replacesPrefix(rule.filters, of) || onePrefixMatch(rule),
    },
    {
      name: `backend-${of}-one-prefix-match`,
      at: 'spec.rules[*]',
      message: `Within backendRefs, w${message.slice(1)}`,
      holds: (rule: HTTPRouteRule) =>
        !rule.backendRefs?.some((backend) => replacesPrefix(backend.filters, of)) || onePrefixMatch(rule),
    },
  ];
}

const ruleRules: readonly AdmissionRule[] = [
  {
    name: 'redirect-has-no-backends',
    at: 'spec.rules[*]',
    message: 'RequestRedirect filter must not be used together with backendRefs',
    holds: ({ filters, backendRefs }: HTTPRouteRule) => !backendRefs?.length || !has(filters ?? [], 'RequestRedirect'),
  },
  ...prefixRules('requestRedirect', 'RequestRedirect'),
  ...prefixRules('urlRewrite', 'URLRewrite'),
  {
    name: 'backend-timeout-within-request-timeout',
    at: 'spec.rules[*].timeouts',
    message: 'backendRequest timeout cannot be longer than request timeout',
    holds: ({ request, backendRequest }: NonNullable<HTTPRouteRule['timeouts']>) =>
      request === undefined ||
      backendRequest === undefined ||
      durationMs(request) === 0 ||
      durationMs(backendRequest) <= durationMs(request),
  },
  {
    name: 'cookie-config-only-with-cookie',
    at: 'spec.rules[*].sessionPersistence',
    message: 'cookieConfig can only be set with type Cookie',
    holds: ({ type, cookieConfig }: NonNullable<HTTPRouteRule['sessionPersistence']>) =>
      cookieConfig === undefined || type === 'Cookie',
  },
  {
    name: 'permanent-cookie-needs-absolute-timeout',
    at: 'spec.rules[*].sessionPersistence',
    message: 'AbsoluteTimeout must be specified when cookie lifetimeType is Permanent',
    holds: ({ cookieConfig, absoluteTimeout }: NonNullable<HTTPRouteRule['sessionPersistence']>) =>
      cookieConfig?.lifetimeType !== 'Permanent' || absoluteTimeout !== undefined,
  },
];

type Rules = readonly HTTPRouteRule[];

/** The CEL validations of the HTTPRoute CRD, v1.6.1 experimental channel. */
export const httpRouteRules: readonly AdmissionRule[] = [
  ...parentRefRules,
  {
    name: 'rule-names-unique',
    at: 'spec.rules',
    message: 'Rule name must be unique within the route',
    holds: (rules: Rules) => {
      const names = rules.flatMap(({ name }) => (name === undefined ? [] : [name]));
      return new Set(names).size === names.length;
    },
  },
  {
    name: 'at-most-128-matches',
    at: 'spec.rules',
    message:
      'While 16 rules and 64 matches per rule are allowed, the total number of matches across all rules in a route must be less than 128',
    holds: (rules: Rules) => rules.reduce((sum, { matches }) => sum + matches.length, 0) <= 128,
  },
  ...pathRules,
  ...ruleRules,
  ...filterRules('spec.rules[*].filters'),
  servicePortRule('spec.rules[*].backendRefs[*]'),
  ...filterRules('spec.rules[*].backendRefs[*].filters'),
];
