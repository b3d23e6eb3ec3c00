import { expect, test } from 'vitest';
import { ProblemError, problemOf, sayProblem } from './problem-error.ts';

const problem = { type: 'about:blank', title: 'It failed', status: 500, detail: 'disk full.' };

test.each(['UNREACHABLE', 'CLUSTER_UNREACHABLE', 'INTERNAL', 'HTTP_ERROR', 'TOO_LARGE'])(
  '%s is followed by what to do',
  (code) => {
    expect(sayProblem({ ...problem, code })).toMatch(/^disk full\. [A-Z].*\.$/);
  },
);

test('a problem that says it itself stands as it is', () => {
  expect(sayProblem({ ...problem, code: 'READ_ONLY' })).toBe('disk full.');
});

test('an error of any origin has words and advice, never the word undefined', () => {
  for (const error of [new ProblemError({ ...problem, code: 'INTERNAL' }), new Error('boom'), undefined]) {
    expect(sayProblem(problemOf(error))).not.toContain('undefined');
  }
});
