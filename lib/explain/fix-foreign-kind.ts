import type { BackendResult } from '#lib/binding/result.ts';
import { prose, say } from '#lib/binding/sentence.ts';
import { formatKey, identityOf, objectKey } from '#lib/kube/object-key.ts';
import type { FixDraft } from './build-fix.ts';
import type { FixContext } from './fix-context.ts';
import { isLegacy, patchObject, pointerOf } from './fix-source.ts';

/** A reference to a kind that nothing here serves can go, or name a Service instead. */
export function fixForeignKind(context: FixContext, backend: BackendResult): FixDraft[] {
  if (isLegacy(context.route.key)) return [];
  if (backend.role === 'extension') return takeFilterOut(context, backend);
  const { group, kind } = identityOf(backend.target);
  // a Service of a type that is refused is named rightly
  if (group === '' && kind === 'Service') return [];
  return [nameService(context, backend), ...takeBackendOut(context, backend)];
}

/** Where no rule is served at all, the parent's fixes are these already. */
function takeFilterOut({ route }: FixContext, { field, ref }: BackendResult): FixDraft[] {
  if (route.rules.every(({ problems }) => problems.length > 0)) return [];
  const filter = field.replace(/\.extensionRef$/, '');
  const change = patchObject(route.key, [
    { op: 'test', path: `${pointerOf(field)}/name`, value: ref.name },
    { op: 'remove', path: pointerOf(filter) },
  ]);
  const sentence = say`Take filter ${`${ref.kind} ${ref.name}`} out of ${filter}.`;
  const notes = [say`What it asks for is then not done.`];
  return [{ role: 'app', cures: { kind: 'backend', field }, sentence, change, notes }];
}

function nameService({ snapshot, route }: FixContext, { field, target, ref }: BackendResult): FixDraft {
  const base = { role: 'app', cures: { kind: 'backend', field } } as const;
  const namesake = objectKey({ ...identityOf(target), group: '', kind: 'Service' });
  if (!snapshot.services.has(namesake))
    return { ...base, sentence: say`Name a Service in ${field} instead.`, change: null };
  const change = patchObject(route.key, [
    { op: 'test', path: `${pointerOf(field)}/name`, value: ref.name },
    { op: 'add', path: `${pointerOf(field)}/group`, value: '' },
    { op: 'add', path: `${pointerOf(field)}/kind`, value: 'Service' },
  ]);
  return {
    ...base,
    sentence: say`Write ${'kind: Service'} in ${field}; there is a Service ${formatKey(namesake)}.`,
    change,
  };
}

/** A rule keeps at least one backend. */
function takeBackendOut({ route }: FixContext, backend: BackendResult): FixDraft[] {
  const { field, role, ref } = backend;
  const rule = route.rules.find(({ backends }) => backends.includes(backend));
  const others = rule?.backends.filter((other) => other.role === 'backend' && other !== backend) ?? [];
  if (role !== 'backend' || others.length === 0) return [];
  const change = patchObject(route.key, [
    { op: 'test', path: `${pointerOf(field)}/name`, value: ref.name },
    { op: 'remove', path: pointerOf(field) },
  ]);
  const sentence = say`Take ${prose(ref.kind)} ${ref.name} out of ${field}.`;
  const notes = [say`Its share of requests goes to the other backends of the rule.`];
  return [{ role: 'app', cures: { kind: 'backend', field }, sentence, change, notes }];
}
