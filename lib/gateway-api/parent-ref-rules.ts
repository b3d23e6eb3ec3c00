import type { ParentReference } from './common.ts';
import type { AdmissionRule } from './declaration.ts';

type Refs = readonly ParentReference[];

/** Two refs to one object, compared as written: an absent namespace differs from the Route's own written out. */
const sameObject = (a: ParentReference, b: ParentReference): boolean =>
  a.group === b.group && a.kind === b.kind && a.name === b.name && (a.namespace ?? '') === (b.namespace ?? '');

const everyPair = (refs: Refs, fine: (a: ParentReference, b: ParentReference) => boolean): boolean =>
  refs.every((a, index) => refs.slice(index + 1).every((b) => !sameObject(a, b) || fine(a, b)));

/** Both set `sectionName` or neither does, and the same of `port`. */
const alikeInWhatTheySet = (a: ParentReference, b: ParentReference): boolean =>
  Boolean(a.sectionName) === Boolean(b.sectionName) && Boolean(a.port) === Boolean(b.port);

/** Rules on `spec.parentRefs` of every Route kind (experimental channel: keyed by sectionName and port). */
export const parentRefRules: readonly AdmissionRule[] = [
  {
    name: 'parent-refs-both-set-section',
    at: 'spec.parentRefs',
    message: 'sectionName or port must be specified when parentRefs includes 2 or more references to the same parent',
    holds: (refs: Refs) => everyPair(refs, alikeInWhatTheySet),
  },
  {
    name: 'parent-refs-unique-section',
    at: 'spec.parentRefs',
    message: 'sectionName or port must be unique when parentRefs includes 2 or more references to the same parent',
    holds: (refs: Refs) =>
      everyPair(refs, (a, b) => (a.sectionName ?? '') !== (b.sectionName ?? '') || (a.port ?? 0) !== (b.port ?? 0)),
  },
];
