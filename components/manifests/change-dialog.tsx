'use client';

import { Button } from '#components/ui/button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { formatSentence } from '#lib/explain/explanation.ts';
import { ChangeReview } from './change-review.tsx';
import type { ManifestTask } from './manifest-dialogs.ts';

export type TaskDialogProps<T extends ManifestTask['task']> = Readonly<{
  task: Extract<ManifestTask, { task: T }>;
  onClose: () => void;
  onApplied: (what: string) => void;
  onCloseAutoFocus: (event: Event) => void;
}>;

/** A fix, before it is made: what the API server would store, and the button that stores it. */
export function ChangeDialog({ task, onClose, onApplied, onCloseAutoFocus }: TaskDialogProps<'apply'>) {
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      onCloseAutoFocus={onCloseAutoFocus}
      title="Apply a change"
      description={[task.sentence, ...task.sideEffects].map(formatSentence).join(' ')}
      className="w-[min(680px,calc(100vw-24px))]"
    >
      <ChangeReview changes={task.changes} onApplied={onApplied} leave={<Button onClick={onClose}>Cancel</Button>} />
    </Dialog>
  );
}
