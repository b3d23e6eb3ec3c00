import type { Attachment, Check, ListenerKey, RuleProblem } from '#lib/binding/result.ts';
import type { ObjectKey } from '#lib/kube/object-key.ts';

/**
 * What traffic does, as plain data: it can be cloned to another thread as it is. Built whole from one snapshot and
 * replaced whole. Holds private keys in `certificates` and nowhere else: never send that part to a browser.
 */
export type RouteTable = Readonly<{
  /** counts up; what a data plane acknowledges */
  generation: number;
  /** in key order; Gateways of other controllers too, for prediction only */
  gateways: readonly GatewayTable[];
  /** by Secret, for the HTTPS listeners of our own Gateways and for what they show to backends */
  certificates: ReadonlyMap<ObjectKey, CertificatePair>;
}>;

/** `tls.crt` and `tls.key` as they stand in the Secret's data: PEM in base64. */
export type CertificatePair = Readonly<{ certificate: string; privateKey: string }>;

export type GatewayTable = Readonly<{
  gateway: ObjectKey;
  owner: 'ours' | 'other' | 'none';
  /** `spec.addresses` as written; empty when the address is ours to choose */
  requestedAddresses: readonly RequestedAddress[];
  /** Secret of the certificate shown to backends that are spoken to under TLS; its text is in `RouteTable.certificates` */
  clientCertificate: ObjectKey | null;
  /** its own in spec order, then those of its ListenerSets */
  listeners: readonly ListenerTable[];
}>;

/** `value` null asks for any address of the type. */
export type RequestedAddress = Readonly<{ type: string; value: string | null }>;

/** `notServing`: takes part in nothing, requests go on to a broader listener of the port; `why` is a condition reason. */
export type ListenerServing = Readonly<{ state: 'serving' }> | Readonly<{ state: 'notServing'; why: string }>;

/** Whose rules a listener follows: in v1alpha1 a wildcard is one label and query matches do not rank. */
export type RoutingDialect = 'v1' | 'v1alpha1';

export type ListenerTable = Readonly<{
  key: ListenerKey;
  gateway: ObjectKey;
  name: string;
  protocol: string;
  port: number;
  /** canonical; `''` is any */
  hostname: string;
  dialect: RoutingDialect;
  serving: ListenerServing;
  /** Secrets in `certificateRefs` order; their texts are in `RouteTable.certificates` */
  certificates: readonly ObjectKey[];
  /** null: clients are asked for no certificate */
  clientValidation: ClientValidation | null;
  /** in precedence order: the first whose conditions all hold gets the request */
  entries: readonly RouteEntry[];
  /** entries of Routes that name this listener and are not attached to it, in precedence order; never served */
  refused: readonly RefusedEntry[];
}>;

/** One effective hostname × match × rule of a Route. */
export type RouteEntry = Readonly<{
  /** canonical; `''` is any */
  hostname: string;
  match: MatchRule;
  route: ObjectKey;
  /** the Route's creationTimestamp in ms since 1970; null when it has none */
  createdAtMs: number | null;
  ruleIndex: number;
  ruleName: string | null;
  matchIndex: number;
  /** `refused`: no rule of the Route can be served, so it is not attached; it answers 500 all the same */
  standing: 'attached' | 'refused';
  action: RuleAction;
}>;

export type RefusedEntry = Readonly<{
  entry: RouteEntry;
  attachment: Exclude<Attachment, 'attached'>;
  /** the checks that did not pass */
  failed: readonly Check[];
}>;

/** All conditions must hold. Names are unique: of repeated names the first counts. */
export type MatchRule = Readonly<{
  path: PathRule;
  /** null is any */
  method: string | null;
  /** names in lower case */
  headers: readonly ValueRule[];
  queryParams: readonly ValueRule[];
}>;

/** PathPrefix values are kept without their trailing `/`, so `''` is everything. */
export type PathRule = Readonly<{ type: 'Exact' | 'PathPrefix' | 'RegularExpression'; value: string }>;

export type ValueRule = Readonly<{ type: 'Exact' | 'RegularExpression'; name: string; value: string }>;

/** What a rule does. `unusable`: 500, because the rule asks for what we do not serve. */
export type RuleAction =
  | Readonly<{
      kind: 'forward';
      filters: readonly RouteFilter[];
      /** weight 0 is never chosen; empty answers 500 */
      backends: readonly WeightedBackend[];
      timeouts: RuleTimeouts;
      retry: RetryRule | null;
    }>
  | Readonly<{ kind: 'redirect'; redirect: RedirectFilter; filters: readonly RouteFilter[] }>
  | Readonly<{ kind: 'unusable'; problems: readonly RuleProblem[] }>;

