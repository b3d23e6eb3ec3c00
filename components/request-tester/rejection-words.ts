import { join, prose, type Sentence, say } from '#lib/binding/sentence.ts';
import { formatKey } from '#lib/kube/object-key.ts';
import type { EntryCandidate, EntryVerdict, ListenerCandidate, Rejection } from '#lib/routing/decision.ts';
import type { PrecedenceKey } from '#lib/routing/precedence.ts';
import type { MatchRule, PathRule } from '#lib/routing/route-table.ts';

/** What did not hold, with both operands. */
export function sayRejection(rejection: Rejection): Sentence {
  switch (rejection.predicate) {
    case 'hostname':
      return say`Hostname: ${rejection.actual || 'a request without Host'} is not covered by ${rejection.hostname}.`;
    case 'path':
      return sayPath(rejection.rule, rejection.actual, rejection.why);
    case 'method':
      return say`Method: ${rejection.actual} is not ${rejection.method}.`;
    case 'header':
    case 'queryParam': {
      const { rule, actual, why, predicate } = rejection;
      const what = predicate === 'header' ? say`Header ${rule.name}` : say`Query parameter ${rule.name}`;
      const needs = rule.type === 'Exact' ? say`${rule.value}` : say`a match of ${rule.value}`;
      if (why === 'invalidPattern') return say`${what}: the pattern ${rule.value} cannot be used, so nothing matches.`;
      if (actual === null) return say`${what} is absent; the rule asks for ${needs}.`;
      return say`${what} is ${actual}; the rule asks for ${needs}.`;
    }
  }
}

function sayPath(rule: PathRule, actual: string, why: 'differs' | 'invalidPattern'): Sentence {
  if (why === 'invalidPattern') return say`Path: the pattern ${rule.value} cannot be used, so nothing matches.`;
  if (rule.type === 'Exact') return say`Path: ${actual} is not ${rule.value}.`;
  if (rule.type === 'RegularExpression') return say`Path: ${actual} does not match ${rule.value}.`;
  return say`Path: ${actual} does not start with ${rule.value}${prose(actual.startsWith(rule.value) ? ' as a whole segment' : '')}.`;
}

/** What `kubectl` users call the match: `PathPrefix /hr`, with what else it asks for. */
export function formatMatch(match: MatchRule): string {
  const { path, method, headers, queryParams } = match;
  const value = path.type === 'PathPrefix' && path.value === '' ? '/' : path.value;
  const more = [
    ...headers.map(({ name, value: wanted }) => `header ${name}=${wanted}`),
    ...queryParams.map(({ name, value: wanted }) => `query ${name}=${wanted}`),
  ];
  return [`${method ? `${method} ` : ''}${path.type} ${value}`, ...more].join(', ');
}

const FIRST_BY: Readonly<Record<PrecedenceKey, string>> = {
  exactHostname: 'its hostname is more exact',
  hostnameLength: 'its hostname is longer',
  exactPath: 'its path is exact',
  regularExpressionPath: 'its path is a pattern',
  pathLength: 'its path is longer',
  method: 'it asks for the method',
  headerCount: 'it asks for more headers',
  queryParamCount: 'it asks for more query parameters',
  creationTimestamp: 'it is older',
  routeName: 'its name comes first',
  ruleIndex: 'its rule comes first',
  matchIndex: 'its match comes first',
  tableOrder: 'its name comes first',
};

export function sayOutranked({ by, because }: Extract<EntryVerdict, { kind: 'outranked' }>): Sentence {
  const place = `rules[${by.ruleIndex}]`;
  return say`Matches too, but ${place} of ${formatKey(by.route)} comes first: ${prose(FIRST_BY[because])}.`;
}

/** Why a listener of the port is not the one that takes the request. */
export function sayListener({ hostname, verdict }: ListenerCandidate, host: string): Sentence {
  switch (verdict.kind) {
    case 'chosen':
      return say`Takes it.`;
    case 'hostnameDiffers':
      return say`Hostname ${hostname} does not cover ${host || 'a request without Host'}.`;
    case 'lessSpecific':
      return say`Hostname ${hostname || 'any'} covers ${host} too, but ${nameOf(verdict.than)} is narrower.`;
    case 'notServing':
      return say`Takes no requests: ${verdict.why}.`;
  }
}

/** The listener's name in its key. */
export function nameOf(listener: string): string {
  return listener.slice(listener.indexOf('#') + 1);
}

/** Why no attached rule takes a request: that none has its path, or what the nearest that has it asks for besides. */
export function sayNoMatch(candidates: readonly EntryCandidate[], attached: Sentence, path: string): Sentence {
  const [nearest] = candidates
    .filter(({ entry }) => entry.standing === 'attached')
    .flatMap(({ entry, verdict }) => (verdict.kind === 'rejected' ? [{ entry, rejections: verdict.rejections }] : []))
    .filter(({ rejections }) => rejections.every(({ predicate }) => predicate !== 'path'))
    .sort((a, b) => a.rejections.length - b.rejections.length);
  if (!nearest) return say`${attached}; none has a rule for ${path}.`;
  const rule = say`${`rules[${nearest.entry.ruleIndex}]`} of ${formatKey(nearest.entry.route)}`;
  return say`${attached}; none takes it. ${rule} has the path, and asks for more. ${join(nearest.rejections.map(sayRejection))}`;
}

/** `191 by path, 8 by hostname`: what rejected first. */
export function countRejections(verdicts: readonly EntryVerdict[]): string {
  const words = {
    hostname: 'hostname',
    path: 'path',
    method: 'method',
    header: 'header',
    queryParam: 'query',
  } as const;
  const counts = new Map<string, number>();
  for (const verdict of verdicts) {
    const [first] = verdict.kind === 'rejected' ? verdict.rejections : [];
    const word = first ? words[first.predicate] : 'precedence';
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return [...counts].map(([word, count]) => `${count.toLocaleString('en')} by ${word}`).join(', ');
}
