import type { ReactNode } from 'react';
import { cn } from './cn.ts';
import { ScrollBox } from './scroll-box.tsx';

export type PlainHead = Readonly<{ label: string; align?: 'right' }>;

export type PlainTableProps = Readonly<{ label: string; heads: readonly PlainHead[]; children: ReactNode }>;

/**
 * A table inside a page: no sorting, no selection; rows are `<tr>` of `Cell`. On a narrow screen each row is a stack of
 * its cells, every one behind its head.
 */
export function PlainTable({ label, heads, children }: PlainTableProps) {
  return (
    <ScrollBox label={label}>
      <table className="w-full border-collapse text-xs max-tab:block">
        <thead className="bg-sunken max-tab:hidden">
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
        <tbody className="max-tab:block [&>tr]:border-t [&>tr]:border-line-soft max-tab:[&>tr]:block max-tab:[&>tr]:px-2.5 max-tab:[&>tr]:py-2 max-tab:[&>tr:first-child]:border-t-0">
          {children}
        </tbody>
      </table>
    </ScrollBox>
  );
}

export type CellProps = Readonly<{
  /** its column's, for narrow screens */
  head: string;
  align?: 'right';
  className?: string;
  children?: ReactNode;
}>;

export function Cell({ head, align, className, children }: CellProps) {
  return (
    <td
      data-head={head}
      className={cn(
        'px-2.5 py-[7px] align-top max-tab:flex max-tab:gap-2 max-tab:px-0 max-tab:py-0.5 max-tab:text-left max-tab:before:w-24 max-tab:before:shrink-0 max-tab:before:font-sans max-tab:before:font-normal max-tab:before:text-ink-3 max-tab:before:content-[attr(data-head)]',
        align === 'right' && 'text-right',
        className,
      )}
    >
      <div className="min-w-0 max-tab:[overflow-wrap:anywhere]">{children}</div>
    </td>
  );
}
