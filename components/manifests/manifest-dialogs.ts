import { createContext, useContext } from 'react';
import type { RequestedChange } from '#lib/api/messages.ts';
import type { Sentence } from '#lib/explain/explanation.ts';
import type { KubeObject } from '#lib/kube/object.ts';
import type { ObjectKey } from '#lib/kube/object-key.ts';

/** A change to look at before it is made, or an object to edit. */
export type ManifestTask =
  | Readonly<{
      task: 'apply';
      sentence: Sentence;
      /** what else the change does */
      sideEffects: readonly Sentence[];
      changes: readonly RequestedChange[];
    }>
  | Readonly<{ task: 'edit'; key: ObjectKey; object: KubeObject; yaml: string }>;

export type ManifestDialogs = Readonly<{ open: (task: ManifestTask) => void }>;

/** The dialogs stand in the shell: a panel that the live stream redraws does not take them with it. */
export const ManifestDialogsContext = createContext<ManifestDialogs>({ open: () => undefined });

export function useManifestDialogs(): ManifestDialogs {
  return useContext(ManifestDialogsContext);
}
