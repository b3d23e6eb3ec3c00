'use client';

import { ListTree } from 'lucide-react';
import { usePathname } from 'next/navigation';
import { DESTINATIONS, type Destination, GRAPH, isAt, TEST } from './destinations.ts';
import { ViewLink } from './view-link.tsx';

/** On a narrow screen the graph is the outline. */
const OUTLINE: Destination = { ...GRAPH, label: 'Outline', icon: ListTree };
const TABS: readonly Destination[] = [...DESTINATIONS.map((entry) => (entry === GRAPH ? OUTLINE : entry)), TEST];

/** The rail of the narrow layout: five tabs at the foot. */
export function FootTabs() {
  const pathname = usePathname();
  return (
    <nav aria-label="Main" className="grid h-[60px] grid-cols-5 border-t border-line bg-bg tab:hidden">
      {TABS.map((tab) => {
        const Glyph = tab.icon;
        return (
          <ViewLink
            key={tab.href}
            href={tab.href}
            aria-current={isAt(pathname, tab) ? 'page' : undefined}
            className="flex min-h-11 flex-col items-center justify-center gap-[3px] text-2xs font-medium text-ink-2 aria-[current=page]:text-accent"
          >
            <Glyph width={18} height={18} strokeWidth={1.75} aria-hidden="true" />
            {tab.label}
          </ViewLink>
        );
      })}
    </nav>
  );
}
