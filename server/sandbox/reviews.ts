import type { ReviewKind } from './discovery.ts';
import { type Json, objectAt } from './json.ts';

const everything = { verbs: ['*'], apiGroups: ['*'], resources: ['*'] };

/** What the answer of each review says: there is one user, and it may do all. */
const verdicts: Readonly<Record<string, Json>> = {
  SelfSubjectAccessReview: { allowed: true, reason: 'sandbox' },
  SelfSubjectRulesReview: {
    resourceRules: [everything],
    nonResourceRules: [{ verbs: ['*'], nonResourceURLs: ['*'] }],
    incomplete: false,
  },
  SelfSubjectReview: { userInfo: { username: 'sandbox-admin', groups: ['system:masters', 'system:authenticated'] } },
};

/** Answers a review (`kubectl auth can-i`, `auth whoami`); nothing is stored. */
export function answerReview(review: ReviewKind, body: unknown): Json {
  return {
    kind: review.kind,
    apiVersion: `${review.group}/${review.version}`,
    metadata: { creationTimestamp: null },
    spec: objectAt(body, 'spec'),
    status: verdicts[review.kind],
  };
}
