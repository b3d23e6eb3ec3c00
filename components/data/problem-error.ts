import type { Problem } from '#lib/api/problem.ts';

/** A request that was answered with a problem, or not at all (`status` 0). */
export class ProblemError extends Error {
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.detail || problem.title);
    this.problem = problem;
  }
}

/** What to show for an error of any origin: the problem's own words. */
export function problemOf(error: unknown): Problem {
  if (error instanceof ProblemError) return error.problem;
  const detail = error instanceof Error ? error.message : String(error);
  return { type: 'about:blank', title: 'The page failed', status: 0, code: 'CLIENT_ERROR', detail };
}
