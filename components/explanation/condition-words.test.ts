import { expect, test } from 'vitest';
import { conditionBadge } from './condition-words.ts';

test.each([
  ['Accepted', 'True', 'Accepted', 'accepted'],
  ['Accepted', 'False', 'NotAllowedByListeners', 'refused'],
  ['Conflicted', 'True', 'HostnameConflict', 'drift'],
  ['PartiallyInvalid', 'False', '', 'accepted'],
  ['Programmed', 'Unknown', 'Pending', 'pending'],
  ['Accepted', 'Unknown', 'Whatever', 'silent'],
] as const)('%s %s (%s) is shown as %s', (type, status, reason, badge) => {
  expect(conditionBadge(type, status, reason)).toBe(badge);
});
