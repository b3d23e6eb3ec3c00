import { z } from 'zod';
import type { KubeObject } from '#lib/kube/object.ts';

export const configMapSchema = z.object({
  data: z.record(z.string(), z.string()).optional().describe('Texts by name.'),
  binaryData: z.record(z.string(), z.base64()).optional().describe('Bytes by name, as base64.'),
  immutable: z.boolean().optional().describe('Whether the data may never change again.'),
});

export type ConfigMap = KubeObject & z.output<typeof configMapSchema>;
