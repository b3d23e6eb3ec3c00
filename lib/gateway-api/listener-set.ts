import { z } from 'zod';
import type { KubeObject } from '#lib/kube/object.ts';
import { conditions, GATEWAY_GROUP, groupName, kindName, namespaceName, objectName } from './common.ts';
import { listener, listenerStatus } from './gateway.ts';
import { listMap } from './list-types.ts';

export const listenerSetSchema = z.object({
  spec: z
    .object({
      parentRef: z
        .object({
          group: groupName.default(GATEWAY_GROUP).describe('Group of the parent.'),
          kind: kindName.default('Gateway').describe('Kind of the parent: Gateway.'),
          name: objectName.describe('Name of the parent.'),
          namespace: namespaceName.optional().describe("Namespace of the parent; the set's own when left out."),
        })
        .describe('The Gateway that gets the listeners.'),
      listeners: listMap(z.array(listener).min(1).max(64), 'name').describe('The listeners it adds.'),
    })
    .describe('Listeners, and the Gateway they are for.'),
  status: z
    .object({
      conditions: conditions.optional().describe('Accepted, Programmed.'),
      listeners: listMap(z.array(listenerStatus).max(64), 'name').optional().describe('How each listener is doing.'),
    })
    .optional()
    .describe('What the controller makes of the ListenerSet.'),
});

export type ListenerSet = KubeObject & z.output<typeof listenerSetSchema>;
