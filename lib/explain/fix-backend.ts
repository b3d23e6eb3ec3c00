import type { BackendResult } from '#lib/binding/result.ts';
import { say } from '#lib/binding/sentence.ts';
import { formatKey, identityOf } from '#lib/kube/object-key.ts';
import type { FixDraft } from './build-fix.ts';
import { suggestObject } from './did-you-mean.ts';
import type { FixContext } from './fix-context.ts';
import { fixForeignKind } from './fix-foreign-kind.ts';
import { grantFor } from './fix-grant.ts';
import { isLegacy, patchObject, pointerOf } from './fix-source.ts';
import { fixBackendTls } from './fix-tls-policy.ts';

/** Ways to make a broken reference to a backend good. */
export function fixBackend(context: FixContext, backend: BackendResult): FixDraft[] {
  if (backend.outcome.state !== 'invalid') return [];
  if (backend.outcome.reason === 'RefNotPermitted') return [createGrant(context, backend)];
  if (backend.outcome.reason === 'InvalidBackendTLSPolicy' || backend.outcome.reason === 'UnsupportedProtocol') {
    return fixBackendTls(context, backend);
  }
  if (backend.outcome.reason === 'InvalidKind') return fixForeignKind(context, backend);
  if (backend.outcome.reason !== 'BackendNotFound') return [];
  return context.snapshot.services.has(backend.target) ? fixPort(context, backend) : fixName(context, backend);
}

function createGrant({ snapshot, route }: FixContext, { field, target }: BackendResult): FixDraft {
  return { ...grantFor(snapshot, identityOf(route.key), target), cures: { kind: 'backend', field } };
}

function fixPort(context: FixContext, { field, target, ref }: BackendResult): FixDraft[] {
  const ports = (context.snapshot.services.get(target)?.spec.ports ?? []).filter(({ protocol }) => protocol === 'TCP');
  return ports.slice(0, 3).map(({ port, name }) => {
    const called = name ? say` (${name})` : [];
    const change = patchObject(context.route.key, [
      { op: 'test', path: `${pointerOf(field)}/${nameField(context, field)}`, value: ref.name },
      { op: 'add', path: `${pointerOf(field)}/port`, value: port },
    ]);
    const sentence = say`Write ${`port: ${port}`}${called} in ${field}; Service ${formatKey(target)} has it.`;
    return { role: 'app', cures: { kind: 'backend', field }, sentence, change };
  });
}

function nameField({ route }: FixContext, field: string): string {
  return isLegacy(route.key) && field.includes('forwardTo') ? 'serviceName' : 'name';
}

function fixName(context: FixContext, backend: BackendResult): FixDraft[] {
  const { field, target, ref } = backend;
  const cures = { kind: 'backend', field } as const;
  const meant = suggestObject(context.snapshot, target);
  const { namespace, name } = identityOf(target);
  const fixes: FixDraft[] = [];
  const isLocal = identityOf(context.route.key).namespace;
  if (meant && !(isLegacy(context.route.key) && identityOf(meant).namespace !== isLocal)) {
    fixes.push({ role: 'app', cures, ...rename(context, backend, identityOf(meant)) });
  }
  if (ref.port !== undefined && name !== '') {
    const object = {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name, namespace },
      spec: { selector: { app: name }, ports: [{ port: ref.port }] },
    };
    const sentence = say`Create Service ${formatKey(target)} with port ${ref.port}.`;
    const notes = [say`It selects Pods labelled ${`app=${name}`}; without ready ones requests get ${503}.`];
    fixes.push({ role: 'app', cures, sentence, change: { action: 'create', object }, notes });
  }
  return fixes;
}

function rename(
  context: FixContext,
  { field, target, ref }: BackendResult,
  meant: Readonly<{ namespace: string; name: string }>,
) {
  const at = pointerOf(field);
  const is = identityOf(target);
  const called = nameField(context, field);
  const change = patchObject(context.route.key, [
    { op: 'test', path: `${at}/${called}`, value: ref.name },
    ...(meant.name !== is.name ? [{ op: 'replace', path: `${at}/${called}`, value: meant.name } as const] : []),
    ...(meant.namespace !== is.namespace
      ? [{ op: 'add', path: `${at}/namespace`, value: meant.namespace } as const]
      : []),
  ]);
  const to =
    meant.name === is.name
      ? `namespace: ${meant.namespace}`
      : meant.namespace === is.namespace
        ? `${called}: ${meant.name}`
        : `namespace: ${meant.namespace}, ${called}: ${meant.name}`;
  return { sentence: say`Write ${to} in ${field}.`, change };
}
