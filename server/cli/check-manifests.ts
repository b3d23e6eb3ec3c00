import { bind } from '#lib/binding/bind.ts';
import { wholeSpecCapabilities } from '#lib/binding/capabilities.ts';
import type { BindingResult, BindOptions } from '#lib/binding/result.ts';
import type { ObjectKey } from '#lib/kube/object-key.ts';
import {
  type ManifestFile,
  type ManifestObject,
  type Manifests,
  snapshotFromManifests,
} from '#lib/snapshot/from-manifests.ts';
import type { Snapshot } from '#lib/snapshot/snapshot.ts';
import { checkAuthorities, checkCertificate } from '#server/certificate-check.ts';

/** Manifests read and judged. */
export type Checked = Readonly<{
  manifests: Manifests;
  /** each object as it stands in its file */
  written: ReadonlyMap<ObjectKey, ManifestObject>;
  snapshot: Snapshot;
  options: BindOptions;
  result: BindingResult;
}>;

export type CheckOptions = Readonly<{
  /** whose Gateways count as ours */
  controller: string;
  /** whether what is not in the files is missing, or unknown */
  coverage: 'partial' | 'complete';
}>;

/**
 * Judges manifests by the whole spec, as a controller with a data plane that grants every address and port. A
 * Gateway whose class is not among them counts as ours.
 */
export function checkManifests(files: readonly ManifestFile[], { controller, coverage }: CheckOptions): Checked {
  const { snapshot, ...manifests } = snapshotFromManifests(files, coverage);
  const options: BindOptions = {
    controllerNames: [controller],
    capabilities: wholeSpecCapabilities,
    dataPlane: { kind: 'granted' },
    adoptUnclassed: 'yes',
    checkCertificate,
    checkAuthorities,
  };
  const written = new Map(manifests.objects.map((object) => [object.key, object]));
  return { manifests, written, snapshot, options, result: bind(snapshot, options) };
}
