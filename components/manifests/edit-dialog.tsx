'use client';

import { useDeferredValue, useMemo, useRef, useState } from 'react';
import { useObject } from '#components/data/use-object.ts';
import { Button } from '#components/ui/button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { CautionIcon, RefusedIcon } from '#components/ui/icons.tsx';
import { Notice } from '#components/ui/notice.tsx';
import type { RequestedChange } from '#lib/api/messages.ts';
import { formatKey } from '#lib/kube/object-key.ts';
import type { TaskDialogProps } from './change-dialog.tsx';
import { ChangeReview } from './change-review.tsx';
import { checkManifest, type ManifestNote } from './check-manifest.ts';
import { type EditorHandle, YamlEditor } from './yaml-editor.tsx';

type Stage =
  | Readonly<{ stage: 'edit' }>
  | Readonly<{ stage: 'review'; changes: readonly RequestedChange[] }>
  /** asked first, for what was written goes */
  | Readonly<{ stage: 'leaving'; to: 'page' | 'newer' }>;

/** An object's YAML: edited, judged as it is typed, then the same dry run and diff as every change. */
export function EditDialog({ task, onClose, onApplied, onCloseAutoFocus }: TaskDialogProps<'edit'>) {
  const { data: current, refetch } = useObject(task.key);
  const [opened, setOpened] = useState({ yaml: task.yaml, resourceVersion: task.object.metadata.resourceVersion });
  const [text, setText] = useState(task.yaml);
  const [state, setState] = useState<Stage>({ stage: 'edit' });
  const [round, setRound] = useState(0);
  const judged = useDeferredValue(text);
  const notes = useMemo(() => checkManifest(judged, task.key), [judged, task.key]);
  const dirty = text !== opened.yaml;
  // a new status alone is a new resourceVersion: only what people write counts as changed
  const moved = current !== undefined && current.yaml !== opened.yaml;
  const resourceVersion = current && !moved ? current.object.metadata.resourceVersion : opened.resourceVersion;
  const leave = () => (dirty ? setState({ stage: 'leaving', to: 'page' }) : onClose());
  const loadAnew = async () => {
    const { data: newer } = await refetch();
    if (!newer) return;
    setOpened({ yaml: newer.yaml, resourceVersion: newer.object.metadata.resourceVersion });
    setText(newer.yaml);
    setRound(round + 1);
    setState({ stage: 'edit' });
  };
  const onLoad = () => (dirty ? setState({ stage: 'leaving', to: 'newer' }) : void loadAnew());
  const movedNotice = <MovedNotice onLoad={onLoad} />;
  const name = `${task.object.kind} ${formatKey(task.key)}`;

  return (
    <Dialog
      open
      onOpenChange={(open) => !open && leave()}
      onCloseAutoFocus={onCloseAutoFocus}
      onEscapeKeyDown={(event) => {
        if (event.target instanceof Element && event.target.closest('.cm-search, .cm-panel-lint'))
          event.preventDefault();
      }}
      title={state.stage === 'review' ? `Apply your edit of ${formatKey(task.key)}` : `Edit ${name}`}
      className="top-[6vh] flex h-[86vh] max-h-[86vh] w-[min(860px,calc(100vw-24px))]"
    >
      {state.stage === 'review' ? (
        <ChangeReview
          changes={state.changes}
          onApplied={onApplied}
          leave={<Button onClick={() => setState({ stage: 'edit' })}>Back to the editor</Button>}
          hasMoved={moved}
          moved={movedNotice}
        />
      ) : (
        <>
          {moved && state.stage === 'edit' && <div className="px-4 pb-2">{movedNotice}</div>}
          <Editing key={round} label={`YAML of ${name}`} text={text} notes={notes} onChange={setText} />
          {state.stage === 'leaving' ? (
            <footer role="alert" className="flex flex-wrap items-center gap-2 border-t border-line px-4 py-3">
              <p className="mr-auto text-ink-2">
                {state.to === 'page'
                  ? 'Discard what you wrote?'
                  : 'Discard what you wrote, and load the object as it is now?'}
              </p>
              <Button onClick={state.to === 'page' ? onClose : () => void loadAnew()}>
                {state.to === 'page' ? 'Discard' : 'Discard and load'}
              </Button>
              <Button look="primary" autoFocus onClick={() => setState({ stage: 'edit' })}>
                Keep editing
              </Button>
            </footer>
          ) : (
            <footer className="flex flex-wrap items-center gap-2 border-t border-line px-4 py-3">
              <p className="mr-auto text-xs text-ink-2">{dirty ? sayNotes(notes) : 'Nothing is changed yet.'}</p>
              <Button onClick={leave}>Cancel</Button>
              <Button
                look="primary"
                disabled={!dirty}
                onClick={() =>
                  setState({ stage: 'review', changes: [{ action: 'replace', yaml: text, resourceVersion }] })
                }
              >
                Dry run…
              </Button>
            </footer>
          )}
        </>
      )}
    </Dialog>
  );
}

/** Loading it anew drops what was written: an edit of the older object can only be refused. */
function MovedNotice({ onLoad }: Readonly<{ onLoad: () => void }>) {
  return (
    <Notice
      icon={CautionIcon}
      title="The object has changed since you opened it."
      action={
        <Button size="small" onClick={onLoad}>
          Load it anew
        </Button>
      }
    >
      The API server refuses an edit of the older one. Copy what you wrote if you want to keep it.
    </Notice>
  );
}

function sayNotes(notes: readonly ManifestNote[]): string {
  if (notes.length === 0) return 'No problem found; the API server has the last word.';
  return `${notes.length === 1 ? '1 problem' : `${notes.length} problems`} found; the API server has the last word.`;
}

type EditingProps = Readonly<{
  label: string;
  text: string;
  notes: readonly ManifestNote[];
  onChange: (text: string) => void;
}>;

function Editing({ label, text, notes, onChange }: EditingProps) {
  const editor = useRef<EditorHandle>(null);
  return (
    <>
      <div className="min-h-0 flex-1 border-y border-line">
        <YamlEditor ref={editor} label={label} initial={text} notes={notes} onChange={onChange} />
      </div>
      {notes.length > 0 && (
        <ul aria-label="Problems" className="max-h-[26%] overflow-y-auto px-4 py-2 text-xs">
          {notes.map((note) => (
            <li key={`${note.line} ${note.field} ${note.message}`}>
              <button
                type="button"
                onClick={() => editor.current?.goTo(note)}
                className="flex w-full gap-2 rounded-sm py-0.5 text-left hover:bg-hover"
              >
                <RefusedIcon className="mt-0.5 size-3.5 shrink-0 text-bad-mark" />
                <span className="shrink-0 text-ink-3">line {note.line}</span>
                <span className="min-w-0 [overflow-wrap:anywhere]">
                  {note.field && <code className="font-mono font-[550]">{note.field} </code>}
                  {note.message}
                </span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
