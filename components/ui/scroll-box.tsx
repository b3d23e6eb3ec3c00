import type { ReactNode } from 'react';
import { cn } from './cn.ts';

export type ScrollBoxProps = Readonly<{ label: string; className?: string | undefined; children: ReactNode }>;

/** A wide table in a narrow place: scrolls sideways, by keyboard too. */
export function ScrollBox({ label, className, children }: ScrollBoxProps) {
  return (
    <section
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      className={cn('overflow-x-auto rounded-lg border border-line', className)}
    >
      {children}
    </section>
  );
}
