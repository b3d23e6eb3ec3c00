import { sayListenerSet } from '#lib/binding/check-words.ts';
import type { BindingResult, ListenerSetResult } from '#lib/binding/result.ts';
import { formatSentence } from '#lib/binding/sentence.ts';
import type { ListenerSet } from '#lib/gateway-api/listener-set.ts';
import { type Condition, type ConditionVerdict, findCondition } from '#lib/kube/condition.ts';
import { formatKey, identityOf } from '#lib/kube/object-key.ts';
import type { Snapshot } from '#lib/snapshot/snapshot.ts';
import type { Badge } from './badge.ts';
import { cellOf, isPending, isStale, reasonBadge } from './cells.ts';
import { listenerSetWords } from './chips.ts';
import { listenerNode, NO_ROUTES } from './gateway-nodes.ts';
import type { GhostNode, ListenerNode, ListenerSetNode, TopologyOptions } from './topology.ts';

/** A ListenerSet and its listeners; and a ghost of its Gateway, where that is not there. */
export function listenerSetNodes(
  snapshot: Snapshot,
  binding: BindingResult,
  result: ListenerSetResult,
  options: TopologyOptions,
): readonly (ListenerSetNode | ListenerNode | GhostNode)[] {
  const object = snapshot.listenerSets.get(result.key);
  const { key, gateway, refusal, target } = result;
  const written = object?.status?.conditions;
  const said = (type: string) => {
    const ours = findCondition(result.conditions, type);
    return result.owner === 'ours' || ours ? ours : findCondition(written, type);
  };
  const isFound = target.state === 'found';
  const node: ListenerSetNode = {
    type: 'listenerSet',
    id: key,
    ...identityOf(key),
    createdAt: object?.metadata.creationTimestamp ?? null,
    gateway,
    accepted: cellOf(said('Accepted'), isFound ? 'no controller' : 'no Gateway'),
    programmed: cellOf(said('Programmed'), isFound ? 'no controller' : 'no Gateway'),
    badge: badgeOf(result, object, said),
    drift: options.drift.get(key) ?? null,
    taken: target.state === 'missing' || refusal?.outcome === 'fail' ? 'no' : isFound && !refusal ? 'yes' : 'unknown',
    chip:
      refusal?.outcome === 'fail' && isFound ? { reason: refusal.reason, ...listenerSetWords(refusal), more: 0 } : null,
    sentence: refusal && isFound ? formatSentence(sayListenerSet(refusal)) : sayLine(result),
    counts: NO_ROUTES,
  };
  const ghosts = binding.gateways.has(gateway) ? [] : [ghostOf(result, options)];
  // what the set is refused for is what keeps its listeners from serving; they have no fault of their own
  const listeners = result.listeners.map((listener): ListenerNode => {
    const own = listenerNode(result, gateway, listener, object);
    return refusal?.outcome === 'fail' && isFound ? { ...own, badge: reasonBadge(refusal.reason) } : own;
  });
  return [...ghosts, node, ...listeners];
}

function sayLine({ key, gateway, target }: ListenerSetResult): string {
  const name = `${identityOf(gateway).kind} ${formatKey(gateway)}`;
  if (target.state === 'missing') return `No ${name}, which ListenerSet ${formatKey(key)} names.`;
  if (target.state === 'found') return `ListenerSet ${formatKey(key)} adds listeners to ${name}.`;
  return `ListenerSet ${formatKey(key)} names ${name}, which is not in sight.`;
}

type Said = (type: string) => ConditionVerdict | Condition | undefined;

function badgeOf({ owner, target }: ListenerSetResult, object: ListenerSet | undefined, said: Said): Badge {
  if (target.state === 'missing') return { name: 'missing', word: 'No Gateway' };
  const accepted = said('Accepted');
  const programmed = said('Programmed');
  const written = owner === 'ours' ? undefined : findCondition(object?.status?.conditions, 'Programmed');
  if (isStale(written, object?.metadata.generation)) return { name: 'drift', word: 'Stale' };
  if (accepted?.status === 'False') return reasonBadge(accepted.reason);
  if (isPending(programmed) || isPending(accepted)) return { name: 'pending', word: 'Pending' };
  if (programmed?.status === 'False') return reasonBadge(programmed.reason);
  if (programmed?.status !== 'True') return { name: 'silent', word: 'No status' };
  if (accepted?.reason === 'ListenersNotValid') return { name: 'partial', word: 'ListenersNotValid' };
  return { name: 'accepted', word: 'Programmed' };
}

function ghostOf({ key, gateway, target }: ListenerSetResult, { suggest }: TopologyOptions): GhostNode {
  const near = target.state === 'missing' ? suggest(gateway, key) : null;
  const state = target.state === 'found' ? 'unknown' : target.state;
  const words = { missing: 'Not found', unknown: 'Not in sight', notJudged: 'Not judged' } as const;
  return {
    type: 'ghost',
    id: gateway,
    as: 'gateway',
    state,
    ...identityOf(gateway),
    badge: { name: state === 'missing' ? 'missing' : 'silent', word: words[state] },
    didYouMean: near === null ? null : { id: near, text: formatKey(near) },
  };
}
