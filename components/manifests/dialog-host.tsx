'use client';

import { lazy, type ReactNode, Suspense, useCallback, useMemo, useRef, useState } from 'react';
import { ManifestDialogsContext, type ManifestTask } from './manifest-dialogs.ts';

const ChangeDialog = lazy(() => import('./change-dialog.tsx').then((module) => ({ default: module.ChangeDialog })));
const EditDialog = lazy(() => import('./edit-dialog.tsx').then((module) => ({ default: module.EditDialog })));

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
      <Suspense>
        {task?.task === 'apply' && <ChangeDialog task={task} {...shared} />}
        {task?.task === 'edit' && <EditDialog task={task} {...shared} />}
      </Suspense>
    </ManifestDialogsContext>
  );
}
