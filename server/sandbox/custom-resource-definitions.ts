import { z } from 'zod';
import type { KindDeclaration } from '#lib/gateway-api/declaration.ts';
import type { Json } from './json.ts';
import { resourceName } from './kind-index.ts';
import { schemaOf } from './openapi.ts';

/** The release of Gateway API whose kinds are declared, as its CRDs say it of themselves. */
const bundle = {
  'gateway.networking.k8s.io/bundle-version': 'v1.6.1',
  'gateway.networking.k8s.io/channel': 'experimental',
};

/** CustomResourceDefinition, to be read only: the kinds are built in, and this is how clients look for them. */
export const customResourceDefinition: KindDeclaration = {
  group: 'apiextensions.k8s.io',
  kind: 'CustomResourceDefinition',
  plural: 'customresourcedefinitions',
  singular: 'customresourcedefinition',
  shortNames: ['crd', 'crds'],
  categories: ['api-extensions'],
  scope: 'Cluster',
  versions: ['v1'],
  subresources: ['status'],
  custom: false,
  hasGeneration: true,
  description: 'CustomResourceDefinition represents a resource that should be exposed on the API server.',
  schema: z.object({
    spec: z.looseObject({}).describe('Names, scope, versions and schemas of the kind.'),
    status: z.looseObject({}).optional().describe('Whether the kind is served.'),
  }),
  rules: [],
  columns: [
    {
      name: 'Created At',
      type: 'string',
      value: ({ metadata }: { metadata: { creationTimestamp?: string } }) => metadata.creationTimestamp,
    },
  ],
  initialStatus: { conditions: [{ type: 'Established', status: 'True', reason: 'InitialNamesAccepted', message: '' }] },
};

/** What a write to one is answered. */
export const builtInKindsMessage =
  'the sandbox has its kinds built in: CustomResourceDefinitions are read only, there is no need to apply them';

/** The definition that a declared custom kind would have been installed by. */
export function definitionOf(kind: KindDeclaration): Json {
  const { group, plural, singular, shortNames, categories, scope } = kind;
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: resourceName(kind), ...(group.startsWith('gateway.') && { annotations: bundle }) },
    spec: {
      group,
      names: { kind: kind.kind, listKind: `${kind.kind}List`, plural, singular, shortNames, categories },
      scope,
      versions: kind.versions.map((name, index) => ({
        name,
        served: true,
        storage: index === 0,
        schema: { openAPIV3Schema: schemaOf(kind, name) },
        ...(kind.subresources.includes('status') && { subresources: { status: {} } }),
      })),
      conversion: { strategy: 'None' },
    },
  };
}
