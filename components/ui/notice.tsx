import type { ReactNode } from 'react';
import { cn } from './cn.ts';
import type { Icon } from './icons.tsx';

export type NoticeProps = Readonly<{
  icon: Icon;
  tone?: 'plain' | 'bad';
  /** the first sentence, set strong */
  title: string;
  children?: ReactNode;
  action?: ReactNode;
}>;

/** One line about the state of the page: live updates lost, partial sight, what was refused and by whom. */
export function Notice({ icon: Glyph, tone = 'plain', title, children, action }: NoticeProps) {
  return (
    <div
      role={tone === 'bad' ? 'alert' : 'status'}
      className={cn(
        'flex items-start gap-2.5 rounded-lg border bg-surface px-3 py-2.5',
        tone === 'bad' ? 'border-bad-mark' : 'border-control',
      )}
    >
      <Glyph
        aria-hidden="true"
        className={cn('mt-px size-4 shrink-0', tone === 'bad' ? 'text-bad-mark' : 'text-ink-2')}
      />
      <div className="min-w-0 flex-1 text-sm text-ink-2">
        <b className="font-semibold text-ink">{title}</b> {children}
      </div>
      {action}
    </div>
  );
}
