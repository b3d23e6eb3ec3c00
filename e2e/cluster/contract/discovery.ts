import type { Loose } from '../../scenarios/kube.ts';
import { ask, object, type Step } from './step.ts';

/** What a server says of the kinds both have; subresources that only one has are left out. */
const resources = (...names: readonly string[]) => ({
  part: ({ resources: all, ...rest }: Loose) => ({
    ...rest,
    resources: (all as unknown as Loose[])
      .filter(({ name }) => names.includes(String(name)))
      .map(({ storageVersionHash: _its, ...resource }) => ({
        ...resource,
        name: resource.name,
        verbs: (resource.verbs as unknown as string[]).toSorted(),
      }))
      .toSorted((a, b) => (String(a.name) < String(b.name) ? -1 : 1)),
  }),
});

/** What a server says of itself. */
export const discovery: readonly Step[] = [
  ask(
    'resources of the core group',
    'GET',
    '/api/v1',
    resources('namespaces', 'services', 'services/status', 'endpoints', 'configmaps', 'secrets', 'pods', 'events'),
  ),
  ask('resources of apps', 'GET', '/apis/apps/v1', resources('deployments', 'deployments/status', 'deployments/scale')),
  ask('resources of discovery', 'GET', '/apis/discovery.k8s.io/v1', resources('endpointslices')),
  ask(
    'resources of Gateway API',
    'GET',
    '/apis/gateway.networking.k8s.io/v1',
    resources('gatewayclasses', 'gateways', 'gateways/status', 'httproutes', 'referencegrants', 'listenersets'),
  ),
  ask('the group of Gateway API', 'GET', '/apis/gateway.networking.k8s.io', {
    part: ({ name, preferredVersion }) => ({ name, preferredVersion }),
  }),
  ask('resources of a group that is none', 'GET', '/apis/none.test/v1'),
  ask('the authority of the asker', 'POST', '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', {
    body: object('authorization.k8s.io/v1', 'SelfSubjectAccessReview', '', {
      spec: { resourceAttributes: { verb: 'get', resource: 'pods' } },
    }),
    part: ({ kind, spec, status }) => ({ kind, spec, allowed: status?.allowed }),
  }),
];
