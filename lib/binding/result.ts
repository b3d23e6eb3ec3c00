import type { BackendObjectReference, ParentReference } from '#lib/gateway-api/common.ts';
import type { ConditionVerdict } from '#lib/kube/condition.ts';
import type { GroupKind } from '#lib/kube/object.ts';
import type { ObjectKey } from '#lib/kube/object-key.ts';
import type { CaCertificateResult, CertificateResult } from './certificate-results.ts';
import type { Check, ListenerSetCheck } from './checks/check.ts';
import type { Capabilities } from './data-plane-capabilities.ts';
import type { DataPlaneReport, PortReport } from './data-plane-report.ts';
import type { BackendTlsPolicyResult } from './tls-policy-result.ts';

export type { SelectorEvaluation, SelectorRequirement } from '#lib/kube/label-selector.ts';
export type { CaCertificateResult, CertificateResult } from './certificate-results.ts';
export type {
  Check,
  HostnameCheck,
  ListenerSetCheck,
  Outcome,
  ParentSectionCheck,
  RouteAllowsCheck,
  RouteKindCheck,
  RouteLabelsCheck,
  RouteNamespaceCheck,
  RulesCheck,
} from './checks/check.ts';

export type { BackendProtocol, Capabilities, GatewayFeature, RuleFeature } from './data-plane-capabilities.ts';
export type { DataPlaneReport, GatewayReport, PortReport } from './data-plane-report.ts';
export { gatewayBehind, listenerSetsOf, listenersOf } from './listener-owners.ts';
export type { BackendTlsPolicyResult, TlsPolicyTarget } from './tls-policy-result.ts';

declare const listenerBrand: unique symbol;

/** Identity of a listener: the key of the object that declares it, `#`, its name. */
export type ListenerKey = string & { readonly [listenerBrand]: true };

export function listenerKey(owner: ObjectKey, name: string): ListenerKey {
  return `${owner}#${name}` as ListenerKey;
}

/** The object that declares a listener: a Gateway or a ListenerSet. */
export function ownerOfListener(key: ListenerKey): ObjectKey {
  return key.slice(0, key.indexOf('#')) as ObjectKey;
}

/** What is known of a certificate and its key, read by whoever has the means to. */
export type CertificateCheck =
  | Readonly<{ valid: true; notAfter: string | null; dnsNames: readonly string[] }>
  | Readonly<{ valid: false; why: string }>;

export type BindOptions = Readonly<{
  /** GatewayClasses with one of these are ours */
  controllerNames: readonly string[];
  capabilities: Capabilities;
  dataPlane: DataPlaneReport;
  /** whether a Gateway whose class is not in the snapshot counts as ours (`check`) */
  adoptUnclassed: 'yes' | 'no';
  /**
   * Reads `tls.crt` and `tls.key` (base64 as in the Secret); must be pure. Without it only the PEM form is looked at.
   */
  checkCertificate?: ((tlsCrt: string, tlsKey: string) => CertificateCheck) | undefined;
  /**
   * Reads CA certificates in PEM; must be pure. Null when all of them can be used, else why not. Without it only the
   * PEM form is looked at.
   */
  checkAuthorities?: ((pem: string) => string | null) | undefined;
  /**
   * The `gateway.networking.k8s.io/bundle-version` of the installed CRDs; null when they carry none. Left out: not
   * known, and then GatewayClasses get no SupportedVersion condition.
   */
  bundleVersion?: string | null | undefined;
}>;

/**
 * `attached`: every check passed.
 * `notSelected`: sectionName or port name other listeners, so this one is out of play; no refusal of its own.
 */
export type Attachment = 'attached' | 'refused' | 'notSelected' | 'unknown';

/** One parentRef against one listener: every check with its operands, failed or not. */
export type ListenerVerdict = Readonly<{
  listener: ListenerKey;
  listenerName: string;
  checks: readonly Check[];
  attachment: Attachment;
  /**
   * hostnames this Route answers for on this listener, `''` is any: when attached, and when on a Gateway of ours its
   * rules alone are what is refused, for they answer 500 there rather than let another Route have their requests
   */
  effectiveHostnames: readonly string[];
}>;

