import { plural } from '#components/topology/state-words.ts';
import type { AttachmentEdge } from '#lib/topology/topology.ts';

/** `10 attachments of 2 routes`, or `none`. */
export function sayRefusedHere(refused: readonly Pick<AttachmentEdge, 'route'>[]): string {
  if (refused.length === 0) return 'none';
  const routes = new Set(refused.map(({ route }) => route)).size;
  return `${plural(refused.length, 'attachment')} of ${plural(routes, 'route')}`;
}
