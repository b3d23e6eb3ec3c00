import type { ReactNode } from 'react';
import { cn } from './cn.ts';

export type ScrollBoxProps = Readonly<{ label: string; className?: string | undefined; children: ReactNode }>;

/** A wide table in a narrow place: scrolls sideways, by keyboard too. No landmark: the section around it is one. */
export function ScrollBox({ label, className, children }: ScrollBoxProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for fields
    <div
      role="group"
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      className={cn('overflow-x-auto rounded-lg border border-line', className)}
    >
      {children}
    </div>
  );
}
