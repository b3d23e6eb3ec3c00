import { z } from 'zod';
import type { LoadedExample } from '#lib/api/messages.ts';
import type { Scenario } from '#server/config.ts';
import { HttpProblem } from './http.ts';

/** Example scenarios that can be applied to the sandbox; the names are the only way to ask for one. */
export type Examples = Readonly<{
  names: readonly Scenario[];
  /** @returns what was done, with a sentence for each object that could not be used */
  load: (name: Scenario) => Promise<LoadedExample>;
}>;

const requestShape = z.object({ name: z.string() });

/**
 * Applies one example to the sandbox. Nothing in the request is a path: it is compared with the names there are.
 *
 * @param examples null when the cluster is not our own sandbox
 * @throws HttpProblem NOT_A_SANDBOX, or BAD_REQUEST naming the examples there are
 */
export async function loadExample(body: unknown, examples: Examples | null): Promise<LoadedExample> {
  if (!examples) {
    throw new HttpProblem('NOT_A_SANDBOX', 'Examples are loaded into the sandbox alone; this is a cluster.');
  }
  const parsed = requestShape.safeParse(body);
  const name = examples.names.find((each) => each === parsed.data?.name);
  if (name === undefined) {
    throw new HttpProblem('BAD_REQUEST', `name must be one of ${examples.names.join(', ')}.`);
  }
  return examples.load(name);
}
