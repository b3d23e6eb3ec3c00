'use client';

import { useRouteDetail } from '#components/data/use-route-detail.ts';
import type { TestResponse } from '#lib/api/test-messages.ts';
import { formatKey, type ObjectKey } from '#lib/kube/object-key.ts';
import { FixList } from '../explanation/fix-list.tsx';

/** When nothing attached matches but a refused Route would: what attaches it to this Gateway. */
export function MakeItMatch({ response }: Readonly<{ response: TestResponse }>) {
  const { decision } = response.prediction;
  const refused = decision.trace?.refused.find(({ standing }) => standing === 'first');
  if (decision.outcome.kind === 'matched' || !refused) return null;
  return <Fixes route={refused.entry.route} gateway={response.request.gateway} />;
}

function Fixes({ route, gateway }: Readonly<{ route: ObjectKey; gateway: ObjectKey }>) {
  const { data } = useRouteDetail(route);
  if (!data) return null;
  const { fixes, parents } = data.explanation;
  const here = fixes.filter(
    ({ cures }) =>
      cures.kind === 'parent' && parents.some(({ parent, object }) => parent === cures.parent && object === gateway),
  );
  if (here.length === 0) return null;
  return (
    <section aria-labelledby="test-fix" className="mt-3.5 border-t border-line px-4 pt-3 pb-5">
      <h2 id="test-fix" className="font-semibold">
        Make it match
      </h2>
      <p className="mt-1 mb-3 text-ink-2">
        If <code className="font-mono text-xs font-[550] text-ink">{formatKey(route)}</code> should serve this request:
      </p>
      <FixList fixes={here} />
    </section>
  );
}
