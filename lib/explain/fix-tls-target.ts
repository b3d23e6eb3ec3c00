import { findNearName } from '#lib/binding/near-names.ts';
import type { BackendTlsPolicyResult, TlsPolicyTarget } from '#lib/binding/result.ts';
import { type Sentence, say } from '#lib/binding/sentence.ts';
import { faultOfTarget } from '#lib/binding/tls-policy-targets.ts';
import { formatKey, identityOf } from '#lib/kube/object-key.ts';
import type { Snapshot } from '#lib/snapshot/snapshot.ts';
import { resourceName } from './commands.ts';
import { suggestObject } from './did-you-mean.ts';
import type { FixSource } from './fix-context.ts';
import { nameOf, renameReference, type UnboundFix } from './fix-reference.ts';
import { patchObject, pointerOf } from './fix-source.ts';

/** More ports than this are not offered one by one. */
const MAX_PORTS = 3;

/** Ways to have a policy in force for one of its targets, or to do without that target. */
export function fixTlsTarget(
  context: FixSource,
  policy: BackendTlsPolicyResult,
  target: TlsPolicyTarget,
): readonly UnboundFix[] {
  if (faultOfTarget(target) === null) return [];
  return [...mend(context, policy, target), ...takeOut(policy, target)];
}

function mend(context: FixSource, policy: BackendTlsPolicyResult, target: TlsPolicyTarget): UnboundFix[] {
  const { field, lookup, service } = target;
  if (lookup.state !== 'missing') return target.sectionName === null ? narrow(context, policy, target) : [];
  switch (lookup.what) {
    case 'kind':
      return [
        {
          role: 'owner',
          sentence: say`Name a Service in ${field} of ${nameOf(policy.key)}, if Gateways served here are to speak TLS to it.`,
          change: null,
        },
      ];
    case 'service':
      return [
        ...renameReference(context, policy.key, { field, target: service }),
        {
          role: 'app',
          sentence: say`Create Service ${formatKey(service)}${ofPort(target)}, if it is yet to come.`,
          change: null,
        },
      ];
    case 'port':
      return [...renamePort(context, policy, target), ...widen(context, policy, target), ...namePort(context, target)];
  }
}

function ofPort({ sectionName }: TlsPolicyTarget): Sentence {
  return sectionName === null ? [] : say` with a port named ${sectionName}`;
}

/** Of a Service that another policy has as a whole, a port can be had. */
function narrow(context: FixSource, policy: BackendTlsPolicyResult, target: TlsPolicyTarget): UnboundFix[] {
  const { service, supersededBy } = target;
  return freePorts(context, target)
    .slice(0, MAX_PORTS)
    .map((port) => {
      const sentence = say`Have ${nameOf(policy.key)} stand for port ${port} of Service ${formatKey(service)} alone.`;
      const other = supersededBy === null ? '' : formatKey(supersededBy);
      const notes = [say`It is then in force for that port in place of BackendTLSPolicy ${other}.`];
      return { role: 'owner', sentence, change: patchSection(policy, target, port), notes };
    });
}

/** The near name alone, else every port that no policy has. */
function renamePort(context: FixSource, policy: BackendTlsPolicyResult, target: TlsPolicyTarget): UnboundFix[] {
  const near = suggestPort(context.snapshot, target);
  const ports = near === null ? freePorts(context, target) : [near];
  return ports.slice(0, MAX_PORTS).map((port) => ({
    role: 'owner',
    sentence: say`Write ${`sectionName: ${port}`} in ${target.field} of ${nameOf(policy.key)}.`,
    change: patchSection(policy, target, port),
  }));
}

/** Without a section the policy is for the whole Service, unless another one is already. */
function widen(
  { result }: FixSource,
  policy: BackendTlsPolicyResult,
  { field, service }: TlsPolicyTarget,
): UnboundFix[] {
  const isTaken = [...result.backendTlsPolicies.values()].some(({ targets }) =>
    targets.some((other) => other.service === service && other.sectionName === null),
  );
  if (isTaken) return [];
  const at = pointerOf(field);
  const change = patchObject(policy.key, [guard({ field, service }), { op: 'remove', path: `${at}/sectionName` }]);
  const sentence = say`Take ${'sectionName'} out of ${field} of ${nameOf(policy.key)}, so that it stands for the whole Service.`;
  const notes = [say`Every port of Service ${formatKey(service)} that no other policy names is then spoken to by TLS.`];
  return [{ role: 'owner', sentence, change, notes }];
}

