import type { ReactNode } from 'react';
import { cn } from './cn.ts';
import { ScrollBox } from './scroll-box.tsx';

export type PlainHead = Readonly<{ label: string; align?: 'right' }>;

export type PlainTableProps = Readonly<{ label: string; heads: readonly PlainHead[]; children: ReactNode }>;

/** A table inside a page: no sorting, no selection; rows are `<tr>` of `Cell`. */
export function PlainTable({ label, heads, children }: PlainTableProps) {
  return (
    <ScrollBox label={label}>
      <table className="w-full border-collapse text-xs">
        <thead className="bg-sunken">
          <tr>
            {heads.map((head) => (
              <th
                key={head.label}
                scope="col"
                className={cn(
                  'h-8 px-2.5 text-2xs font-semibold tracking-[0.02em] whitespace-nowrap text-ink-3',
                  head.align === 'right' ? 'text-right' : 'text-left',
                )}
              >
                {head.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="[&>tr]:border-t [&>tr]:border-line-soft">{children}</tbody>
      </table>
    </ScrollBox>
  );
}

export type CellProps = Readonly<{ align?: 'right'; className?: string; children?: ReactNode }>;

export function Cell({ align, className, children }: CellProps) {
  return <td className={cn('px-2.5 py-[7px] align-top', align === 'right' && 'text-right', className)}>{children}</td>;
}
