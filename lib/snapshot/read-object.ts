import { applyDefaults } from '#lib/gateway-api/admit.ts';
import { findKind } from '#lib/gateway-api/kinds.ts';
import { groupOf, type KubeObject } from '#lib/kube/object.ts';

/**
 * An object as readers of a snapshot see it: defaulted, at the preferred version of its group, a Namespace with the
 * name label that the API server gives it.
 *
 * @returns null when a required field is missing or of another type, which no API server would have stored; values
 *   that are merely unknown (an enum word of a newer version) stay as they are
 */
export function readObject(object: KubeObject): KubeObject | null {
  const group = groupOf(object.apiVersion);
  const declaration = findKind(group, object.kind);
  if (!declaration || !object.metadata?.name) return null;
  const { apiVersion, ...read } = applyDefaults(declaration, object);
  const parsed = declaration.schema.safeParse(read);
  if (!parsed.success && parsed.error.issues.some(({ code }) => code === 'invalid_type')) return null;
  const [preferred] = declaration.versions;
  const version = preferred === undefined ? apiVersion : group === '' ? preferred : `${group}/${preferred}`;
  const named = group === '' && object.kind === 'Namespace' ? withNameLabel(read.metadata) : read.metadata;
  return { apiVersion: version, ...read, metadata: named };
}

function withNameLabel(metadata: KubeObject['metadata']): KubeObject['metadata'] {
  return { ...metadata, labels: { ...metadata.labels, 'kubernetes.io/metadata.name': metadata.name } };
}
