import { z } from 'zod';
import type { KubeObject } from '#lib/kube/object.ts';

export const secretSchema = z.object({
  type: z.string().default('Opaque'),
  /** values are base64 */
  data: z.record(z.string(), z.base64()).optional(),
  stringData: z.record(z.string(), z.string()).optional(),
  immutable: z.boolean().optional(),
});

export type Secret = KubeObject & z.output<typeof secretSchema>;
