'use client';

import { PencilLine } from 'lucide-react';
import { useSession } from '#components/data/use-session.ts';
import { Button } from '#components/ui/button.tsx';
import type { Change, Fix } from '#lib/explain/explanation.ts';
import type { KubeObject } from '#lib/kube/object.ts';
import type { ObjectKey } from '#lib/kube/object-key.ts';
import { useManifestDialogs } from './manifest-dialogs.ts';

/** Why nothing can be written from here; null when it can. */
export function useWriteBar(): string | null {
  const { data: session } = useSession();
  if (!session) return 'The session is not read yet.';
  return session.readOnly ? 'Read-only: Gatehouse was started with --read-only.' : null;
}

export type ApplyButtonProps = Readonly<{ fix: Fix; change: Change; look: 'primary' | 'plain' }>;

/** `Apply…`: the dots are the dry run and the diff that come first. */
export function ApplyButton({ fix, change, look }: ApplyButtonProps) {
  const { open } = useManifestDialogs();
  const bar = useWriteBar();
  return (
    <span className="inline-flex items-center gap-2">
      <Button
        look={look}
        disabled={bar !== null}
        onClick={() => open({ task: 'apply', sentence: fix.sentence, changes: [change] })}
      >
        Apply…
      </Button>
      {bar && <span className="text-xs text-ink-3">{bar}</span>}
    </span>
  );
}

export type EditButtonProps = Readonly<{ objectKey: ObjectKey; object: KubeObject; yaml: string }>;

/** `Edit…`: the object's YAML in an editor. */
export function EditButton({ objectKey, object, yaml }: EditButtonProps) {
  const { open } = useManifestDialogs();
  const bar = useWriteBar();
  return (
    <span className="inline-flex items-center gap-2">
      <Button size="small" disabled={bar !== null} onClick={() => open({ task: 'edit', key: objectKey, object, yaml })}>
        <PencilLine size={14} aria-hidden="true" />
        Edit…
      </Button>
      {bar && <span className="text-xs text-ink-3">{bar}</span>}
    </span>
  );
}
