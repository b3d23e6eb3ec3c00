import { z } from 'zod';
import type { KubeObject } from '#lib/kube/object.ts';
import { groupName, kindName, namespaceName, objectName } from './common.ts';

export const referenceGrantSchema = z.object({
  spec: z.object({
    from: z
      .array(z.object({ group: groupName, kind: kindName, namespace: namespaceName }))
      .min(1)
      .max(16),
    to: z
      .array(z.object({ group: groupName, kind: kindName, name: objectName.optional() }))
      .min(1)
      .max(16),
  }),
});

export type ReferenceGrant = KubeObject & z.output<typeof referenceGrantSchema>;
