'use client';

import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { yaml } from '@codemirror/lang-yaml';
import { HighlightStyle, indentUnit, syntaxHighlighting } from '@codemirror/language';
import { type Diagnostic, lintGutter, lintKeymap, setDiagnostics } from '@codemirror/lint';
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search';
import { EditorState, type Text } from '@codemirror/state';
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
} from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { useEffect, useImperativeHandle, useRef } from 'react';
import type { ManifestNote } from './check-manifest.ts';

/** Colours are tokens, so light and dark follow the page. */
const THEME = EditorView.theme({
  '&': { height: '100%', fontSize: '12px', color: 'var(--ink)', backgroundColor: 'var(--sunken)' },
  '.cm-scroller': { fontFamily: 'var(--font-mono)', lineHeight: '18px' },
  '.cm-content': { caretColor: 'var(--ink)', padding: '8px 0' },
  '&.cm-focused': { outline: 'none' },
  '.cm-cursor': { borderLeftColor: 'var(--ink)' },
  '.cm-gutters': { backgroundColor: 'var(--sunken)', color: 'var(--ink-3)', border: 'none' },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'var(--hover)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    backgroundColor: 'var(--accent-soft)',
  },
  '.cm-panels': { backgroundColor: 'var(--surface)', color: 'var(--ink)', borderColor: 'var(--line)' },
  '.cm-textfield': { backgroundColor: 'var(--surface)', border: '1px solid var(--control)', color: 'var(--ink)' },
  '.cm-button': { backgroundImage: 'none', backgroundColor: 'var(--surface)', border: '1px solid var(--control)' },
  '.cm-tooltip': { backgroundColor: 'var(--surface)', color: 'var(--ink)', border: '1px solid var(--control)' },
  '.cm-lint-marker-error': {
    content: 'normal',
    width: '8px',
    height: '8px',
    margin: '5px 2px',
    borderRadius: '2px',
    backgroundColor: 'var(--bad-mark)',
  },
  '.cm-diagnostic-error': { borderLeftColor: 'var(--bad-mark)' },
  '.cm-searchMatch': { backgroundColor: 'var(--warn-soft)' },
});

const COLOURS = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: 'var(--ink-2)' },
  { tag: tags.comment, color: 'var(--ink-3)', fontStyle: 'italic' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--info)' },
  { tag: tags.invalid, color: 'var(--bad)' },
]);

export type EditorHandle = Readonly<{ goTo: (note: ManifestNote) => void }>;

export type YamlEditorProps = Readonly<{
  label: string;
  initial: string;
  notes: readonly ManifestNote[];
  onChange: (text: string) => void;
  ref: React.Ref<EditorHandle>;
}>;

/** YAML with line numbers, search (Ctrl F) and the notes where they belong. Tab leaves it, as everywhere. */
export function YamlEditor({ label, initial, notes, onChange, ref }: YamlEditorProps) {
  const frame = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the editor owns its text once it stands
  useEffect(() => {
    if (!frame.current) return undefined;
    const editor = new EditorView({ parent: frame.current, state: stateOf(initial, label, onChange) });
    view.current = editor;
    editor.focus();
    return () => editor.destroy();
  }, []);

  useEffect(() => {
    const editor = view.current;
    if (editor)
      editor.dispatch(
        setDiagnostics(
          editor.state,
          notes.map((note) => diagnosticOf(editor.state.doc, note)),
        ),
      );
  }, [notes]);

  useImperativeHandle(ref, () => ({
    goTo: (note) => {
      const editor = view.current;
      if (!editor) return;
      const { from } = diagnosticOf(editor.state.doc, note);
      editor.dispatch({ selection: { anchor: from }, effects: EditorView.scrollIntoView(from, { y: 'center' }) });
      editor.focus();
    },
  }));

  return (
    <div
      ref={frame}
      className="h-full min-h-0 bg-sunken p-0.5 focus-within:ring-2 focus-within:ring-accent focus-within:ring-inset"
    />
  );
}

function stateOf(doc: string, label: string, onChange: (text: string) => void): EditorState {
  return EditorState.create({
    doc,
    extensions: [
      lineNumbers(),
      lintGutter(),
      history(),
      drawSelection(),
      highlightActiveLine(),
      highlightActiveLineGutter(),
      highlightSelectionMatches(),
      search({ top: true }),
      yaml(),
      indentUnit.of('  '),
      syntaxHighlighting(COLOURS),
      THEME,
      EditorView.lineWrapping,
      EditorView.contentAttributes.of({ 'aria-label': label }),
      keymap.of([...searchKeymap, ...lintKeymap, ...historyKeymap, ...defaultKeymap]),
      EditorView.updateListener.of((update) => {
        if (update.docChanged) onChange(update.state.doc.toString());
      }),
    ],
  });
}

/** The rest of the line from where the note points. */
function diagnosticOf(doc: Text, { line, column, message }: ManifestNote): Diagnostic {
  const place = doc.line(Math.min(Math.max(line, 1), doc.lines));
  const from = Math.min(place.from + column - 1, place.to);
  return { from, to: place.to, severity: 'error', message };
}
