'use client';

import { useRouter } from 'next/navigation';
import { type ReactNode, useState } from 'react';
import { useEventStream } from '#components/data/use-event-stream.ts';
import { useTopology } from '#components/data/use-topology.ts';
import { DialogHost } from '#components/manifests/dialog-host.tsx';
import { CoverageNotices } from './coverage-notices.tsx';
import { FootTabs } from './foot-tabs.tsx';
import { Palette } from './palette.tsx';
import { Rail } from './rail.tsx';
import { ShortcutsDialog } from './shortcuts-dialog.tsx';
import { TopBar } from './top-bar.tsx';
import { useShortcuts } from './use-shortcuts.ts';
import { withView } from './view-links.ts';

type Overlay = 'none' | 'palette' | 'shortcuts';

/** The frame around every page: rail, top bar, palette, and the one event stream. */
export function AppShell({ children }: Readonly<{ children: ReactNode }>) {
  const router = useRouter();
  const [overlay, setOverlay] = useState<Overlay>('none');
  const { isSuccess } = useTopology();
  useEventStream({ ready: isSuccess });
  useShortcuts({
    '/': () => setOverlay('palette'),
    'mod+k': () => setOverlay('palette'),
    '?': () => setOverlay('shortcuts'),
    g: () => router.push(withView('graph')),
    o: () => router.push(withView('outline')),
    t: () => router.push(withView('table')),
  });
  const close = (open: boolean) => setOverlay((before) => (open ? before : 'none'));
  return (
    <div className="grid h-dvh grid-cols-[minmax(0,1fr)] grid-rows-[52px_minmax(0,1fr)_auto] overflow-hidden tab:grid-cols-[72px_minmax(0,1fr)] tab:grid-rows-[48px_minmax(0,1fr)]">
      <a
        href="#main"
        className="sr-only focus:not-sr-only focus:absolute focus:z-50 focus:bg-surface focus:px-3 focus:py-2"
      >
        Skip to the content
      </a>
      <Rail onShortcuts={() => setOverlay('shortcuts')} />
      <TopBar onSearch={() => setOverlay('palette')} />
      <div className="flex min-h-0 min-w-0 flex-col">
        <CoverageNotices />
        <main id="main" tabIndex={-1} className="relative min-h-0 flex-1 outline-none">
          <DialogHost>{children}</DialogHost>
        </main>
      </div>
      <FootTabs />
      <Palette open={overlay === 'palette'} onOpenChange={close} />
      <ShortcutsDialog open={overlay === 'shortcuts'} onOpenChange={close} />
    </div>
  );
}
