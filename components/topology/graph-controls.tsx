'use client';

import { ArrowDownWideNarrow, KeyRound, Minus, Plus, Scan } from 'lucide-react';
import type { ReactNode, Ref } from 'react';
import { KeyMissingIcon } from '#components/ui/icons.tsx';

type Level = 'near' | 'middle' | 'far';
const LEVELS: readonly Level[] = ['far', 'middle', 'near'];
const PERCENT: Readonly<Record<Level, string>> = { near: '100%', middle: '50%', far: '25%' };

export type GraphControlsProps = Readonly<{
  level: Level;
  onLevel: (level: Level) => void;
  onFit: () => void;
  /** null where there is no order to renew */
  onSort: (() => void) | null;
  ref?: Ref<HTMLDivElement>;
}>;

/** Zoom is a change of level: what is drawn changes, the type stays. */
export function GraphControls({ level, onLevel, onFit, onSort, ref }: GraphControlsProps) {
  const at = LEVELS.indexOf(level);
  const [out, into] = [LEVELS[at - 1], LEVELS[at + 1]];
  return (
    <div ref={ref} className="pointer-events-none absolute bottom-3.5 left-4 z-10 flex flex-wrap gap-3">
      <div className="pointer-events-auto flex h-8 items-center rounded-md border border-line bg-surface">
        <Tool label="Less detail" disabled={!out} onClick={() => out && onLevel(out)}>
          <Minus size={14} aria-hidden="true" />
        </Tool>
        <span
          role="status"
          aria-label={`Detail ${PERCENT[level]}`}
          className="w-11 text-center text-xs font-medium text-ink-2"
        >
          {PERCENT[level]}
        </span>
        <Tool label="More detail" disabled={!into} onClick={() => into && onLevel(into)}>
          <Plus size={14} aria-hidden="true" />
        </Tool>
        <span className="h-4 w-px bg-line" />
        <Tool label="Fit" disabled={false} onClick={onFit}>
          <Scan size={14} aria-hidden="true" />
        </Tool>
        {onSort && (
          <Tool label="Sort again, worst first" disabled={false} onClick={onSort}>
            <ArrowDownWideNarrow size={14} aria-hidden="true" />
          </Tool>
        )}
      </div>
      {level !== 'far' && <Legend />}
    </div>
  );
}

type ToolProps = Readonly<{ label: string; disabled: boolean; onClick: () => void; children: ReactNode }>;

function Tool({ label, disabled, onClick, children }: ToolProps) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      disabled={disabled}
      onClick={onClick}
      className="grid size-[30px] place-items-center rounded-md text-ink-2 hover:bg-hover disabled:text-ink-3 disabled:opacity-50"
    >
      {children}
    </button>
  );
}

function Legend() {
  return (
    <div className="flex h-8 items-center gap-[15px] rounded-md border border-line bg-surface px-3 text-2xs whitespace-nowrap text-ink-2 max-wide:hidden">
      <Entry word="Attached">
        <path d="M0 6H20" className="stroke-edge [stroke-width:1.5]" />
        <circle cx="20" cy="6" r="3" className="fill-edge" />
      </Entry>
      <Entry word="Refused">
        <path d="M0 6H20" className="stroke-bad-mark [stroke-width:1.75] [stroke-dasharray:6_4]" />
        <path d="M21.5 1v10" className="stroke-bad-mark [stroke-linecap:round] [stroke-width:2.5]" />
      </Entry>
      <Entry word="Not serving">
        <path
          d="M1 6H24"
          className="stroke-edge-idle [stroke-dasharray:1.5_4] [stroke-linecap:round] [stroke-width:1.75]"
        />
      </Entry>
      <span className="inline-flex items-center gap-[5px]">
        <span className="inline-flex h-5 items-center gap-1 rounded-full border border-line bg-surface px-[7px] font-semibold">
          70 <KeyRound size={12} aria-hidden="true" className="text-ok" />
        </span>
        Weight, grant
      </span>
      <span className="inline-flex items-center gap-[5px]">
        <span className="inline-flex h-5 items-center gap-1 rounded-full border border-dashed border-bad-mark bg-surface px-[7px] font-semibold text-bad">
          30 <KeyMissingIcon width={12} height={12} />
        </span>
        No grant
      </span>
      <Entry word="Missing">
        <rect
          x="3"
          y="0.75"
          width="18"
          height="10.5"
          rx="3"
          className="stroke-control [stroke-dasharray:4_3] [stroke-width:1.5]"
        />
      </Entry>
    </div>
  );
}

function Entry({ word, children }: Readonly<{ word: string; children: ReactNode }>) {
  return (
    <span className="inline-flex items-center gap-[5px]">
      <svg width="25" height="12" fill="none" aria-hidden="true">
        {children}
      </svg>
      {word}
    </span>
  );
}
