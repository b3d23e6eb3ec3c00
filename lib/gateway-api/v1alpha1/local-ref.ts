import { z } from 'zod';

/** An object in the namespace of the one that refers to it. */
export const legacyLocalRef = z.object({
  group: z.string().describe('Group of the object; empty is core.'),
  kind: z.string().describe('Kind of the object.'),
  name: z.string().describe('Name of the object.'),
});
