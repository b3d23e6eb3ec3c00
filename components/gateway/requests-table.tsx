'use client';

import Link from 'next/link';
import { objectPath } from '#components/data/object-path.ts';
import { StatusIcon } from '#components/ui/badge.tsx';
import { Cell, PlainTable } from '#components/ui/plain-table.tsx';
import { Section } from '#components/ui/section.tsx';
import type { GatewayDetail } from '#lib/api/messages.ts';
import { formatKey } from '#lib/kube/object-key.ts';
import type { AccessRecord, OwnAnswer } from '#lib/routing/access-record.ts';
import { sayNoRequests } from './no-requests.ts';

const ANSWERS: Readonly<Record<OwnAnswer, string>> = {
  redirect: 'redirected',
  preflight: 'CORS preflight',
  badRequest: 'no valid request',
  headTooLarge: 'the head is too large',
  clientStalled: 'the rest of the request did not come',
  expectationFailed: 'an expectation that is not served',
  noListener: 'no listener takes this host',
  noRoute: 'no Route matches',
  misdirected: 'another listener of this host',
  ruleUnusable: 'the rule is dropped',
  noBackends: 'no backend named',
  noForwardTo: 'the rule forwards to nothing',
  allWeightsZero: 'all weights are 0',
  invalidBackend: 'the backend cannot be used',
  noEndpoints: 'no ready endpoint',
  upstreamFailed: 'the backend gave no answer',
  upstreamTimeout: 'the backend took too long',
  notImplemented: 'not served',
};

const sayAnswer = ({ answer }: AccessRecord): string => (answer ? ANSWERS[answer] : 'none');

const HEADS = [
  { label: 'AT' },
  { label: 'STATUS' },
  { label: 'METHOD' },
  { label: 'HOST' },
  { label: 'PATH' },
  { label: 'LISTENER' },
  { label: 'ROUTE' },
  { label: 'BACKEND' },
  { label: 'MS', align: 'right' },
] as const;

/** The last 100 requests through the data plane, each with the decision taken for it. */
export function RequestsTable({ detail: { requests, result } }: Readonly<{ detail: GatewayDetail }>) {
  return (
    <Section
      title="Last requests"
      className="mt-6"
      aside={requests.length > 0 ? `${requests.length}, newest first` : ''}
    >
      {requests.length === 0 ? (
        <p className="rounded-lg border border-line px-3 py-3 text-ink-2">{sayNoRequests(result)}</p>
      ) : (
        <PlainTable label="Last requests" heads={HEADS}>
          {requests.map((record) => (
            <RequestRow key={record.requestId} record={record} />
          ))}
        </PlainTable>
      )}
    </Section>
  );
}

function RequestRow({ record }: Readonly<{ record: AccessRecord }>) {
  const { at, status, method, host, path, listener, route, ruleIndex, backend, backendPort } = record;
  const failed = status === null || status >= 500;
  return (
    <tr className="tab:whitespace-nowrap">
      <Cell head="At" className="font-mono text-ink-2">
        <time dateTime={at}>{new Date(at).toLocaleTimeString('en-GB')}</time>
      </Cell>
      <Cell head="Status" className="font-mono font-semibold">
        <span className="inline-flex items-center gap-1">
          {failed && <StatusIcon name="refused" />}
          {status ?? 'none'}
        </span>
      </Cell>
      <Cell head="Method" className="font-mono">
        {method}
      </Cell>
      <Cell head="Host" className="font-mono">
        {host ?? 'none'}
      </Cell>
      <Cell head="Path" className="font-mono">
        <span title={path} className="block tab:max-w-64 tab:truncate">
          {path}
        </span>
      </Cell>
      <Cell head="Listener" className="font-mono">
        {listener?.split('#').at(-1) ?? 'none'}
      </Cell>
      <Cell head="Route" className="font-mono">
        {route ? (
          <Link href={objectPath(route)} className="hover:underline">
            {formatKey(route)} <span className="text-ink-3">rules[{ruleIndex}]</span>
          </Link>
        ) : (
          <span className="font-sans text-ink-3">{record.reason ?? sayAnswer(record)}</span>
        )}
      </Cell>
      <Cell head="Backend" className="font-mono">
        {backend ? (
          `${formatKey(backend)}${backendPort === null ? '' : `:${backendPort}`}`
        ) : (
          <span className="font-sans text-ink-3">{route ? sayAnswer(record) : 'none'}</span>
        )}
      </Cell>
      <Cell head="ms" align="right" className="font-mono">
        {record.totalMs < 10 ? record.totalMs.toFixed(1) : Math.round(record.totalMs)}
      </Cell>
    </tr>
  );
}
