'use client';

import { Link as LinkGlyph, Moon, Search, Server } from 'lucide-react';
import { useState } from 'react';
import { useSession } from '#components/data/use-session.ts';
import { Button } from '#components/ui/button.tsx';
import { cn } from '#components/ui/cn.ts';
import { Mark } from '#components/ui/icons.tsx';
import type { Leadership } from '#lib/api/messages.ts';
import { Crumbs } from './crumbs.tsx';
import { LiveState } from './live-state.tsx';
import { toggleTheme } from './theme.ts';

/** Where you are, what you look at, how live it is. */
export function TopBar({ onSearch }: Readonly<{ onSearch: () => void }>) {
  return (
    <header className="flex min-w-0 items-center gap-3 max-tab:gap-1 max-tab:pr-0 max-tab:pl-3 border-b border-line bg-bg px-4">
      <Mark className="shrink-0 tab:hidden" />
      <span className="text-lg font-[650] tracking-[-0.02em]">Gatehouse</span>
      <Divider />
      <ClusterName />
      <Crumbs />
      <SearchField onSearch={onSearch} />
      <LiveState />
      <Divider className="max-wide:hidden" />
      <CopyLink />
      <Button look="ghost" size="icon" aria-label="Find" className="size-11 shrink-0 tab:hidden" onClick={onSearch}>
        <Search size={18} aria-hidden="true" />
      </Button>
      <Button
        look="ghost"
        size="icon"
        aria-label="Theme"
        className="size-11 shrink-0 tab:hidden"
        onClick={() => toggleTheme()}
      >
        <Moon size={18} aria-hidden="true" />
      </Button>
    </header>
  );
}

function Divider({ className }: Readonly<{ className?: string }>) {
  return <span className={cn('h-5 w-px shrink-0 bg-line max-tab:hidden', className)} />;
}

function ClusterName() {
  const { data: session } = useSession();
  if (!session) return null;
  return (
    <span className="inline-flex min-w-0 items-center gap-1.5 whitespace-nowrap tab:max-w-[40%] tab:shrink-0">
      <Server size={14} aria-hidden="true" className="shrink-0 text-ink-2 max-tab:hidden" />
      <span className="truncate font-semibold max-tab:font-normal max-tab:text-ink-2">{session.cluster.name}</span>
      {session.cluster.kind === 'sandbox' && (
        <span className="h-[18px] rounded-sm border border-dashed border-control px-1.5 text-2xs leading-4 font-[550] text-ink-2 max-tab:hidden">
          sandbox
        </span>
      )}
      {session.readOnly && <Mode word="read-only" title="Nothing can be changed from here" />}
      {session.leadership && !session.leadership.leading && (
        <Mode word={session.leadership.obstacle ? 'no Lease' : 'follower'} title={sayLeadership(session.leadership)} />
      )}
      {!session.controller && !session.readOnly && (
        <Mode word="controller off" title="No status is written and no traffic served by this process" />
      )}
    </span>
  );
}

function sayLeadership({ holder, obstacle }: Leadership): string {
  if (obstacle) return `No status is written: the Lease cannot be held. ${obstacle}`;
  return `Statuses are written by ${holder ?? 'another process'}; traffic is served here as well`;
}

/** How this process was started, where it bars something. */
function Mode({ word, title }: Readonly<{ word: string; title: string }>) {
  return (
    <span
      title={title}
      className="h-[18px] shrink-0 rounded-sm border border-line px-1.5 text-2xs leading-4 font-[550] text-ink-2 max-tab:mr-1.5"
    >
      {word}
    </span>
  );
}

function SearchField({ onSearch }: Readonly<{ onSearch: () => void }>) {
  return (
    <button
      type="button"
      onClick={onSearch}
      aria-keyshortcuts="/ Control+K"
      className="ml-auto flex h-[30px] w-[340px] min-w-0 shrink-[4] items-center gap-2 rounded-md border border-control bg-surface pr-1.5 pl-2.5 text-ink-3 max-tab:hidden"
    >
      <Search size={14} aria-hidden="true" className="shrink-0" />
      <span className="min-w-0 flex-1 truncate text-left">Find a route, host, Gateway or page</span>
      <Key>/</Key>
      <Key>Ctrl K</Key>
    </button>
  );
}

export function Key({ children }: Readonly<{ children: string }>) {
  return (
    <kbd className="inline-grid h-[18px] min-w-[18px] shrink-0 place-items-center rounded-sm border border-line bg-sunken px-[5px] font-sans text-2xs font-medium tracking-normal whitespace-nowrap text-ink-2">
      {children}
    </kbd>
  );
}

function CopyLink() {
  const [word, setWord] = useState('Copy link');
  return (
    <Button
      size="small"
      className="max-wide:hidden"
      onBlur={() => setWord('Copy link')}
      onMouseLeave={() => setWord('Copy link')}
      onClick={() => {
        navigator.clipboard.writeText(window.location.href).then(
          () => setWord('Copied'),
          () => setWord('Not allowed'),
        );
      }}
    >
      <LinkGlyph size={14} aria-hidden="true" />
      {word}
    </Button>
  );
}
