import { type ClassValue, clsx } from 'clsx';
import { extendTailwindMerge } from 'tailwind-merge';

/** Our font sizes are named like colours to tailwind-merge (`text-2xs`, `text-ok`), so it is told which are sizes. */
const merge = extendTailwindMerge({ extend: { theme: { text: ['2xs', 'xs', 'sm', 'base', 'lg', 'xl', '2xl'] } } });

/** Joins class names; of two that set the same property the later wins. */
export function cn(...classes: readonly ClassValue[]): string {
  return merge(clsx(classes));
}
