'use client';

import { Maximize2, X } from 'lucide-react';
import Link from 'next/link';
import { type ReactNode, useEffect, useRef } from 'react';
import { preloadDialogs } from '#components/manifests/load-dialogs.ts';
import { Button, buttonStyle } from '#components/ui/button.tsx';
import { cn } from '#components/ui/cn.ts';
import { CopyButton } from '#components/ui/copy-button.tsx';
import { KindBadge } from '#components/ui/kind-badge.tsx';
import { useEscape } from './use-escape.ts';
import { takesFocus } from './wanted-focus.ts';

export type PanelProps = Readonly<{
  kind: string;
  /** `namespace/name` */
  name: string;
  /** badges after the name */
  badge: ReactNode;
  /** a few facts in one line */
  facts?: ReactNode;
  /** the page of the object, where there is one */
  href?: string | undefined;
  onClose: () => void;
  children: ReactNode;
}>;

/**
 * The panel at the right: pushes the page from 1100 px, covers it below. Esc closes it from anywhere; focus goes back to where it
 * was when the panel opened. Its children lay themselves out in a column (`Tabs`, or a scrolling div).
 */
export function Panel({ kind, name, badge, facts, href, onClose, children }: PanelProps) {
  const frame = useRef<HTMLElement>(null);
  useReturnFocus(frame);
  useEscape(onClose);
  useEffect(preloadDialogs, []);
  return (
    <aside
      ref={frame}
      data-panel
      tabIndex={-1}
      aria-label={`Details of ${kind} ${name}`}
      className="flex min-h-0 w-full shrink-0 flex-col border-l border-line bg-surface outline-none max-wide:absolute max-wide:inset-y-0 max-wide:right-0 max-wide:z-30 max-tab:fixed max-tab:inset-0 tab:w-[clamp(400px,31.25vw,448px)]"
    >
      <header className="border-b border-line px-4 pt-3 pb-2">
        <div className="flex items-start gap-2">
          <div className="flex min-h-[26px] min-w-0 flex-1 flex-wrap items-center gap-x-2 gap-y-1">
            <div className="flex min-w-0 grow items-center gap-2">
              <KindBadge kind={kind} />
              <h2 className="min-w-0 font-mono text-lg font-semibold tracking-[-0.03em] [overflow-wrap:anywhere]">
                {name}
              </h2>
              <CopyButton text={name} label="Copy name" />
            </div>
            {badge}
          </div>
          {href && (
            <Link href={href} aria-label="Open page" className={cn(buttonStyle({ look: 'ghost', size: 'smallIcon' }))}>
              <Maximize2 size={14} aria-hidden="true" />
            </Link>
          )}
          <Button look="ghost" size="smallIcon" aria-label="Close panel, Escape" onClick={onClose}>
            <X size={16} aria-hidden="true" />
          </Button>
        </div>
        {facts && <div className="mt-1 flex flex-wrap gap-x-3 text-xs text-ink-3">{facts}</div>}
      </header>
      {children}
    </aside>
  );
}

/** Focus stays where it is while the panel opens, unless asked for; if it was inside when the panel closes, it goes back. */
function useReturnFocus(frame: React.RefObject<HTMLElement | null>): void {
  const opener = useRef<Element | null>(null);
  useEffect(() => {
    opener.current = document.activeElement;
    const panel = frame.current;
    if (takesFocus('panel')) panel?.focus();
    return () => {
      const { activeElement, body } = document;
      if (!panel?.contains(activeElement) && activeElement !== body) return;
      // opened by an address, or by what is gone: the page itself
      const isThere = opener.current instanceof HTMLElement && opener.current !== body && opener.current.isConnected;
      const target = isThere ? opener.current : document.getElementById('main');
      if (target instanceof HTMLElement) target.focus();
    };
  }, [frame]);
}
