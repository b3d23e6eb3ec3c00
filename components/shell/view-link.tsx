'use client';

import Link from 'next/link';
import { useRouter } from 'next/navigation';
import type { ComponentProps } from 'react';
import { withFilters } from './view-links.ts';

/** A link to a page that takes filters and selection along, as they are when it is followed. */
export function ViewLink({
  href,
  ...rest
}: Omit<ComponentProps<typeof Link>, 'href' | 'onNavigate'> & { href: string }) {
  const router = useRouter();
  return (
    <Link
      {...rest}
      href={href}
      onNavigate={(event) => {
        const target = withFilters(href);
        if (target === href) return;
        event.preventDefault();
        router.push(target);
      }}
    />
  );
}
