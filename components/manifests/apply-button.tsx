'use client';

import { PencilLine } from 'lucide-react';
import { useEffect } from 'react';
import { useSession } from '#components/data/use-session.ts';
import { Button } from '#components/ui/button.tsx';
import type { Change, Fix } from '#lib/explain/explanation.ts';
import type { KubeObject } from '#lib/kube/object.ts';
import type { ObjectKey } from '#lib/kube/object-key.ts';
import { preloadDialogs } from './load-dialogs.ts';
import { useManifestDialogs } from './manifest-dialogs.ts';

/** Whether changes can be made from here; while the session is not read nothing is offered. */
function useWritable(): boolean {
  const { data: session } = useSession();
  useEffect(preloadDialogs, []);
  return session?.readOnly === false;
}

export type ApplyButtonProps = Readonly<{ fix: Fix; change: Change; look: 'primary' | 'plain' }>;

/** `Apply…`: the dots are the dry run and the diff that come first. Nothing with `--read-only`. */
export function ApplyButton({ fix, change, look }: ApplyButtonProps) {
  const { open } = useManifestDialogs();
  if (!useWritable()) return null;
  const { sentence, sideEffects } = fix;
  return (
    <Button look={look} onClick={() => open({ task: 'apply', sentence, sideEffects, changes: [change] })}>
      Apply…
    </Button>
  );
}

export type EditButtonProps = Readonly<{ objectKey: ObjectKey; object: KubeObject; yaml: string }>;

/** `Edit…`: the object's YAML in an editor. Nothing with `--read-only`. */
export function EditButton({ objectKey, object, yaml }: EditButtonProps) {
  const { open } = useManifestDialogs();
  if (!useWritable()) return null;
  return (
    <Button size="small" onClick={() => open({ task: 'edit', key: objectKey, object, yaml })}>
      <PencilLine size={14} aria-hidden="true" />
      Edit…
    </Button>
  );
}
