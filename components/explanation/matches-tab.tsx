'use client';

import { StatusIcon } from '#components/ui/badge.tsx';
import { Section } from '#components/ui/section.tsx';
import { SentenceText } from '#components/ui/sentence-text.tsx';
import type { RouteDetail } from '#lib/api/messages.ts';
import type { BackendResult } from '#lib/binding/result.ts';
import type { HTTPRouteRule } from '#lib/gateway-api/http-route.ts';
import { formatKey } from '#lib/kube/object-key.ts';
import { conditionsOf, rulesOf } from './route-rules.ts';

/** What the Route asks of a request, rule by rule, and where it sends it. */
export function MatchesTab({ detail }: Readonly<{ detail: RouteDetail }>) {
  const rules = rulesOf(detail.object);
  if (!rules) return <p className="text-ink-2">The rules of a {detail.object.kind} are not read by this version.</p>;
  const { effective, asked } = hostnamesOf(detail);
  return (
    <>
      <Section title="Hostnames">
        <p className="font-mono text-xs [overflow-wrap:anywhere]">
          {effective.length > 0 ? effective.map((name) => name || 'any').join(', ') : asked.join(', ') || 'any'}
        </p>
        {effective.length === 0 && <p className="text-xs text-ink-3">as asked for; no listener serves them</p>}
      </Section>
      {rules.map((rule, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a rule is named by its place
        <Rule key={index} rule={rule} index={index} detail={detail} />
      ))}
    </>
  );
}

function hostnamesOf({ result }: RouteDetail) {
  const listeners = result.parents.flatMap((parent) => parent.listeners);
  const check = listeners.flatMap(({ checks }) => checks).find((candidate) => candidate.check === 'hostname');
  return {
    effective: [...new Set(listeners.flatMap(({ effectiveHostnames }) => effectiveHostnames))],
    asked: check?.check === 'hostname' ? check.routeHostnames : [],
  };
}

type RuleProps = Readonly<{ rule: HTTPRouteRule; index: number; detail: RouteDetail }>;

function Rule({ rule, index, detail }: RuleProps) {
  const problems = detail.explanation.rules.filter((problem) => problem.rule === index);
  const backends = detail.result.rules[index]?.backends.filter(({ role }) => role === 'backend') ?? [];
  return (
    <Section title={`rules[${index}]`} aside={rule.name}>
      <div className="rounded-lg border border-line text-xs">
        <ul>
          {rule.matches.map((match, place) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a match is named by its place
            <li key={place} className="flex flex-wrap gap-x-3 border-b border-line-soft px-2.5 py-1.5">
              <span className="text-ink-3">{match.path.type}</span>
              <code className="font-mono font-semibold [overflow-wrap:anywhere]">{match.path.value}</code>
              {conditionsOf(match).map((condition) => (
                <code key={condition} className="font-mono [overflow-wrap:anywhere]">
                  {condition}
                </code>
              ))}
            </li>
          ))}
        </ul>
        {(rule.filters ?? []).map((filter, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a filter is named by its place
          <p key={place} className="border-b border-line-soft px-2.5 py-1.5 text-ink-2">
            filter <code className="font-mono text-ink">{filter.type}</code>
          </p>
        ))}
        {problems.map((problem) => (
          <p key={problem.field} className="flex gap-2 border-b border-line-soft px-2.5 py-1.5">
            <StatusIcon name="refused" className="mt-0.5 size-3.5" />
            <SentenceText sentence={problem.sentence} />
          </p>
        ))}
        <Backends backends={backends} />
      </div>
    </Section>
  );
}

function Backends({ backends }: Readonly<{ backends: readonly BackendResult[] }>) {
  if (backends.length === 0) return <p className="px-2.5 py-1.5 text-ink-3">no backend</p>;
  return (
    <ul>
      {backends.map((backend) => (
        <li key={backend.field} className="flex items-center gap-2 px-2.5 py-1.5">
          <span aria-hidden="true" className="text-ink-3">
            →
          </span>
          <code className="min-w-0 font-mono [overflow-wrap:anywhere]">
            {formatKey(backend.target)}
            {backend.ref.port !== undefined && `:${backend.ref.port}`}
          </code>
          {backends.length > 1 && <span className="text-ink-2">weight {backend.weight}</span>}
          {backend.outcome.state === 'invalid' && (
            <span className="ml-auto inline-flex items-center gap-1 font-mono text-bad">
              <StatusIcon name={backend.outcome.reason === 'RefNotPermitted' ? 'noGrant' : 'refused'} />
              {backend.outcome.reason}
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}
