import type { BackendTLSPolicy } from '#lib/gateway-api/policies.ts';
import { formatKey, type ObjectKey, objectKey } from '#lib/kube/object-key.ts';
import { type BindingContext, lookUp, sayUnknown } from './context.ts';
import { sayNoService } from './kind-words.ts';
import { formatList } from './sentence.ts';
import type { TlsPolicyTarget, TlsTargetLookup } from './tls-policy-result.ts';

type Reading = Pick<BindingContext, 'snapshot'>;

/**
 * Judges every target of a policy by itself. Policies have to come oldest first: who comes first to a target has it.
 *
 * @param winners who has which target; those of this policy are added
 * @see Gateway API, LocalPolicyTargetReferenceWithSectionName: a section that is not there must fail to attach
 */
export function judgeTlsTargets(
  context: Reading,
  key: ObjectKey,
  { metadata, spec }: BackendTLSPolicy,
  winners: Map<string, ObjectKey>,
): readonly TlsPolicyTarget[] {
  const namespace = metadata.namespace ?? '';
  return spec.targetRefs.map(({ group, kind, name, sectionName = null }, index) => {
    const field = `spec.targetRefs[${index}]`;
    const service = objectKey({ group, kind, namespace, name });
    const lookup: TlsTargetLookup =
      group === '' && kind === 'Service'
        ? lookUpPort(context, { field, service, sectionName })
        : { state: 'missing', what: 'kind', message: `${field}: ${sayNoService({ group, kind })}` };
    // nobody has what is not there, so nobody is kept from it
    const id = `${service}#${sectionName ?? ''}`;
    const winner = lookup.state === 'missing' ? key : (winners.get(id) ?? key);
    if (lookup.state !== 'missing') winners.set(id, winner);
    return { field, service, sectionName, lookup, supersededBy: winner === key ? null : winner };
  });
}

function lookUpPort(
  context: Reading,
  { field, service, sectionName }: Pick<TlsPolicyTarget, 'field' | 'service' | 'sectionName'>,
): TlsTargetLookup {
  const name = `Service ${formatKey(service)}`;
  const found = lookUp(context, 'services', service);
  if (found.state === 'unknown') {
    return { state: 'unknown', message: `${field}: ${name} ${sayUnknown(context, 'services')}` };
  }
  if (found.state === 'missing') {
    return { state: 'missing', what: 'service', message: `${field}: ${name} does not exist` };
  }
  const ports = found.object.spec.ports ?? [];
  if (sectionName === null || ports.some((port) => port.name === sectionName)) return { state: 'found' };
  const message = `${field}: ${name} has no port named ${sectionName}; ${sayPorts(ports)}`;
  return { state: 'missing', what: 'port', message };
}

/** Only the single port of a Service may go without a name. */
function sayPorts(ports: readonly Readonly<{ name?: string | undefined; port: number }>[]): string {
  const names = ports.flatMap(({ name }) => (name ? [name] : []));
  if (names.length > 0) return `it has ${formatList(names)}`;
  const [first] = ports;
  return first ? `its port ${first.port} has no name` : 'it has no port';
}

/** Is the policy in force for this target, as far as precedence and the target itself go? */
export function isInForce({ lookup, supersededBy }: TlsPolicyTarget): boolean {
  return lookup.state === 'found' && supersededBy === null;
}

/** Why a policy is not in force for one of its targets, as its condition has it; null when it is or that is not known. */
export function faultOfTarget({
  field,
  lookup,
  supersededBy,
}: TlsPolicyTarget): Readonly<{ reason: 'TargetNotFound' | 'Conflicted'; message: string }> | null {
  if (lookup.state === 'missing') return { reason: 'TargetNotFound', message: lookup.message };
  if (supersededBy === null) return null;
  const message = `${field}: BackendTLSPolicy ${formatKey(supersededBy)} is for the same target and came first`;
  return { reason: 'Conflicted', message };
}