/** Where a parent entry comes from. `selectedBy`: a v1alpha1 Gateway picks a Route that may not name it at all. */
export type ParentSource =
  | Readonly<{ from: 'parentRef'; index: number; ref: ParentReference }>
  | Readonly<{ from: 'gatewayRef'; index: number; ref: Readonly<{ name: string; namespace: string }> }>
  | Readonly<{ from: 'selectedBy' }>;

export type ParentTarget =
  | Readonly<{ state: 'found' }>
  /** no such object, and that is a fact */
  | Readonly<{ state: 'missing' }>
  /** not known: not in these files, not readable */
  | Readonly<{ state: 'unknown' }>
  /** a kind that Gatehouse does not judge (Service, …) */
  | Readonly<{ state: 'notJudged' }>;

export type ParentResult = Readonly<{
  source: ParentSource;
  /** what the entry names, whether it exists or not */
  parent: ObjectKey;
  target: ParentTarget;
  /** who serves it: `ours` gets status from us; `other` has another controller; `none` has no class known */
  owner: 'ours' | 'other' | 'none';
  controllerName: string | null;
  /** null where no status is owed: parent missing, not judged, or of no controller */
  accepted: ConditionVerdict | null;
  partiallyInvalid: ConditionVerdict | null;
  listeners: readonly ListenerVerdict[];
}>;

export type BackendReason =
  | 'RefNotPermitted'
  | 'InvalidKind'
  | 'BackendNotFound'
  | 'UnsupportedProtocol'
  /** ours: the policy in force for the port is not accepted, and then nothing may be sent */
  | 'InvalidBackendTLSPolicy';

type ValidBackend = Readonly<{
  state: 'valid';
  service: ObjectKey;
  port: number;
  portName: string;
  appProtocol: string | null;
  /** the BackendTLSPolicy in force for the port; null: plain text */
  tlsPolicy: ObjectKey | null;
}>;

export type BackendOutcome =
  | ValidBackend
  | Readonly<{
      state: 'invalid';
      reason: BackendReason;
      message: string;
      /** our data plane alone cannot serve it: what it is on a Gateway of another controller */
      elsewhere?: ValidBackend;
    }>
  /** the Service or its grant is not in the snapshot and that is no fact; traffic treats it as invalid */
  | Readonly<{ state: 'unknown'; message: string }>;

/** A reference that leaves the Route's namespace, and the grants that open it (empty: none does). */
export type GrantUse = Readonly<{ needed: boolean; openedBy: readonly ObjectKey[] }>;

export type BackendResult = Readonly<{
  /** e.g. `spec.rules[0].backendRefs[1]` or `spec.rules[0].filters[0].requestMirror.backendRef` */
  field: string;
  /** `extension`: a filter of an implementation, an object of a kind that is not read */
  role: 'backend' | 'mirror' | 'auth' | 'extension';
  ref: BackendObjectReference;
  /** what it names, whether it exists or not */
  target: ObjectKey;
  weight: number;
  outcome: BackendOutcome;
  grant: GrantUse;
}>;

export type RuleProblem = Readonly<{
  reason: 'UnsupportedValue' | 'IncompatibleFilters';
  /** e.g. `spec.rules[0].filters[1].type` */
  field: string;
  /** what stands there, as far as it is short; null for a whole block */
  value: string | null;
  /** why it cannot be served, without the field */
  why: string;
  /** field and why */
  message: string;
}>;

export type RuleResult = Readonly<{
  index: number;
  name: string | null;
  /** empty when the rule can be served, on Gateways of ours if the Route names any; else it is dropped and answers 500 */
  problems: readonly RuleProblem[];
  backends: readonly BackendResult[];
}>;

