import type { Difference } from './compare.ts';

/** Where the sandbox answers otherwise than an API server, and why that may be. */
export type KnownDifference = Readonly<{
  step: RegExp;
  at: RegExp;
  /** only where the sandbox has nothing at all */
  only?: 'missing';
  why: string;
}>;

/** Is this the difference that is known of the step? */
export function isKnown({ step, at, only }: KnownDifference, name: string, found: Difference): boolean {
  return step.test(name) && at.test(found.at) && (only !== 'missing' || found.sandbox === undefined);
}

export const knownDifferences: readonly KnownDifference[] = [
  {
    step: /^create from (no JSON|a list)$/,
    at: /^body\.message$/,
    why: 'what is wrong with JSON is said in the words of the parser, which is not Go’s',
  },
  {
    step: /^create a Service with a bad port$/,
    at: /^body\.(message|details\.causes\[1\])$/,
    why: 'the targetPort that would follow from a refused port is not judged as well',
  },
  {
    step: /^replace another uid$/,
    at: /^body\.message$/,
    why: 'there is no etcd to speak of keys and codes of',
  },
  {
    step: /^JSON patch (whose test fails|of what is not there)$/,
    at: /^body\.message$/,
    why: 'which operation does not fit is said, where an API server keeps it to itself',
  },
  {
    step: /^list by a token that is none$/,
    at: /^body\.message$/,
    why: 'tokens of pages are of the sandbox’s own making, and so is what is wrong with one',
  },
  {
    step: /^give it another finalizer$/,
    at: /^body\.details\.causes\[1\]$/,
    why: 'an API server says twice that no finalizer can be added',
  },
  {
    step: /^table of endpoints$/,
    at: /^body\.rows\[\d\]$/,
    why: 'no endpoints controller runs beside this API server; the sandbox has one',
  },
  {
    step: /^table of replicasets$/,
    at: /^body\.rows\[\d\]$/,
    only: 'missing',
    why: 'Deployments of the sandbox make their Pods themselves, without ReplicaSets',
  },
  {
    step: /^kubectl explain (svc|pod|deploy|rs)$/,
    at: /^fields\./,
    only: 'missing',
    why: 'objects that nothing acts on are taken as they are: their parts are not declared',
  },
  {
    step: /^kubectl explain (svc|pod|deploy|rs|events)$/,
    at: /^fields\.(metadata|status\.(conditions\.(lastTransitionTime|message|reason)|replicas)|spec\.template\.spec)$/,
    why: 'fields that Go always writes count as required there, whether anybody has to give them or not',
  },
  {
    step: /^kubectl explain (pod|deploy|rs)$/,
    at: /\.overhead$/,
    why: 'quantities have no type of their own',
  },
];
