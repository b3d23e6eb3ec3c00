import type { BackendTlsPolicyResult } from '#lib/binding/result.ts';
import { type Sentence, say } from '#lib/binding/sentence.ts';
import { identityOf } from '#lib/kube/object-key.ts';

/** What does not get a BackendTLSPolicy in force, or its references resolved. */
export function aboutTlsPolicy(policy: BackendTlsPolicyResult): Sentence[] {
  return [...aboutTargets(policy), ...aboutAuthorities(policy)];
}

function aboutTargets({ key, targets }: BackendTlsPolicyResult): Sentence[] {
  const lacks = (what: 'kind' | 'service' | 'port') =>
    targets.some(({ lookup }) => lookup.state === 'missing' && lookup.what === what);
  const { namespace } = identityOf(key);
  return [
    ...(targets.some(({ supersededBy }) => supersededBy !== null)
      ? [
          say`Another ${'hostname'} or CA in it. Of policies for the same target only the oldest counts.`,
          say`Creating it anew. It is then younger still.`,
        ]
      : []),
    ...(lacks('service')
      ? [say`A ReferenceGrant. A BackendTLSPolicy stands for Services of its own namespace ${namespace} alone.`]
      : []),
    ...(lacks('port') ? [say`The number of a port in ${'sectionName'}. It is compared with the names of ports.`] : []),
    ...(lacks('kind')
      ? [say`Another CA or ${'hostname'} in it. Gateways served here speak TLS to Services alone.`]
      : []),
  ];
}

function aboutAuthorities({ key, caCertificates }: BackendTlsPolicyResult): Sentence[] {
  if (!caCertificates.some(({ outcome }) => outcome.state === 'invalid')) return [];
  const { namespace } = identityOf(key);
  return [
    say`A ReferenceGrant. A BackendTLSPolicy takes CA certificates from its own namespace ${namespace} alone.`,
    ...(caCertificates.some(({ target }) => identityOf(target).kind === 'Secret')
      ? [say`The CA in a Secret. It is read from ConfigMaps, from key ${'ca.crt'}.`]
      : []),
  ];
}
