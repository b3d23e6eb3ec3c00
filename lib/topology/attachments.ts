import { isKnown } from '#lib/binding/kind-words.ts';
import type { BindingResult, ListenerVerdict, ParentResult, RouteResult } from '#lib/binding/result.ts';
import { listenerKey, listenersOf } from '#lib/binding/result.ts';
import { formatKey, identityOf, type ObjectKey } from '#lib/kube/object-key.ts';
import { isPending } from './cells.ts';
import { chipSentence, formatSection, refusalChip, unknownChip } from './chips.ts';
import { isIdle } from './served.ts';
import type { AttachmentEdge, Chip, GhostNode, MissingEdge, NodeId, Suggestion, TopologyOptions } from './topology.ts';

export type Attachments = Readonly<{
  edges: readonly (AttachmentEdge | MissingEdge)[];
  ghosts: readonly GhostNode[];
}>;

/**
 * Edges between listeners and one Route.
 *
 * A parentRef that some listener takes is drawn to those listeners only: that others of the Gateway do not serve the
 * Route is no fault. A parentRef that nobody takes is drawn to every listener it selects, with the reason.
 */
export function attachmentsOf(binding: BindingResult, route: RouteResult, options: TopologyOptions): Attachments {
  const edges = new Map<string, AttachmentEdge | MissingEdge>();
  const ghosts = new Map<NodeId, GhostNode>();
  for (const parent of route.parents) {
    const found =
      parent.target.state === 'found' ? attach(binding, route, parent, options) : miss(route, parent, options);
    for (const edge of found.edges) {
      const before = edges.get(edge.id);
      if (!before || rank(edge) < rank(before)) edges.set(edge.id, edge);
    }
    for (const ghost of found.ghosts) ghosts.set(ghost.id, ghost);
  }
  return { edges: [...edges.values()], ghosts: [...ghosts.values()] };
}

/** Of several parentRefs to one listener the best is drawn: one that attaches is enough. */
function rank(edge: AttachmentEdge | MissingEdge): number {
  return edge.type === 'missing' ? 0 : ['attached', 'pending', 'refused', 'unknown'].indexOf(edge.verdict);
}

function attach(
  binding: BindingResult,
  route: RouteResult,
  parent: ParentResult,
  options: TopologyOptions,
): Attachments {
  if (!route.judged) return { edges: namedListener(binding, route, parent), ghosts: [] };
  const selected = parent.listeners.filter((verdict) => !failsSection(verdict));
  if (selected.length === 0) return noSection(binding, route, parent, options);
  const taken = selected.filter(({ attachment }) => attachment === 'attached');
  const drawn = taken.length > 0 ? taken : selected;
  return { edges: drawn.map((verdict) => edgeOf(binding, route, parent, verdict)), ghosts: [] };
}

/** A line starts in the block of a Gateway, also where the parent is one of its ListenerSets. */
function gatewayOf({ listenerSets }: BindingResult, { parent }: ParentResult): ObjectKey {
  return listenerSets.get(parent)?.gateway ?? parent;
}

function failsSection(verdict: ListenerVerdict): boolean {
  return verdict.checks.some(({ check, outcome }) => check === 'parentSection' && outcome === 'fail');
}

function edgeOf(
  binding: BindingResult,
  route: RouteResult,
  parent: ParentResult,
  listener: ListenerVerdict,
): AttachmentEdge {
  const verdict = verdictOf(parent, listener);
  const chip = chipOf(verdict, parent, listener);
  const serving = verdict !== 'attached' || !isIdle(binding, listener);
  const idle = serving ? '' : ', but the listener serves nothing';
  return {
    type: 'attachment',
    id: `${listener.listener}>${route.key}`,
    gateway: gatewayOf(binding, parent),
    listener: listener.listener,
    route: route.key,
    verdict,
    serving,
    chip,
    sentence: chip
      ? chipSentence(chip, listener.listenerName, route)
      : `Listener ${listener.listenerName}: ${formatKey(route.key)} is ${verdict}${idle}.`,
  };
}

function verdictOf(parent: ParentResult, listener: ListenerVerdict): AttachmentEdge['verdict'] {
  if (listener.attachment === 'notSelected') return 'refused';
  if (listener.attachment !== 'attached') return listener.attachment;
  if (parent.accepted?.status === 'False') return 'refused';
  return isPending(parent.accepted) ? 'pending' : 'attached';
}

