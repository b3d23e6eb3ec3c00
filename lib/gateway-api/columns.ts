import type { Condition } from '#lib/kube/condition.ts';
import { findCondition } from '#lib/kube/condition.ts';
import type { ObjectMeta } from '#lib/kube/object.ts';
import type { Column } from './declaration.ts';

type Named = Readonly<{ metadata: ObjectMeta }>;
type WithConditions = Readonly<{ status?: { conditions?: readonly Condition[] | undefined } | undefined }>;

export const nameColumn: Column = {
  name: 'Name',
  type: 'string',
  format: 'name',
  description: 'Name must be unique within a namespace.',
  value: ({ metadata }: Named) => metadata.name,
};

export const ageColumn: Column = {
  name: 'Age',
  type: 'date',
  description: 'Time since the object was created.',
  value: ({ metadata }: Named) => metadata.creationTimestamp,
};

/** The status word of one condition, as the CRDs' printer columns show it. */
export function conditionColumn(name: string, type: string): Column {
  return {
    name,
    type: 'string',
    value: ({ status }: WithConditions) => findCondition(status?.conditions, type)?.status,
  };
}
