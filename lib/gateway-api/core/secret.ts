import { z } from 'zod';
import type { KubeObject } from '#lib/kube/object.ts';

export const secretSchema = z.object({
  type: z.string().default('Opaque').describe('What the data is for, e.g. kubernetes.io/tls.'),
  data: z.record(z.string(), z.base64()).optional().describe('Bytes by name, as base64.'),
  stringData: z
    .record(z.string(), z.string())
    .optional()
    .describe('Texts by name; they go into data on a write and are never read back.'),
  immutable: z.boolean().optional().describe('Whether the data may never change again.'),
});

export type Secret = KubeObject & z.output<typeof secretSchema>;
