import { DoorOpen, KeyRound, Send, Table2, Waypoints } from 'lucide-react';
import type { Icon } from '#components/ui/icons.tsx';

export type Destination = Readonly<{
  href: string;
  label: string;
  icon: Icon;
  /** key that opens it, where there is one */
  shortcut: string | null;
}>;

export const GRAPH: Destination = { href: '/', label: 'Graph', icon: Waypoints, shortcut: 'g' };
export const TEST: Destination = { href: '/test', label: 'Test', icon: Send, shortcut: null };

/** The pages that exist, in the order of the rail: objects first, then work with them. */
export const DESTINATIONS: readonly Destination[] = [
  GRAPH,
  { href: '/routes', label: 'Routes', icon: Table2, shortcut: 't' },
  { href: '/gateways', label: 'Gateways', icon: DoorOpen, shortcut: null },
  { href: '/grants', label: 'Grants', icon: KeyRound, shortcut: null },
];

/** Whether a page belongs to a destination: object pages belong to their list. */
export function isAt(pathname: string, { href }: Destination): boolean {
  if (href === '/') return pathname === '/';
  if (pathname === href || pathname.startsWith(`${href}/`)) return true;
  const resource = pathname.match(/^\/namespaces\/[^/]+\/([^/.]+)/)?.[1];
  return (
    (href === '/routes' && resource?.endsWith('routes') === true) ||
    (href === '/gateways' && (resource === 'gateways' || pathname === '/listenersets')) ||
    (href === '/grants' && resource === 'referencegrants')
  );
}
