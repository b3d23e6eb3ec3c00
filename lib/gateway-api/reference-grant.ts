import { z } from 'zod';
import type { KubeObject } from '#lib/kube/object.ts';
import { groupName, kindName, namespaceName, objectName } from './common.ts';

export const referenceGrantSchema = z.object({
  spec: z
    .object({
      from: z
        .array(
          z.object({
            group: groupName.describe('Group; empty is the core group.'),
            kind: kindName.describe('Kind.'),
            namespace: namespaceName.describe('Namespace the reference comes from.'),
          }),
        )
        .min(1)
        .max(16)
        .describe('Who may refer to objects of this namespace.'),
      to: z
        .array(
          z.object({
            group: groupName.describe('Group; empty is the core group.'),
            kind: kindName.describe('Kind.'),
            name: objectName.optional().describe('Name of the object; any of the kind when left out.'),
          }),
        )
        .min(1)
        .max(16)
        .describe('What of this namespace they may refer to.'),
    })
    .describe('References into this namespace that are granted.'),
});

export type ReferenceGrant = KubeObject & z.output<typeof referenceGrantSchema>;
