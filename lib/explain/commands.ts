import { findKind } from '#lib/gateway-api/kinds.ts';
import type { GroupKind, KubeObject } from '#lib/kube/object.ts';
import { formatManifest } from './diff.ts';
import type { Change } from './explanation.ts';

/** kubectl's name of a kind, with the group wherever it has one: two groups have a `gateways`. */
export function resourceName({ group, kind }: GroupKind): string {
  const plural = findKind(group, kind)?.plural ?? `${kind.toLowerCase()}s`;
  return group === '' ? (kind === 'Namespace' ? 'namespace' : plural) : `${plural}.${group}`;
}

/**
 * The kubectl command that makes a change, as it can be pasted into a POSIX shell.
 *
 * @param before the object as it is; null when the change creates it
 */
export function formatCommand(change: Change, before: KubeObject | null): string {
  if (change.action === 'create') return `kubectl apply -f - <<'EOF'\n${formatManifest(change.object)}EOF`;
  const { target, patchType, patch } = change;
  const labels = labelsOf(change, before);
  const place = target.namespace ? ` -n ${target.namespace}` : '';
  if (labels) return `kubectl label ${resourceName(target)} ${target.name}${place} ${labels}`;
  const text = quote(JSON.stringify(patch));
  return `kubectl patch ${resourceName(target)} ${target.name}${place} --type=${patchType} -p ${text}`;
}

/** `team=a old-`, when a merge patch touches labels and nothing else. */
function labelsOf(change: Change, before: KubeObject | null): string | null {
  if (change.action !== 'patch' || change.patchType !== 'merge') return null;
  const patch = change.patch as Readonly<{ metadata?: Readonly<{ labels?: Readonly<Record<string, string | null>> }> }>;
  const labels = patch.metadata?.labels;
  if (!labels || Object.keys(patch).length > 1 || Object.keys(patch.metadata ?? {}).length > 1) return null;
  const settings = Object.entries(labels).map(([key, value]) => (value === null ? `${key}-` : `${key}=${value}`));
  const overwrites = Object.keys(labels).some(
    (key) => before?.metadata.labels?.[key] !== undefined && labels[key] !== null,
  );
  return `${settings.join(' ')}${overwrites ? ' --overwrite' : ''}`;
}

function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** The apiVersion to send a change of this kind to. */
export function apiVersionOf({ group, kind }: GroupKind): string {
  const version = findKind(group, kind)?.versions[0] ?? 'v1';
  return group === '' ? version : `${group}/${version}`;
}
