import type { KubeObject } from '#lib/kube/object.ts';
import { schemaCauses } from './causes.ts';
import type { Admission, AdmissionRule, Cause, KindDeclaration } from './declaration.ts';
import { pruneAndDefault } from './defaults.ts';
import { metadataCauses } from './metadata.ts';

export { applyDefaults } from './defaults.ts';

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Causes after which the API server leaves the CEL rules unchecked. */
const blocking: ReadonlySet<Cause['reason']> = new Set([
  'FieldValueRequired',
  'FieldValueTooLong',
  'FieldValueTooMany',
  'FieldValueTypeInvalid',
]);

const rulesNotChecked: Cause = {
  reason: 'FieldValueInvalid',
  field: '<nil>',
  message:
    'Invalid value: null: some validation rules were not checked because the object was invalid; correct the existing errors to complete validation',
};

/**
 * Judges an object as the API server would on create (`old` absent) or update: prunes, defaults, checks metadata,
 * types, limits, enums and patterns, then the kind's rules. Never throws for bad input.
 *
 * @returns the pruned and defaulted object, the unknown fields, and every cause for refusal
 */
export function admit(declaration: KindDeclaration, input: unknown, old?: KubeObject): Admission {
  if (!isRecord(input)) {
    const cause: Cause = {
      reason: 'FieldValueTypeInvalid',
      field: '<nil>',
      message: 'Invalid value: must be an object',
    };
    return {
      object: { apiVersion: '', kind: declaration.kind, metadata: { name: '' } },
      unknownFields: [],
      causes: [cause],
    };
  }
  const unknownFields: string[] = [];
  const object = pruneAndDefault(declaration, input, (path) => unknownFields.push(path));
  const causes = [...metadataCauses(declaration, object), ...schemaCauses(declaration, object)];
  if (declaration.rules.length === 0) return { object, unknownFields, causes };
  if (causes.some((cause) => blocking.has(cause.reason))) {
    return { object, unknownFields, causes: [...causes, rulesNotChecked] };
  }
  const broken = declaration.rules.flatMap((rule) => brokenBy(rule, object, old));
  return { object, unknownFields, causes: [...causes, ...broken] };
}

type Place = Readonly<{ value: unknown; old: unknown; field: string }>;

function brokenBy(rule: AdmissionRule, object: KubeObject, old: KubeObject | undefined): Cause[] {
  return placesAt(rule.at, object, old)
    .filter(({ value, old: before }) => value !== undefined && !rule.holds(value as never, before as never))
    .map(({ field }) => ({
      reason: 'FieldValueInvalid' as const,
      field,
      message: `Invalid value: ${rule.message}`,
    }));
}

/** Every value a rule stands on; `[*]` fans out over a list. */
function placesAt(at: string, object: KubeObject, old: KubeObject | undefined): readonly Place[] {
  let places: readonly Place[] = [{ value: object, old, field: '' }];
  for (const step of at.split('.')) {
    const name = step.replace('[*]', '');
    places = places.flatMap((place) => {
      const inner: Place = {
        value: isRecord(place.value) ? place.value[name] : undefined,
        old: isRecord(place.old) ? place.old[name] : undefined,
        field: place.field ? `${place.field}.${name}` : name,
      };
      if (!step.endsWith('[*]')) return [inner];
      const items = Array.isArray(inner.value) ? inner.value : [];
      return items.map((value, index) => ({ value, old: undefined, field: `${inner.field}[${index}]` }));
    });
  }
  return places;
}
