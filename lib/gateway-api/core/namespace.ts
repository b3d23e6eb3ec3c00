import { z } from 'zod';
import type { KubeObject } from '#lib/kube/object.ts';

export const namespaceSchema = z.object({
  spec: z.object({ finalizers: z.array(z.string()).optional() }).prefault({}),
  status: z.object({ phase: z.string().optional() }).optional(),
});

export type Namespace = KubeObject & z.output<typeof namespaceSchema>;
