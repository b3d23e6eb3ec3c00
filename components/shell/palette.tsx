'use client';

import { Command } from 'cmdk';
import { Search } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useMemo, useRef, useState } from 'react';
import { useTopology } from '#components/data/use-topology.ts';
import { Badge } from '#components/ui/badge.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { KindBadge } from '#components/ui/kind-badge.tsx';
import { emptyTopology } from '#lib/topology/topology.ts';
import { DESTINATIONS, TEST } from './destinations.ts';
import { findObjects, type PaletteEntry } from './palette-entries.ts';
import { requestFocus } from './wanted-focus.ts';

export type PaletteProps = Readonly<{ open: boolean; onOpenChange: (open: boolean) => void }>;

/** Ctrl K: every object and page by any part of its name, host or path. */
export function Palette({ open, onOpenChange }: PaletteProps) {
  return open && <OpenPalette onOpenChange={onOpenChange} />;
}

function OpenPalette({ onOpenChange }: Omit<PaletteProps, 'open'>) {
  const [opener] = useState(() => document.activeElement);
  const openPanel = useRef<HTMLElement>(null);
  const returnFocus = (event: Event) => {
    event.preventDefault();
    // a panel that opened meanwhile keeps the focus
    if (document.activeElement?.closest('[data-panel]')) return;
    const target = openPanel.current ?? opener;
    if (target instanceof HTMLElement && target.isConnected) target.focus();
  };
  const enterPanel = (href: string) => {
    if (isShown(href)) openPanel.current = document.querySelector<HTMLElement>('[data-panel]');
    else requestFocus('panel');
  };
  return (
    <Dialog
      open
      onOpenChange={onOpenChange}
      onCloseAutoFocus={returnFocus}
      title="Find"
      head="hidden"
      className="border-control"
    >
      <FindObjects onObject={enterPanel} onDone={() => onOpenChange(false)} />
    </Dialog>
  );
}

/** Whether the panel of this address is the one that is open. */
function isShown(href: string): boolean {
  const sought = new URL(href, window.location.href);
  const shown = new URLSearchParams(window.location.search).get('select');
  return sought.pathname === window.location.pathname && sought.searchParams.get('select') === shown;
}

type FindObjectsProps = Readonly<{ onObject: (href: string) => void; onDone: () => void }>;

function FindObjects({ onObject, onDone }: FindObjectsProps) {
  const router = useRouter();
  const { data } = useTopology();
  const [text, setText] = useState('');
  const [picked, setPicked] = useState({ text, value: '' });
  const topology = data?.topology ?? emptyTopology;
  // never behind what is typed: Enter takes what stands first for it
  const found = useMemo(() => findObjects(topology, text), [topology, text]);
  const pages = [...DESTINATIONS, TEST].filter(({ label }) => label.toLowerCase().includes(text.toLowerCase()));
  const values = [...found.entries.map(({ id }) => id), ...pages.map(({ href }) => href)];
  const isPicked = picked.text === text && values.includes(picked.value);
  const selected = isPicked ? picked.value : (values[0] ?? '');
  const go = (href: string) => {
    onDone();
    router.push(href);
  };
  const goToObject = (href: string) => {
    onObject(href);
    go(href);
  };
  return (
    <Command
      label="Find"
      shouldFilter={false}
      value={selected}
      onValueChange={(value) => setPicked({ text, value })}
      className="flex min-h-0 flex-col"
    >
      <div className="flex h-[46px] items-center gap-3 border-b border-line px-3.5">
        <Search size={16} aria-hidden="true" className="text-ink-2" />
        <Command.Input
          autoFocus
          value={text}
          onValueChange={setText}
          placeholder="Find a route, host, Gateway or page"
          className="min-w-0 flex-1 bg-transparent text-base outline-none placeholder:text-ink-3"
        />
        <span role="status" className="text-xs text-ink-3">
          {found.total.toLocaleString('en')} {found.total === 1 ? 'result' : 'results'}
        </span>
      </div>
      <Command.List className="min-h-0 overflow-y-auto p-1">
        <Command.Empty className="px-3 py-4 text-ink-2">Nothing has “{text}” in its name, host or path.</Command.Empty>
        {found.entries.map((entry) => (
          <ObjectItem key={entry.id} entry={entry} onSelect={() => goToObject(entry.href)} />
        ))}
        {pages.map(({ href, label, icon: Glyph }) => (
          <Command.Item key={href} value={href} onSelect={() => go(href)} className={ITEM}>
            <Glyph width={16} height={16} aria-hidden="true" className="text-ink-2" />
            {label}
            <span className="ml-auto text-xs text-ink-3">page</span>
          </Command.Item>
        ))}
      </Command.List>
    </Command>
  );
}

const ITEM = 'flex h-9 items-center gap-2 rounded-md px-2.5 data-[selected=true]:bg-accent-soft max-tab:h-11';

function ObjectItem({ entry, onSelect }: Readonly<{ entry: PaletteEntry; onSelect: () => void }>) {
  return (
    <Command.Item value={entry.id} onSelect={onSelect} className={ITEM}>
      <KindBadge kind={entry.kind} />
      <span className="min-w-0 truncate font-mono text-xs font-semibold">{entry.name}</span>
      {entry.detail && <span className="min-w-0 truncate font-mono text-xs text-ink-3">{entry.detail}</span>}
      {entry.badge && <Badge {...entry.badge} className="ml-auto" />}
    </Command.Item>
  );
}
