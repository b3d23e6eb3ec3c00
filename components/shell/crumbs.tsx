'use client';

import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { DESTINATIONS, isAt, TEST } from './destinations.ts';

/** `/ Gateways / infra-ns/shared-gateway`; the last one is the page's heading. */
export function Crumbs() {
  const pathname = usePathname();
  const section = [...DESTINATIONS, TEST].find((destination) => isAt(pathname, destination));
  const object = objectName(pathname);
  return (
    <div className="flex min-w-0 items-center gap-2 whitespace-nowrap text-ink-2 max-tab:sr-only">
      {section && object && (
        <>
          <Slash />
          <Link href={section.href} className="hover:text-ink">
            {section.label}
          </Link>
        </>
      )}
      <Slash />
      <h1 className="truncate font-semibold text-ink">{object ?? section?.label ?? 'Not found'}</h1>
    </div>
  );
}

function Slash() {
  return (
    <span aria-hidden="true" className="text-ink-3">
      /
    </span>
  );
}

function objectName(pathname: string): string | null {
  if (pathname === '/listenersets') return 'ListenerSets';
  const match = pathname.match(/^\/namespaces\/([^/]+)\/[^/]+\/([^/]+)/);
  return match?.[1] && match[2] ? `${decodeURIComponent(match[1])}/${decodeURIComponent(match[2])}` : null;
}
