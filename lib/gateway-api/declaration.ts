import type { z } from 'zod';
import type { KubeObject } from '#lib/kube/object.ts';

/** One finding against one field, in the API server's words (`Status.details.causes[]`). */
export type Cause = Readonly<{
  reason:
    | 'FieldValueRequired'
    | 'FieldValueInvalid'
    | 'FieldValueTypeInvalid'
    | 'FieldValueNotSupported'
    | 'FieldValueTooLong'
    | 'FieldValueTooMany'
    | 'FieldValueDuplicate'
    | 'FieldValueForbidden';
  /** e.g. `Unsupported value: "x": supported values: "A", "B"` */
  message: string;
  /** e.g. `spec.rules[0].matches[1].path.value` */
  field: string;
}>;

/**
 * A rule that types and limits cannot say: one CEL validation of the CRD, by a name of its own.
 * `at` is the field it stands on, with `[*]` for every item (`spec.rules[*].filters`).
 */
export type AdmissionRule = Readonly<{
  name: string;
  at: string;
  /** the CRD's message, as the API server prints it */
  message: string;
  /** true when the value is fine; `old` is the value stored before, undefined on create */
  holds: (value: never, old: never) => boolean;
}>;

/** A column of `kubectl get`. `priority` above 0 is shown with `-o wide` only. */
export type Column = Readonly<{
  name: string;
  type: 'string' | 'integer' | 'date';
  format?: 'name' | undefined;
  priority?: number | undefined;
  description?: string | undefined;
  value: (object: never) => string | number | undefined;
}>;

/**
 * Everything Gatehouse knows of a kind, in one place: the sandbox serves it, `kubectl explain` and validation are
 * derived from it, the editor and `check` admit by it.
 */
export type KindDeclaration = Readonly<{
  group: string;
  kind: string;
  plural: string;
  singular: string;
  shortNames: readonly string[];
  categories: readonly string[];
  scope: 'Namespaced' | 'Cluster';
  /** served versions, the preferred one first; all share one schema and one store */
  versions: readonly string[];
  subresources: readonly ('status' | 'scale')[];
  /** a custom resource (CRD) rather than a built-in: no strategic merge, generation kept */
  custom: boolean;
  /** whether `metadata.generation` counts spec changes */
  hasGeneration: boolean;
  description: string;
  /** what the API server warns of on every request for the kind */
  deprecation?: string;
  /** spec, defaults, limits, enums and patterns; metadata is checked apart */
  schema: z.ZodType;
  rules: readonly AdmissionRule[];
  columns: readonly Column[];
  /** status a new object starts with (CRD defaults), e.g. the Gateway's `Accepted=Unknown/Pending` */
  initialStatus?: unknown;
}>;

/** What admission says of an object. `causes` empty means admitted. */
export type Admission = Readonly<{
  /** pruned and defaulted, whatever the causes */
  object: KubeObject;
  /** paths of fields the kind does not have (`--validate=strict` refuses them, `warn` warns) */
  unknownFields: readonly string[];
  causes: readonly Cause[];
}>;