/** Milliseconds; null is no limit. */
export type RuleTimeouts = Readonly<{ requestMs: number | null; backendRequestMs: number | null }>;

/**
 * When an attempt is made again: it came to no answer, or to one of `codes`. `attempts` is the number of repetitions,
 * `backoffMs` the least time between two.
 */
export type RetryRule = Readonly<{ attempts: number; codes: readonly number[]; backoffMs: number }>;

export type WeightedBackend = Readonly<{
  /** what the backendRef names, whether it exists or not */
  target: ObjectKey;
  /** the Service port; null when the ref has none */
  port: number | null;
  weight: number;
  filters: readonly RouteFilter[];
  outcome: BackendState;
}>;

/** What is spoken to endpoints; `h2c` is HTTP/2 in plain text by prior knowledge. @see GEP-1911 */
export type UpstreamProtocol = 'http1' | 'h2c';

/**
 * How endpoints are spoken to under TLS. Without `subjectAltNames` the certificate must be for `serverName`, else for
 * one of them. @see Gateway API, BackendTLSPolicyValidation
 */
export type UpstreamTls = Readonly<{
  /** sent as SNI */
  serverName: string;
  authorities: TrustedAuthorities;
  subjectAltNames: readonly Readonly<{ type: 'Hostname' | 'URI'; value: string }>[];
}>;

/** Certificates in PEM, one after the other, or those the system trusts. */
export type TrustedAuthorities = Readonly<{ from: 'pem'; pem: string }> | Readonly<{ from: 'system' }>;

/**
 * What a listener asks of its clients. `AllowInsecureFallback`: a certificate is asked for, and none or a bad one is
 * let in all the same. @see Gateway API, FrontendTLSValidation
 */
export type ClientValidation = Readonly<{
  authorities: Extract<TrustedAuthorities, { from: 'pem' }>;
  mode: 'AllowValidOnly' | 'AllowInsecureFallback';
}>;

/** `invalid`: the share of this backend answers 500. `resolved` without endpoints: 503. */
export type BackendState =
  | Readonly<{
      state: 'resolved';
      endpoints: readonly BackendEndpoint[];
      protocol: UpstreamProtocol;
      /** null: in plain text */
      tls: UpstreamTls | null;
    }>
  | Readonly<{ state: 'invalid'; reason: string; message: string }>;

/** Where to dial: the address and target port of an EndpointSlice. */
export type BackendEndpoint = Readonly<{ address: string; port: number; pod: string | null }>;

export type HeaderValue = Readonly<{ name: string; value: string }>;

export type HeaderModifierFilter = Readonly<{
  type: 'RequestHeaderModifier' | 'ResponseHeaderModifier';
  set: readonly HeaderValue[];
  add: readonly HeaderValue[];
  remove: readonly string[];
}>;

export type PathModifier =
  | Readonly<{ type: 'ReplaceFullPath'; value: string }>
  | Readonly<{ type: 'ReplacePrefixMatch'; value: string }>;

/** null leaves that part to the request and its listener. */
export type RedirectFilter = Readonly<{
  type: 'RequestRedirect';
  scheme: 'http' | 'https' | null;
  hostname: string | null;
  path: PathModifier | null;
  port: number | null;
  statusCode: number;
}>;

export type UrlRewriteFilter = Readonly<{ type: 'URLRewrite'; hostname: string | null; path: PathModifier | null }>;

/** `share` of the requests, 0 to 1, is sent to the backend as well; what it answers is dropped. */
export type MirrorFilter = Readonly<{
  type: 'RequestMirror';
  share: number;
  backend: Omit<WeightedBackend, 'weight' | 'filters'>;
}>;

/** Lists as written; `*` in one of them stands for everything. */
export type CorsFilter = Readonly<{
  type: 'CORS';
  allowOrigins: readonly string[];
  allowCredentials: boolean;
  allowMethods: readonly string[];
  allowHeaders: readonly string[];
  exposeHeaders: readonly string[];
  maxAgeSeconds: number;
}>;

/** A filter we do not serve; stands only in tables of other controllers' Gateways, where nothing is forwarded. */
export type NotServedFilter = Readonly<{ type: 'notServed'; name: string }>;

/** In the order written. */
export type RouteFilter =
  | HeaderModifierFilter
  | RedirectFilter
  | UrlRewriteFilter
  | MirrorFilter
  | CorsFilter
  | NotServedFilter;