export type RouteResult = Readonly<{
  key: ObjectKey;
  /** false: a kind this version does not judge; `parents` then only says what the Route names */
  judged: boolean;
  parents: readonly ParentResult[];
  rules: readonly RuleResult[];
  /** over all parents, kubectl's word: never True because one parent said so */
  accepted: 'True' | 'Partial' | 'False' | 'Unknown';
  resolvedRefs: ConditionVerdict;
}>;

export type ListenerResult = Readonly<{
  key: ListenerKey;
  name: string;
  index: number;
  protocol: string;
  port: number;
  /** null is any */
  hostname: string | null;
  supportedKinds: readonly GroupKind[];
  /**
   * Accepted, Conflicted (when True), ResolvedRefs, Programmed, OverlappingTLSConfig (when True), in this order; no
   * Programmed on Gateways of others, empty when the class is unknown
   */
  conditions: readonly ConditionVerdict[];
  certificates: readonly CertificateResult[];
  /** what its clients are checked by; empty when no client certificate is asked for */
  clientCas: readonly CaCertificateResult[];
  /** distinct Routes accepted on this listener, in key order; `attachedRoutes` is their number */
  attachedRoutes: readonly ObjectKey[];
  /** listeners it conflicts with */
  conflictsWith: readonly ListenerKey[];
  /** where it really answers; null until the data plane reported */
  portReport: PortReport | null;
}>;

export type GatewayResult = Readonly<{
  key: ObjectKey;
  owner: 'ours' | 'other' | 'none';
  className: string;
  controllerName: string | null;
  /**
   * Accepted, Programmed, ResolvedRefs, InsecureFrontendValidationMode (when True), in this order and under these
   * names also for v1alpha1; no Programmed for Gateways of others (only their controller knows); empty when the
   * class is unknown
   */
  conditions: readonly ConditionVerdict[];
  /** what came of `spec.tls.backend.clientCertificateRef`; null without one */
  clientCertificate: CertificateResult | null;
  /** addresses in real use */
  addresses: readonly Readonly<{ type: string; value: string }>[];
  /** its own; those that ListenerSets add stand in their results */
  listeners: readonly ListenerResult[];
  /** ListenerSets that name it and are accepted, in the order they are merged in */
  attachedListenerSets: readonly ObjectKey[];
}>;

export type ListenerSetResult = Readonly<{
  key: ObjectKey;
  /** what `spec.parentRef` names, whether it exists or not */
  gateway: ObjectKey;
  target: ParentTarget;
  owner: 'ours' | 'other' | 'none';
  controllerName: string | null;
  /** why its Gateway does not take its listeners, or that this is not known; null when it does or owes no answer */
  refusal: ListenerSetCheck | null;
  /** Accepted, Programmed; no Programmed under Gateways of others, empty when there is no class or no Gateway */
  conditions: readonly ConditionVerdict[];
  listeners: readonly ListenerResult[];
}>;

export type GatewayClassResult = Readonly<{
  key: ObjectKey;
  owner: 'ours' | 'other';
  controllerName: string;
  conditions: readonly ConditionVerdict[];
}>;

/** What a ReferenceGrant opens at this moment: the references that need it and no others. */
export type GrantResult = Readonly<{
  key: ObjectKey;
  opens: readonly Readonly<{ from: ObjectKey; field: string; to: ObjectKey }>[];
}>;

/** Verdicts over a whole snapshot. Maps are in key order; the same input gives the same result, byte for byte. */
export type BindingResult = Readonly<{
  gatewayClasses: ReadonlyMap<ObjectKey, GatewayClassResult>;
  gateways: ReadonlyMap<ObjectKey, GatewayResult>;
  listenerSets: ReadonlyMap<ObjectKey, ListenerSetResult>;
  routes: ReadonlyMap<ObjectKey, RouteResult>;
  backendTlsPolicies: ReadonlyMap<ObjectKey, BackendTlsPolicyResult>;
  grants: ReadonlyMap<ObjectKey, GrantResult>;
}>;
