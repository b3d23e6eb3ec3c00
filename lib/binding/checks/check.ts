import type { SelectorEvaluation } from '#lib/kube/label-selector.ts';
import type { GroupKind } from '#lib/kube/object.ts';
import type { ObjectKey } from '#lib/kube/object-key.ts';
import type { RuleProblem } from '../result.ts';

/** `unknown`: an operand is not in the snapshot and its absence is not a fact (see `Coverage`). */
export type Outcome = 'pass' | 'fail' | 'unknown';

/** Does `parentRefs[]` select this listener by sectionName and port (both)? */
export type ParentSectionCheck = Readonly<{
  check: 'parentSection';
  outcome: Outcome;
  sectionName: string | null;
  port: number | null;
  listener: Readonly<{ name: string; port: number }>;
  mismatched: readonly ('sectionName' | 'port')[];
}>;

/** Does the listener admit Routes of this kind? */
export type RouteKindCheck = Readonly<{
  check: 'routeKind';
  outcome: Outcome;
  kind: GroupKind;
  supportedKinds: readonly GroupKind[];
  /** what `allowedRoutes.kinds` says; empty when left out */
  allowedKinds: readonly GroupKind[];
  protocol: string;
  /** why the listener cannot serve at all, whatever its kinds; null when it can */
  unsupported: string | null;
}>;

/** Does the listener admit Routes of this namespace? */
export type RouteNamespaceCheck = Readonly<{
  check: 'routeNamespace';
  outcome: Outcome;
  from: string;
  /** namespace of the object that declares the listener */
  listenerNamespace: string;
  routeNamespace: string;
  selector: SelectorEvaluation | null;
}>;

/** Do the hostnames of listener and Route intersect? `null` hostname and empty list mean any. */
export type HostnameCheck = Readonly<{
  check: 'hostname';
  outcome: Outcome;
  listenerHostname: string | null;
  routeHostnames: readonly string[];
  effectiveHostnames: readonly string[];
}>;

/** v1alpha1 only: does `listeners[].routes.selector` pick this Route by its labels? */
export type RouteLabelsCheck = Readonly<{ check: 'routeLabels'; outcome: Outcome; selector: SelectorEvaluation }>;

/** v1alpha1 only: does `spec.gateways` of the Route allow this Gateway? */
export type RouteAllowsCheck = Readonly<{
  check: 'routeAllows';
  outcome: Outcome;
  allow: string;
  routeNamespace: string;
  gateway: Readonly<{ namespace: string; name: string }>;
  gatewayRefs: readonly Readonly<{ namespace: string; name: string }>[];
}>;

/** Listed only when it fails: not one rule of the Route can be served by what serves the Gateway. */
export type RulesCheck = Readonly<{
  check: 'rules';
  outcome: Outcome;
  /** how many rules the Route has */
  rules: number;
  problems: readonly RuleProblem[];
}>;

/**
 * Listed only when it does not pass: is the ListenerSet that declares the listener part of its Gateway?
 * `NotAllowed`: by `allowedListeners` of the Gateway, with its operands. `NoGateway`: what it names is not there, or not
 * known (outcome `unknown`); no condition of the spec.
 */
export type ListenerSetCheck = Readonly<{
  check: 'listenerSet';
  outcome: Outcome;
  reason: 'NotAllowed' | 'ParentNotAccepted' | 'NoGateway';
  /** what `spec.parentRef` names */
  gateway: ObjectKey;
  /** `allowedListeners.namespaces.from`, None when left out */
  from: string;
  setNamespace: string;
  selector: SelectorEvaluation | null;
}>;

export type Check =
  | ListenerSetCheck
  | ParentSectionCheck
  | RouteKindCheck
  | RouteNamespaceCheck
  | HostnameCheck
  | RouteLabelsCheck
  | RouteAllowsCheck
  | RulesCheck;
