import { ChevronDown } from 'lucide-react';
import type { ReactNode, SelectHTMLAttributes } from 'react';
import { cn } from '#components/ui/cn.ts';

export const FIELD =
  'h-8 w-full min-w-0 rounded-md border border-control bg-surface px-2.5 font-mono text-xs text-ink placeholder:font-sans placeholder:tracking-normal placeholder:text-ink-3 max-tab:h-11';

export type FieldProps = Readonly<{ label: string; htmlFor: string; children: ReactNode }>;

/** A label beside its control. */
export function Field({ label, htmlFor, children }: FieldProps) {
  return (
    <div className="grid grid-cols-[76px_minmax(0,1fr)] items-center gap-2">
      <label htmlFor={htmlFor} className="text-xs font-medium text-ink-2">
        {label}
      </label>
      {children}
    </div>
  );
}

/** A native list, in our frame. */
export function Select({ className, ...props }: SelectHTMLAttributes<HTMLSelectElement>) {
  return (
    <span className={cn('relative block min-w-0', className)}>
      <select className={cn(FIELD, 'appearance-none truncate pr-7')} {...props} />
      <ChevronDown
        size={14}
        aria-hidden="true"
        className="pointer-events-none absolute top-1/2 right-2.5 -translate-y-1/2 text-ink-3"
      />
    </span>
  );
}
