import { z } from 'zod';

/** A condition of a built-in kind; the kinds' own differ in which times they carry. */
export const builtInCondition = z.looseObject({
  type: z.string().describe('What the condition is about.'),
  status: z.string().describe('True, False or Unknown.'),
  reason: z.string().optional().describe('One CamelCase word.'),
  message: z.string().optional().describe('A sentence for people.'),
  lastTransitionTime: z.string().optional().describe('When the status last changed.'),
});
