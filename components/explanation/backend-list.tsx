'use client';

import { useView } from '#components/topology/use-view.ts';
import { StatusIcon } from '#components/ui/badge.tsx';
import { cn } from '#components/ui/cn.ts';
import { FINGER } from '#components/ui/finger.ts';
import { KindBadge } from '#components/ui/kind-badge.tsx';
import { Section } from '#components/ui/section.tsx';
import { SentenceText } from '#components/ui/sentence-text.tsx';
import type { BackendResult, RouteResult } from '#lib/binding/result.ts';
import type { BackendExplanation, Explanation } from '#lib/explain/explanation.ts';
import { formatKey, identityOf } from '#lib/kube/object-key.ts';
import type { BadgeName } from '#lib/topology/badge.ts';
import { DidYouMean } from './did-you-mean.tsx';

/** Every reference to a backend: whether it resolves, and why not. */
export function BackendList({ result, explanation }: Readonly<{ result: RouteResult; explanation: Explanation }>) {
  const { backends } = explanation;
  if (backends.length === 0) return null;
  const found = new Map(result.rules.flatMap((rule) => rule.backends).map((backend) => [backend.field, backend]));
  const broken = backends.filter(({ outcome }) => outcome === 'invalid').length;
  const sorted = backends.toSorted((a, b) => Number(b.outcome === 'invalid') - Number(a.outcome === 'invalid'));
  return (
    <Section
      title="Backends"
      aside={`${backends.length} ${backends.length === 1 ? 'reference' : 'references'}, ${broken === 0 ? 'none broken' : `${broken} broken`}`}
    >
      <ul className="divide-y divide-line-soft rounded-lg border border-line">
        {sorted.map((backend) => (
          <BackendRow key={backend.field} explained={backend} result={found.get(backend.field)} />
        ))}
      </ul>
    </Section>
  );
}

type RowProps = Readonly<{ explained: BackendExplanation; result: BackendResult | undefined }>;

function BackendRow({ explained, result }: RowProps) {
  const { select } = useView();
  return (
    <li className="flex gap-2 px-2.5 py-2 text-xs">
      <StatusIcon name={iconOf(explained, result)} className="mt-0.5 size-3.5" />
      <div className="min-w-0 flex-1">
        <div className="flex flex-wrap items-center gap-x-2">
          <KindBadge kind={identityOf(explained.target).kind} />
          <button
            type="button"
            onClick={() => select(explained.target)}
            className={cn('font-mono font-semibold [overflow-wrap:anywhere] hover:underline', FINGER)}
          >
            {formatKey(explained.target)}
          </button>
          <span className="font-mono text-2xs text-ink-3">{explained.field}</span>
        </div>
        <p className="mt-0.5 text-ink-2">
          <SentenceText sentence={explained.sentence} />
        </p>
        <DidYouMean suggestion={explained.didYouMean} />
        {result?.grant.openedBy.map((grant) => (
          <button
            key={grant}
            type="button"
            onClick={() => select(grant)}
            className={cn('mr-3 text-accent underline underline-offset-2 hover:decoration-2', FINGER)}
          >
            ReferenceGrant {formatKey(grant)}
          </button>
        ))}
      </div>
    </li>
  );
}

function iconOf({ outcome }: BackendExplanation, result: BackendResult | undefined): BadgeName {
  if (outcome === 'unknown') return 'silent';
  if (outcome === 'valid') return result?.grant.needed ? 'granted' : 'accepted';
  const reason = result?.outcome.state === 'invalid' ? result.outcome.reason : null;
  return reason === 'RefNotPermitted' ? 'noGrant' : reason === 'BackendNotFound' ? 'missing' : 'refused';
}
