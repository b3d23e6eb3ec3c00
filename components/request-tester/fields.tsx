import { ChevronDown } from 'lucide-react';
import type { ReactNode, SelectHTMLAttributes } from 'react';
import { cn } from '#components/ui/cn.ts';
import { RefusedIcon } from '#components/ui/icons.tsx';

export const FIELD =
  'h-8 w-full min-w-0 rounded-md border border-control bg-surface px-2.5 font-mono text-xs text-ink aria-invalid:border-bad-mark placeholder:font-sans placeholder:tracking-normal placeholder:text-ink-3 max-tab:h-11';

export type FieldProps = Readonly<{
  label: string;
  htmlFor: string;
  /** what is wrong with what was typed; said below the control, which `faultProps` joins to it */
  fault?: string | null;
  children: ReactNode;
}>;

/** A label beside its control. */
export function Field({ label, htmlFor, fault = null, children }: FieldProps) {
  return (
    <div className="grid grid-cols-[76px_minmax(0,1fr)] items-center gap-2">
      <label htmlFor={htmlFor} className="text-xs font-medium text-ink-2">
        {label}
      </label>
      {children}
      <Fault id={htmlFor} fault={fault} className="col-start-2 -mt-1" />
    </div>
  );
}

/** For the control itself: that it is wrong, and where that is said. */
export function faultProps(id: string, fault: string | null) {
  return fault === null ? {} : ({ 'aria-invalid': true, 'aria-describedby': `${id}-fault` } as const);
}

type FaultProps = Readonly<{ id: string; fault: string | null; className?: string }>;

/** What is wrong with a control, beside it. */
export function Fault({ id, fault, className }: FaultProps) {
  if (fault === null) return null;
  return (
    <p id={`${id}-fault`} className={cn('flex min-w-0 gap-1.5 text-xs text-bad [overflow-wrap:anywhere]', className)}>
      <RefusedIcon aria-hidden="true" className="mt-0.5 size-3.5 shrink-0 text-bad-mark" />
      {fault}
    </p>
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
