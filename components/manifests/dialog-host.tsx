'use client';

import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useCallback, useMemo, useRef, useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { loadDialogs } from './load-dialogs.ts';
import { ManifestDialogsContext, type ManifestTask } from './manifest-dialogs.ts';

/** Where focus goes when a dialog closes: to what opened it, or to its panel once that is gone. */
type Origin = Readonly<{ opener: HTMLElement | null; frame: HTMLElement | null }>;

/** Holds the dialogs that change objects. Mounted once, in the shell. */
export function DialogHost({ children }: Readonly<{ children: ReactNode }>) {
  const [task, setTask] = useState<ManifestTask | null>(null);
  const [applied, setApplied] = useState('');
  const origin = useRef<Origin>({ opener: null, frame: null });

  const open = useCallback((next: ManifestTask) => {
    const opener = document.activeElement instanceof HTMLElement ? document.activeElement : null;
    origin.current = { opener, frame: opener?.closest<HTMLElement>('aside, main') ?? null };
    setApplied('');
    setTask(next);
  }, []);
  const close = useCallback(() => setTask(null), []);
  const onApplied = useCallback((what: string) => {
    // what opened it is likely to go with the change it made
    origin.current = { ...origin.current, opener: null };
    setApplied(what);
    setTask(null);
  }, []);
  const returnFocus = useCallback((event: Event) => {
    event.preventDefault();
    const { opener, frame } = origin.current;
    const target = opener?.isConnected ? opener : frame?.isConnected ? frame : document.getElementById('main');
    target?.focus();
  }, []);

  const dialogs = useMemo(() => ({ open }), [open]);
  const shared = { onClose: close, onApplied, onCloseAutoFocus: returnFocus };
  return (
    <ManifestDialogsContext value={dialogs}>
      {children}
      <p role="status" className="sr-only">
        {applied}
      </p>
      {task && <TaskDialog task={task} {...shared} />}
    </ManifestDialogsContext>
  );
}

type TaskDialogProps = Readonly<{
  task: ManifestTask;
  onClose: () => void;
  onApplied: (what: string) => void;
  onCloseAutoFocus: (event: Event) => void;
}>;

function TaskDialog({ task, ...shared }: TaskDialogProps) {
  const { data, error, isFetching, refetch } = useQuery({
    queryKey: ['dialogs'],
    queryFn: loadDialogs,
    networkMode: 'always',
    retry: false,
    structuralSharing: false,
  });
  if (data) {
    const { ChangeDialog, EditDialog } = data;
    return task.task === 'apply' ? <ChangeDialog task={task} {...shared} /> : <EditDialog task={task} {...shared} />;
  }
  if (!error) return null;
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && shared.onClose()}
      onCloseAutoFocus={shared.onCloseAutoFocus}
      title="The server does not answer"
      description="The editor could not be loaded from it. Nothing was changed."
    >
      <div className="px-4 pb-4">
        <Button look="primary" disabled={isFetching} onClick={() => refetch()}>
          Try now
        </Button>
      </div>
    </Dialog>
  );
}
