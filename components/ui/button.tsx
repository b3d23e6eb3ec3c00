import { cva, type VariantProps } from 'class-variance-authority';
import type { ButtonHTMLAttributes } from 'react';
import { cn } from './cn.ts';

/** Classes of a button, for links that look like one; on a phone all sizes take a finger. */
export const buttonStyle = cva(
  'inline-flex items-center justify-center gap-1.5 rounded-md border font-medium whitespace-nowrap transition-colors duration-[120ms] disabled:border-line disabled:bg-sunken disabled:text-ink-3',
  {
    variants: {
      look: {
        plain: 'border-control bg-surface text-ink hover:bg-hover',
        primary: 'border-accent bg-accent font-[550] text-accent-ink hover:border-accent-hover hover:bg-accent-hover',
        ghost: 'border-transparent bg-transparent text-ink-2 hover:bg-hover',
      },
      size: {
        regular: 'h-[30px] px-[11px] text-sm max-tab:h-11 max-tab:px-4',
        small: 'h-[26px] px-2 text-xs max-tab:h-11 max-tab:px-3',
        icon: 'size-[30px] max-tab:size-11',
        smallIcon: 'size-[26px] max-tab:size-11',
        touch: 'h-11 px-4 text-sm',
      },
    },
    defaultVariants: { look: 'plain', size: 'regular' },
  },
);

export type ButtonProps = ButtonHTMLAttributes<HTMLButtonElement> & VariantProps<typeof buttonStyle>;

export function Button({ look, size, className, type = 'button', ...props }: ButtonProps) {
  return <button type={type} className={cn(buttonStyle({ look, size }), className)} {...props} />;
}
