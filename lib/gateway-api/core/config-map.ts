import { z } from 'zod';
import type { KubeObject } from '#lib/kube/object.ts';

export const configMapSchema = z.object({
  data: z.record(z.string(), z.string()).optional(),
  binaryData: z.record(z.string(), z.base64()).optional(),
  immutable: z.boolean().optional(),
});

export type ConfigMap = KubeObject & z.output<typeof configMapSchema>;
