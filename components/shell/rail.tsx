'use client';

import { CircleQuestionMark, Moon } from 'lucide-react';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { Mark } from '#components/ui/icons.tsx';
import { DESTINATIONS, type Destination, isAt, TEST } from './destinations.ts';
import { toggleTheme } from './theme.ts';
import { ViewLink } from './view-link.tsx';

const ITEM =
  'flex flex-col items-center gap-[3px] rounded-md pt-[7px] pb-1.5 text-2xs leading-[14px] font-medium text-ink-2 hover:bg-hover aria-[current=page]:bg-accent-soft aria-[current=page]:text-accent';

/** The rail at the left: icon over word, never an icon alone. */
export function Rail({ onShortcuts }: Readonly<{ onShortcuts: () => void }>) {
  return (
    <div className="row-span-2 hidden w-[72px] flex-col border-r border-line bg-bg px-1.5 pb-2 tab:flex">
      <nav aria-label="Main" className="flex flex-col gap-0.5">
        <Link href="/" aria-label="Gatehouse, to the graph" className="mb-1.5 grid h-12 place-items-center">
          <Mark />
        </Link>
        {DESTINATIONS.map((destination) => (
          <RailLink key={destination.href} destination={destination} />
        ))}
        <div className="mx-2.5 my-1.5 h-px bg-line" />
        <RailLink destination={TEST} />
      </nav>
      <nav aria-label="Settings" className="mt-auto flex flex-col gap-0.5">
        <button type="button" className={ITEM} onClick={() => toggleTheme()}>
          <Moon size={18} strokeWidth={1.75} aria-hidden="true" />
          Theme
        </button>
        <button type="button" className={ITEM} onClick={onShortcuts}>
          <CircleQuestionMark size={18} strokeWidth={1.75} aria-hidden="true" />
          Shortcuts
        </button>
      </nav>
    </div>
  );
}

function RailLink({ destination }: Readonly<{ destination: Destination }>) {
  const current = isAt(usePathname(), destination);
  const Glyph = destination.icon;
  return (
    <ViewLink href={destination.href} aria-current={current ? 'page' : undefined} className={ITEM}>
      <Glyph width={18} height={18} strokeWidth={1.75} aria-hidden="true" />
      {destination.label}
    </ViewLink>
  );
}
