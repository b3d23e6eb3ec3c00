import { z } from 'zod';

/** core/v1 ObjectReference. */
export const objectReference = z
  .object({
    apiVersion: z.string().optional().describe('API version of the object.'),
    kind: z.string().optional().describe('Kind of the object.'),
    namespace: z.string().optional().describe('Namespace of the object.'),
    name: z.string().optional().describe('Name of the object.'),
    uid: z.string().optional().describe('UID of the object.'),
    resourceVersion: z.string().optional().describe('Version of the object the reference is made to.'),
    fieldPath: z.string().optional().describe('A part of the object, such as one container of a Pod.'),
  })
  .meta({ 'x-kubernetes-map-type': 'atomic' });
