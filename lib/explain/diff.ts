import { stringify } from 'yaml';
import type { KubeObject } from '#lib/kube/object.ts';
import { yamlWriting } from '#lib/snapshot/yaml.ts';
import type { ChangedObject } from './apply-change.ts';
import { diffTexts } from './diff-lines.ts';
import type { DiffLine } from './explanation.ts';

/** A change as it reads in the object's YAML: what people write, without status and server-set metadata. */
export function diffObjects({ before, after }: ChangedObject): readonly DiffLine[] {
  return diffTexts(before === null ? null : formatManifest(before), formatManifest(after));
}

/** An object as YAML, as people write it: no status, no server-set metadata, no kubectl bookkeeping. */
export function formatManifest(object: KubeObject): string {
  const { apiVersion, kind, metadata, ...body } = object as KubeObject & Readonly<{ status?: unknown }>;
  const { status: _, ...rest } = body;
  const { name, namespace, labels, annotations } = metadata;
  const written = Object.entries(annotations ?? {}).filter(([key]) => !key.startsWith('kubectl.kubernetes.io/'));
  const shown = {
    apiVersion,
    kind,
    metadata: {
      name,
      ...(namespace && { namespace }),
      ...(labels && { labels }),
      ...(written.length > 0 && { annotations: Object.fromEntries(written) }),
    },
    ...(Object.values(rest).some(isFilled) && rest),
  };
  return stringify(shown, yamlWriting);
}

function isFilled(value: unknown): boolean {
  return typeof value !== 'object' || value === null ? value !== undefined : Object.keys(value).length > 0;
}