function chipOf(verdict: AttachmentEdge['verdict'], parent: ParentResult, listener: ListenerVerdict): Chip | null {
  if (verdict === 'refused') return refusalChip(parent, listener);
  return verdict === 'unknown' ? unknownChip(listener) : null;
}

/** No listener has this section name or port: a ghost stands where it was looked for. */
function noSection(
  binding: BindingResult,
  route: RouteResult,
  parent: ParentResult,
  options: TopologyOptions,
): Attachments {
  const ref = parent.source.from === 'parentRef' ? parent.source.ref : null;
  const sectionName = ref?.sectionName ?? null;
  const name = sectionName ?? (ref?.port === undefined ? 'none' : `:${ref.port}`);
  const id = listenerKey(parent.parent, name);
  const near = sectionName === null ? null : options.suggestSection(parent.parent, sectionName);
  const failed = formatSection(sectionName, ref?.port ?? null);
  const chip: Chip = { reason: parent.accepted?.reason ?? 'NoMatchingParent', verb: 'no', operand: failed, more: 0 };
  const ghost: GhostNode = {
    type: 'ghost',
    id,
    as: 'listener',
    state: 'missing',
    ...identityOf(parent.parent),
    kind: 'Listener',
    name,
    badge: { name: 'missing', word: 'Not found' },
    didYouMean: near === null ? null : { id: listenerKey(parent.parent, near), text: near },
  };
  const edge: AttachmentEdge = {
    type: 'attachment',
    id: `${id}>${route.key}`,
    gateway: gatewayOf(binding, parent),
    listener: id,
    route: route.key,
    verdict: 'refused',
    serving: true,
    chip,
    sentence: `${identityOf(parent.parent).kind} ${formatKey(parent.parent)} has no ${failed}, which ${formatKey(route.key)} names.`,
  };
  return { edges: [edge], ghosts: [ghost] };
}

/** A Route that is not judged goes to the listener it names, else to the first: the edge only says "named". */
function namedListener(binding: BindingResult, route: RouteResult, parent: ParentResult): readonly AttachmentEdge[] {
  const listeners = listenersOf(binding, parent.parent);
  const section = parent.source.from === 'parentRef' ? parent.source.ref.sectionName : undefined;
  const listener = listeners.find(({ name }) => name === section) ?? listeners[0];
  if (!listener) return [];
  return [
    {
      type: 'attachment',
      id: `${listener.key}>${route.key}`,
      gateway: gatewayOf(binding, parent),
      listener: listener.key,
      route: route.key,
      verdict: 'unknown',
      serving: true,
      chip: { reason: 'Not judged', verb: '', operand: identityOf(route.key).kind, more: 0 },
      sentence: `${formatKey(route.key)} names this ${identityOf(parent.parent).kind}; its kind is not judged by this version.`,
    },
  ];
}

const GHOST_BADGES = {
  missing: { name: 'missing', word: 'Not found' },
  unknown: { name: 'silent', word: 'Not in sight' },
  notJudged: { name: 'silent', word: 'Not judged' },
  notKnown: { name: 'silent', word: 'Not known' },
} as const;

function miss(route: RouteResult, parent: ParentResult, options: TopologyOptions): Attachments {
  const identity = identityOf(parent.parent);
  const found = parent.target.state === 'found' ? 'unknown' : parent.target.state;
  const state = found === 'notJudged' && !isKnown(identity) ? 'notKnown' : found;
  const didYouMean = state === 'missing' ? suggestion(route, parent, options) : null;
  const hint = didYouMean ? ` Did you mean ${didYouMean.text}?` : '';
  const said = {
    missing: `No ${identity.kind} ${formatKey(parent.parent)}.${hint}`,
    unknown: `${identity.kind} ${formatKey(parent.parent)} is not in sight.`,
    notJudged: `${identity.kind} ${formatKey(parent.parent)} is a parent that this version does not judge.`,
    notKnown: `${identity.kind} ${formatKey(parent.parent)} is a parent of a kind that is not known to Gatehouse.`,
  }[state];
  return {
    ghosts: [
      { type: 'ghost', id: parent.parent, as: 'gateway', state, ...identity, badge: GHOST_BADGES[state], didYouMean },
    ],
    edges: [
      { type: 'missing', id: `${parent.parent}>${route.key}`, ghost: parent.parent, route: route.key, sentence: said },
    ],
  };
}

function suggestion(route: RouteResult, parent: ParentResult, options: TopologyOptions): Suggestion | null {
  const near = options.suggest(parent.parent, route.key);
  return near === null ? null : { id: near, text: formatKey(near) };
}
