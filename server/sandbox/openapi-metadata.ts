import type { Json } from './json.ts';

/** Component name of metav1.ObjectMeta, as every API server calls it. */
export const objectMetaName = 'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta';
/** Component name of a field that takes a number or a name. */
export const intOrStringName = 'io.k8s.apimachinery.pkg.util.intstr.IntOrString';
const ownerReferenceName = 'io.k8s.apimachinery.pkg.apis.meta.v1.OwnerReference';

const managedFieldsName = 'io.k8s.apimachinery.pkg.apis.meta.v1.ManagedFieldsEntry';
const fieldsName = 'io.k8s.apimachinery.pkg.apis.meta.v1.FieldsV1';

const text = (description: string): Json => ({ type: 'string', description });
const time = (description: string): Json => ({ type: 'string', format: 'date-time', description });
const texts = (description: string): Json => ({
  type: 'object',
  additionalProperties: { type: 'string' },
  description,
});

/** metav1.ObjectMeta and what it refers to, as components of an OpenAPI document. */
export const metadataSchemas: Json = {
  [objectMetaName]: {
    type: 'object',
    description: 'ObjectMeta is metadata that all persisted resources must have.',
    properties: {
      annotations: texts('Arbitrary metadata set by tools; not queryable.'),
      creationTimestamp: time('When the object was created, set by the server.'),
      deletionGracePeriodSeconds: {
        type: 'integer',
        format: 'int64',
        description: 'Seconds the object may take to terminate.',
      },
      deletionTimestamp: time('When the object is to be deleted; set by the server on a graceful deletion.'),
      finalizers: {
        type: 'array',
        items: { type: 'string' },
        description: 'Must be empty before the object is removed.',
        'x-kubernetes-list-type': 'set',
        'x-kubernetes-patch-strategy': 'merge',
      },
      generateName: text('A prefix from which the server makes a unique name when none is given.'),
      generation: { type: 'integer', format: 'int64', description: 'Counts changes of the desired state.' },
      labels: texts('Keys and values by which objects are organised and selected.'),
      managedFields: {
        type: 'array',
        items: { allOf: [{ $ref: `#/components/schemas/${managedFieldsName}` }], default: {} },
        description: 'Who set which fields; the server keeps this account.',
        'x-kubernetes-list-type': 'atomic',
      },
      name: text('Name must be unique within a namespace.'),
      namespace: text('The space within which the name must be unique.'),
      ownerReferences: {
        type: 'array',
        items: { allOf: [{ $ref: `#/components/schemas/${ownerReferenceName}` }], default: {} },
        description: 'Objects this one depends on; when all are gone it is deleted.',
        'x-kubernetes-list-map-keys': ['uid'],
        'x-kubernetes-list-type': 'map',
        'x-kubernetes-patch-merge-key': 'uid',
        'x-kubernetes-patch-strategy': 'merge',
      },
      resourceVersion: text('The version of the object, for optimistic concurrency and watches.'),
      selfLink: text('No longer set.'),
      uid: text('Unique in time and space, set by the server.'),
    },
  },
  [intOrStringName]: {
    description: 'A number or a string, as the field takes either.',
    format: 'int-or-string',
    oneOf: [{ type: 'integer' }, { type: 'string' }],
  },
  [managedFieldsName]: {
    type: 'object',
    description: 'ManagedFieldsEntry is a manager and the fields it set.',
    properties: {
      apiVersion: text('Version of the kind the fields are of.'),
      fieldsType: text('FieldsV1, the only one there is.'),
      fieldsV1: {
        allOf: [{ $ref: `#/components/schemas/${fieldsName}` }],
        description: 'The fields, as a tree of their names.',
      },
      manager: text('Name of who set them.'),
      operation: text('Apply, or Update for every other write.'),
      subresource: text('The subresource they were set by, empty for the object itself.'),
      time: time('When they last changed hands.'),
    },
  },
  [fieldsName]: {
    type: 'object',
    description: 'FieldsV1 is a set of fields: f:NAME for a field, k:KEYS for an item, v:VALUE for a value.',
  },
  [ownerReferenceName]: {
    type: 'object',
    description: 'OwnerReference identifies an owning object.',
    required: ['apiVersion', 'kind', 'name', 'uid'],
    properties: {
      apiVersion: text('API version of the owner.'),
      blockOwnerDeletion: { type: 'boolean', description: 'Whether a foreground deletion waits for this object.' },
      controller: { type: 'boolean', description: 'Whether the owner is the managing controller.' },
      kind: text('Kind of the owner.'),
      name: text('Name of the owner.'),
      uid: text('UID of the owner.'),
    },
  },
};
