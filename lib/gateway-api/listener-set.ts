import { z } from 'zod';
import type { KubeObject } from '#lib/kube/object.ts';
import { listMap } from './causes.ts';
import { condition, GATEWAY_GROUP, groupName, kindName, namespaceName, objectName } from './common.ts';
import { listener, listenerStatus } from './gateway.ts';

export const listenerSetSchema = z.object({
  spec: z.object({
    parentRef: z.object({
      group: groupName.default(GATEWAY_GROUP),
      kind: kindName.default('Gateway'),
      name: objectName,
      namespace: namespaceName.optional(),
    }),
    listeners: listMap(z.array(listener).min(1).max(64), 'name'),
  }),
  status: z
    .object({
      conditions: z.array(condition).max(8).optional(),
      listeners: z.array(listenerStatus).max(64).optional(),
    })
    .optional(),
});

export type ListenerSet = KubeObject & z.output<typeof listenerSetSchema>;
