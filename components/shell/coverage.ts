import type { KindCoverage, Session } from '#lib/api/messages.ts';
import type { CollectionName } from '#lib/snapshot/snapshot.ts';

/** Something that is not seen, and why; `lines` name the kinds or files concerned. */
export type Gap = Readonly<{
  kind: 'forbidden' | 'stale' | 'failing' | 'notInstalled' | 'manifests' | 'noLease';
  title: string;
  lines: readonly string[];
  /** RFC 3339; since when nothing was heard */
  since: string | null;
}>;

/** Without these there is nothing to judge; other kinds are often left out on purpose. */
const ESSENTIAL: ReadonlySet<CollectionName> = new Set(['gatewayClasses', 'gateways', 'httpRoutes', 'referenceGrants']);

/** Since when some kind is not heard of, as RFC 3339; null while all are. */
export function staleSinceOf({ kinds }: Pick<Session, 'kinds'>): string | null {
  return oldest(staleOf(kinds));
}

function staleOf(kinds: readonly KindCoverage[]): readonly KindCoverage[] {
  return kinds.filter(({ staleSince, coverage }) => staleSince !== undefined && coverage !== 'forbidden');
}

function oldest(kinds: readonly KindCoverage[]): string | null {
  return kinds.flatMap(({ staleSince }) => staleSince ?? []).sort()[0] ?? null;
}

/** What of the cluster or the files is not seen; empty when all is. */
export function gapsOf({ cluster, kinds, manifestProblems, leadership }: Session): readonly Gap[] {
  const forbidden = kinds.filter(({ coverage }) => coverage === 'forbidden');
  const failing = kinds.filter(({ coverage, message }) => coverage === 'syncing' && message !== undefined);
  const absent = kinds.filter(({ coverage, collection }) => coverage === 'notInstalled' && ESSENTIAL.has(collection));
  const stale = staleOf(kinds);
  return [
    leadership?.obstacle ? noLease(leadership.obstacle) : null,
    staleGap(cluster.name, stale),
    gap('failing', failing, 'cannot be read yet', 'cannot be read yet'),
    gap('forbidden', forbidden, 'may not be listed', 'may not be listed'),
    gap('notInstalled', absent, 'is not installed', 'are not installed'),
    ...(manifestProblems.length === 0
      ? []
      : [
          {
            kind: 'manifests' as const,
            title: `${manifestProblems.length} ${manifestProblems.length === 1 ? 'manifest' : 'manifests'} could not be used.`,
            lines: manifestProblems,
            since: null,
          },
        ]),
  ].filter((found) => found !== null);
}

function gap(kind: Gap['kind'], kinds: readonly KindCoverage[], one: string, many: string): Gap | null {
  const [first] = kinds;
  if (!first) return null;
  const title = kinds.length === 1 ? `${first.resource} ${one}.` : `${kinds.length} kinds ${many}.`;
  const lines = kinds.map(({ resource, message }) => (message ? `${resource}: ${message}` : resource));
  return { kind, title, lines: kinds.length === 1 && !first.message ? [] : [...new Set(lines)], since: oldest(kinds) };
}

/** Who may write cannot be settled, so nobody here does. */
function noLease(obstacle: string): Gap {
  return { kind: 'noLease', title: 'No status is written by this process.', lines: [obstacle], since: null };
}

/** A connection that broke: its server, and each error once, as one cause makes all kinds stale. */
function staleGap(server: string, kinds: readonly KindCoverage[]): Gap | null {
  const found = gap('stale', kinds, 'is not heard of', 'are not heard of');
  if (!found) return null;
  const errors = new Set(kinds.map(({ message }) => message ?? 'no answer'));
  return { ...found, lines: [...errors].map((error) => `${server}: ${error}`) };
}
