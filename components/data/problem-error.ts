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
  const detail = error instanceof Error && error.message !== '' ? error.message : 'It did not say why.';
  return { type: 'about:blank', title: 'The page failed', status: 0, code: 'CLIENT_ERROR', detail };
}

/** What a person can do about a problem that does not say it itself. */
const WHAT_TO_DO: Readonly<Record<string, string>> = {
  UNREACHABLE: 'Start Gatehouse again; the page goes on by itself.',
  CLUSTER_UNREACHABLE: 'Once the API server answers again, try anew.',
  INTERNAL: 'The log of Gatehouse has the details; with --log-level debug, more of them.',
  HTTP_ERROR: 'Something between this page and Gatehouse answered: reload the page.',
  CLIENT_ERROR: 'Reload the page.',
  ORIGIN_REFUSED: 'Open the dashboard at the address that Gatehouse printed.',
  TOO_LARGE: 'Send less at once.',
};

/** The problem's own words, and what to do about it. */
export function sayProblem({ code, detail }: Problem): string {
  const advice = WHAT_TO_DO[code];
  return advice === undefined ? detail : `${detail} ${advice}`;
}
