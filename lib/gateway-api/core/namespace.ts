import { z } from 'zod';
import type { KubeObject } from '#lib/kube/object.ts';
import { listMap } from '../list-types.ts';
import { builtInCondition } from './condition.ts';

export const namespaceSchema = z.object({
  spec: z
    .object({ finalizers: z.array(z.string()).optional().describe('Must be empty before the Namespace is removed.') })
    .prefault({})
    .describe('What holds the Namespace.'),
  status: z
    .object({
      phase: z.string().optional().describe('Active or Terminating.'),
      conditions: listMap(z.array(builtInCondition), 'type').optional().describe('What holds up its removal.'),
    })
    .optional()
    .describe('Where in its life the Namespace is.'),
});

export type Namespace = KubeObject & z.output<typeof namespaceSchema>;