/** A single port can take the name that is asked for; of several only their owner knows which is meant. */
function namePort({ snapshot }: FixSource, target: TlsPolicyTarget): UnboundFix[] {
  const { service, sectionName } = target;
  const [port, ...others] = snapshot.services.get(service)?.spec.ports ?? [];
  if (!port || sectionName === null) return [];
  const name = formatKey(service);
  if (others.length > 0) {
    if (suggestPort(snapshot, target) !== null) return [];
    const sentence = say`Give the port of Service ${name} that is meant the name ${sectionName}.`;
    return [{ role: 'app', sentence, change: null }];
  }
  const change = patchObject(service, [
    { op: 'test', path: '/spec/ports/0/port', value: port.port },
    { op: 'add', path: '/spec/ports/0/name', value: sectionName },
  ]);
  const sentence = say`Give port ${port.port} of Service ${name} the name ${sectionName}.`;
  const notes = port.name ? [say`What refers to it as ${port.name} has to follow.`] : [];
  return [{ role: 'app', sentence, change, notes }];
}

/** The port that was probably meant by a name (or a number) that no port has; null when none is near. */
export function suggestPort(snapshot: Snapshot, { service, sectionName, lookup }: TlsPolicyTarget): string | null {
  if (sectionName === null || lookup.state !== 'missing') return null;
  const ports = snapshot.services.get(service)?.spec.ports ?? [];
  const numbered = ports.find(({ port }) => String(port) === sectionName)?.name;
  return numbered || findNearName(sectionName, portNames(ports));
}

/** What was probably meant by a target that is not there; empty when nothing is near. */
export function suggestTarget(snapshot: Snapshot, target: TlsPolicyTarget): Sentence {
  const port = suggestPort(snapshot, target);
  if (port !== null) return say`Did you mean sectionName ${port}?`;
  if (target.lookup.state !== 'missing' || target.lookup.what !== 'service') return [];
  const meant = suggestObject(snapshot, target.service);
  const isNear = meant !== null && identityOf(meant).namespace === identityOf(target.service).namespace;
  return isNear ? say`Did you mean ${formatKey(meant)}?` : [];
}

/** Named ports of a Service that no policy is for by name. */
function freePorts({ snapshot, result }: FixSource, { service }: TlsPolicyTarget): readonly string[] {
  const taken = new Set(
    [...result.backendTlsPolicies.values()].flatMap(({ targets }) =>
      targets.flatMap((other) => (other.service === service && other.sectionName !== null ? [other.sectionName] : [])),
    ),
  );
  return portNames(snapshot.services.get(service)?.spec.ports ?? []).filter((name) => !taken.has(name));
}

function portNames(ports: readonly Readonly<{ name?: string | undefined }>[]): readonly string[] {
  return ports.flatMap(({ name }) => (name ? [name] : []));
}

function patchSection({ key }: BackendTlsPolicyResult, target: TlsPolicyTarget, port: string) {
  return patchObject(key, [guard(target), { op: 'add', path: `${pointerOf(target.field)}/sectionName`, value: port }]);
}

/** Another target may have moved into its place. */
function guard({ field, service }: Pick<TlsPolicyTarget, 'field' | 'service'>) {
  return { op: 'test', path: `${pointerOf(field)}/name`, value: identityOf(service).name } as const;
}

/** The fault goes with the target, or with the policy when it has no other. */
function takeOut({ key, targets }: BackendTlsPolicyResult, target: TlsPolicyTarget): UnboundFix[] {
  const { field, service, lookup, supersededBy } = target;
  if (targets.length > 1) {
    const change = patchObject(key, [guard(target), { op: 'remove', path: pointerOf(field) }]);
    return [{ role: 'owner', sentence: say`Take ${nameOf(service)} out of ${field} of ${nameOf(key)}.`, change }];
  }
  // another controller may well know the kind
  if (lookup.state === 'missing' && lookup.what === 'kind') return [];
  const { name, namespace } = identityOf(key);
  const sentence =
    supersededBy === null
      ? say`Delete ${nameOf(key)}; it is in force nowhere.`
      : say`Delete ${nameOf(key)}; ${formatKey(supersededBy)} stays in force. Or delete that one, if this is the one meant.`;
  const commands = [`kubectl delete ${resourceName(identityOf(key))} ${name} -n ${namespace}`];
  return [{ role: 'owner', sentence, change: null, commands }];
}
