import { CircleCheck, CircleDashed, CircleSlash, Clock3, KeyRound, Layers2, SearchX } from 'lucide-react';
import type { Badge as BadgeFacts, BadgeName } from '#lib/topology/badge.ts';
import { Breakable } from './breakable.tsx';
import { cn } from './cn.ts';
import { CautionIcon, type Icon, KeyMissingIcon, PartialIcon, RefusedIcon } from './icons.tsx';

export type Tone = 'ok' | 'bad' | 'warn' | 'info' | 'idle';

/** The vocabulary: solid icons where something is wrong, outlined where it is well. */
const VOCABULARY: Readonly<Record<BadgeName, Readonly<{ tone: Tone; icon: Icon | null }>>> = {
  accepted: { tone: 'ok', icon: CircleCheck },
  refused: { tone: 'bad', icon: RefusedIcon },
  partial: { tone: 'warn', icon: PartialIcon },
  drift: { tone: 'warn', icon: CautionIcon },
  pending: { tone: 'info', icon: Clock3 },
  silent: { tone: 'idle', icon: CircleDashed },
  missing: { tone: 'bad', icon: SearchX },
  shadowed: { tone: 'warn', icon: Layers2 },
  granted: { tone: 'ok', icon: KeyRound },
  noGrant: { tone: 'bad', icon: KeyMissingIcon },
  notServing: { tone: 'idle', icon: CircleSlash },
  vendor: { tone: 'idle', icon: null },
};

const TEXT: Readonly<Record<Tone, string>> = {
  ok: 'text-ok',
  bad: 'text-bad',
  warn: 'text-warn',
  info: 'text-info',
  idle: 'text-idle',
};

const SOFT: Readonly<Record<Tone, string>> = {
  ok: 'bg-ok-soft',
  bad: 'bg-bad-soft',
  warn: 'bg-warn-soft',
  info: 'bg-info-soft',
  idle: 'bg-idle-soft',
};

export function toneOf(name: BadgeName): Tone {
  return VOCABULARY[name].tone;
}

export function toneText(name: BadgeName): string {
  return TEXT[VOCABULARY[name].tone];
}

/** The icon of a status in its colour; the word must stand beside it, or in an accessible name. */
export function StatusIcon({ name, className }: Readonly<{ name: BadgeName; className?: string | undefined }>) {
  const { icon: Glyph, tone } = VOCABULARY[name];
  if (!Glyph) return null;
  return <Glyph aria-hidden="true" strokeWidth={2.2} className={cn('size-3 shrink-0', TEXT[tone], className)} />;
}

/** `lines`: on a node, in as many lines as the word needs, for which the layout made room. */
type Size = 'regular' | 'node' | 'lines';
const SIZES: Readonly<Record<Size, string>> = {
  regular: 'h-5 gap-[5px] pr-[7px] pl-[5px] text-xs whitespace-nowrap',
  node: 'h-[18px] gap-1 pr-[5px] pl-1 text-2xs whitespace-nowrap',
  lines: 'min-h-[18px] gap-1 pr-[5px] pl-1 text-2xs leading-[14px] whitespace-normal',
};

export type BadgeProps = Readonly<BadgeFacts & { size?: Size; className?: string | undefined }>;

/** A filled badge: icon, word, soft colour. */
export function Badge({ name, word, size = 'regular', className }: BadgeProps) {
  const { tone } = VOCABULARY[name];
  return (
    <span
      className={cn(
        'inline-flex items-center rounded-sm font-[550]',
        SIZES[size],
        SOFT[tone],
        TEXT[tone],
        name === 'vendor' && 'px-1.5 font-mono',
        className,
      )}
    >
      <StatusIcon name={name} className={size === 'regular' ? 'size-[13px]' : 'size-3'} />
      {size === 'lines' ? <Breakable text={word} /> : word}
    </span>
  );
}

/** The same without a fill, for tables and counts. */
export function StatusWord({ name, word, className }: Readonly<BadgeFacts & { className?: string | undefined }>) {
  return (
    <span className={cn('inline-flex items-center gap-[5px] font-[550] whitespace-nowrap', toneText(name), className)}>
      <StatusIcon name={name} className="size-3.5" />
      {word}
    </span>
  );
}
