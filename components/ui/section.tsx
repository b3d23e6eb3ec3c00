import type { ReactNode } from 'react';
import { cn } from './cn.ts';

export type SectionProps = Readonly<{
  title: string;
  /** in the same line at the right: a count, a badge, a switch */
  aside?: ReactNode;
  className?: string | undefined;
  children: ReactNode;
}>;

/** A titled part of a panel or page. */
export function Section({ title, aside, className, children }: SectionProps) {
  return (
    <section aria-label={title} className={cn('mt-4 first:mt-0', className)}>
      <div className="mb-1.5 flex min-h-6 flex-wrap items-center gap-x-3 gap-y-1">
        <h3 className="font-semibold">{title}</h3>
        <span className="ml-auto text-xs text-ink-3">{aside}</span>
      </div>
      {children}
    </section>
  );
}
