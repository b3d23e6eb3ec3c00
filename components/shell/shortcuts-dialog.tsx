'use client';

import { Dialog } from '#components/ui/dialog.tsx';
import { Key } from './top-bar.tsx';

const SHORTCUTS: readonly Readonly<{ keys: readonly string[]; what: string }>[] = [
  { keys: ['/', 'Ctrl K'], what: 'Find an object or a page' },
  { keys: ['g'], what: 'Graph' },
  { keys: ['o'], what: 'Outline' },
  { keys: ['t'], what: 'Table' },
  { keys: ['f'], what: 'Fit the graph to the view' },
  { keys: ['n', 'p'], what: 'Next, previous problem' },
  { keys: ['←', '→'], what: 'Along the edges, from Gateway to Service' },
  { keys: ['↑', '↓'], what: 'Up and down in a column or table' },
  { keys: ['Enter'], what: 'Open what is focused' },
  { keys: ['Esc'], what: 'Step back, close the panel' },
  { keys: ['?'], what: 'This list' },
];

export function ShortcutsDialog(props: Readonly<{ open: boolean; onOpenChange: (open: boolean) => void }>) {
  return (
    <Dialog {...props} title="Shortcuts">
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-2 overflow-y-auto px-4 pt-1 pb-4">
        {SHORTCUTS.map(({ keys, what }) => (
          <div key={what} className="contents">
            <dt className="flex justify-end gap-1">
              {keys.map((key) => (
                <Key key={key}>{key}</Key>
              ))}
            </dt>
            <dd className="text-ink-2">{what}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
