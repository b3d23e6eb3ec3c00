const importDialogs = async () => {
  const [change, edit] = await Promise.all([import('./change-dialog.tsx'), import('./edit-dialog.tsx')]);
  return { ChangeDialog: change.ChangeDialog, EditDialog: edit.EditDialog };
};

export type LoadedDialogs = Awaited<ReturnType<typeof importDialogs>>;

let loading: Promise<LoadedDialogs> | null = null;

/** The code of the dialogs, read once; after a failure the next call asks for it again. */
export function loadDialogs(): Promise<LoadedDialogs> {
  loading ??= importDialogs().catch((error: unknown) => {
    loading = null;
    throw error;
  });
  return loading;
}

/** Reads the dialogs ahead, so that they open while the server is away. A failure shows when one is opened. */
export function preloadDialogs(): void {
  loadDialogs().catch(() => undefined);
}
