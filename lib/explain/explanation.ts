import type { Attachment, Check, ListenerKey, Outcome } from '#lib/binding/result.ts';
import type { Sentence } from '#lib/binding/sentence.ts';
import type { KubeObject } from '#lib/kube/object.ts';
import type { ObjectIdentity, ObjectKey } from '#lib/kube/object-key.ts';

export { formatSentence, type Part, type Sentence } from '#lib/binding/sentence.ts';

/** One check of a listener's verdict, in words; `check` holds the operands it was read from. */
export type CheckExplanation = Readonly<{
  check: Check['check'];
  outcome: Outcome;
  /** e.g. `Namespace` */
  title: string;
  sentence: Sentence;
}>;

export type ListenerExplanation = Readonly<{
  listener: ListenerKey;
  name: string;
  attachment: Attachment;
  /** it takes the Route and serves nothing, so that no request comes by it */
  isIdle: boolean;
  checks: readonly CheckExplanation[];
}>;

/** A name that exists and is near the one written. */
export type Suggestion = Readonly<{
  /** which field of the reference should change */
  field: 'name' | 'namespace' | 'sectionName' | 'port';
  /** the value to write there */
  value: string;
  /** the object meant; the owner of the listener for `sectionName` and `port` */
  object: ObjectKey;
  sentence: Sentence;
}>;

export type ParentExplanation = Readonly<{
  /** index in `RouteResult.parents` */
  parent: number;
  object: ObjectKey;
  /** some listener takes the Route there */
  isAttached: boolean;
  headline: Sentence;
  listeners: readonly ListenerExplanation[];
  didYouMean: Suggestion | null;
}>;

export type BackendExplanation = Readonly<{
  /** e.g. `spec.rules[0].backendRefs[1]` */
  field: string;
  target: ObjectKey;
  outcome: 'valid' | 'invalid' | 'unknown';
  sentence: Sentence;
  didYouMean: Suggestion | null;
}>;

/** A line of a YAML document in a diff view. */
export type DiffLine = Readonly<{ mark: 'same' | 'added' | 'removed'; text: string }>;

/** A change that the API server can be asked for as it stands. */
export type Change =
  | Readonly<{
      action: 'patch';
      target: ObjectIdentity;
      /** the version to send it to, e.g. `gateway.networking.k8s.io/v1` */
      apiVersion: string;
      patchType: 'merge' | 'json';
      patch: unknown;
    }>
  | Readonly<{ action: 'create'; object: KubeObject & Readonly<{ spec: unknown }> }>;

/** Who can make the change: the team that owns the Route, or the owner of the Gateway (or of the target namespace). */
export type FixRole = 'app' | 'owner';

export type Fix = Readonly<{
  role: FixRole;
  /** what it cures, as in `RouteResult`, `ListenerSetResult`, `GatewayResult` or `BackendTlsPolicyResult` */
  cures:
    | Readonly<{ kind: 'parent'; parent: number }>
    | Readonly<{ kind: 'backend'; field: string }>
    /** `field` null: the set as a whole */
    | Readonly<{ kind: 'listenerSet'; listenerSet: ObjectKey; field: string | null }>
    /** of a Gateway or a BackendTLSPolicy */
    | Readonly<{ kind: 'reference'; object: ObjectKey; field: string }>;
  /** of a parent: the failed check it is for; null for other causes */
  check: Check['check'] | null;
  /** whether nothing else keeps what it cures from working; null when that is not known before it is made */
  isEnough: boolean | null;
  sentence: Sentence;
  /** what else it does, e.g. "This admits both routes of `hr`." Never empty when other routes change. */
  sideEffects: readonly Sentence[];
  /** Routes whose verdict changes with it, this Route included */
  changes: readonly ObjectKey[];
  /** commands that work when pasted; one that creates an object is a here-document over several lines */
  commands: readonly string[];
  /** the change as it reads in the object's YAML; empty when there is no machine-applicable change */
  diff: readonly DiffLine[];
  /** null when only a person can do it (run a controller, read more files) or has to look it over as a command first */
  change: Change | null;
}>;

/** Why a Route is attached or not, and what to do about it. */
export type Explanation = Readonly<{
  route: ObjectKey;
  verdict: 'attached' | 'partial' | 'refused' | 'unknown' | 'notJudged';
  /** false when it is attached, yet to listeners only that serve nothing */
  isReached: boolean;
  headline: Sentence;
  /** the parent that the headline tells of, as an index in `RouteResult.parents`; null when there is none */
  headlineParent: number | null;
  /** in the order of `RouteResult.parents` */
  parents: readonly ParentExplanation[];
  /** references to backends, in rule order */
  backends: readonly BackendExplanation[];
  /** rules that cannot be served, one sentence for each problem; and rules that answer 500 for want of a backend */
  rules: readonly Readonly<{ rule: number; field: string; sentence: Sentence }>[];
  /** those for what the headline tells of come first */
  fixes: readonly Fix[];
  willNotHelp: readonly Sentence[];
}>;

/** Conditions of a Gateway or listener in words. */
export type ConditionExplanation = Readonly<{
  type: string;
  status: 'True' | 'False' | 'Unknown';
  reason: string;
  sentence: Sentence;
}>;

export type GatewayExplanation = Readonly<{
  gateway: ObjectKey;
  headline: Sentence;
  conditions: readonly ConditionExplanation[];
  /** of its references to certificates, client certificates and CAs included */
  fixes: readonly Fix[];
  willNotHelp: readonly Sentence[];
}>;

/** Whether a BackendTLSPolicy is in force, for what, and what would mend it. */
export type TlsPolicyExplanation = Readonly<{
  policy: ObjectKey;
  headline: Sentence;
  conditions: readonly ConditionExplanation[];
  fixes: readonly Fix[];
  willNotHelp: readonly Sentence[];
}>;

/** Why a ListenerSet is taken by its Gateway or not, and what each of the two owners can do. */
export type ListenerSetExplanation = Readonly<{
  listenerSet: ObjectKey;
  headline: Sentence;
  conditions: readonly ConditionExplanation[];
  fixes: readonly Fix[];
  willNotHelp: readonly Sentence[];
}>;

export type ListenerSummary = Readonly<{
  listener: ListenerKey;
  headline: Sentence;
  conditions: readonly ConditionExplanation[];
}>;

export type GrantExplanation = Readonly<{ grant: ObjectKey; headline: Sentence; opens: readonly Sentence[] }>;
