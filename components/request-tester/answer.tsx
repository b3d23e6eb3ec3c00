'use client';

import { CommandLine } from '#components/ui/command-line.tsx';
import { CopyButton } from '#components/ui/copy-button.tsx';
import { Tabs } from '#components/ui/tabs.tsx';
import type { TestAnswer, TestResponse } from '#lib/api/test-messages.ts';
import { formatKey, identityOf } from '#lib/kube/object-key.ts';
import { CopyCurl } from './copy-curl.tsx';
import { formatBytes, formatMs } from './summary.ts';
import type { Attempt } from './use-test-request.ts';

/** The real answer; of many, the first. */
export function Answer({ attempt, isEarlier }: Readonly<{ attempt: Attempt; isEarlier: boolean }>) {
  const { response, number, receivedAt } = attempt;
  const { answer, request, curl } = response;
  const clock = new Date(answer?.at ?? receivedAt).toLocaleTimeString('en-GB');
  return (
    <>
      <div className="px-4 pt-3.5">
        <h2 id="test-answer" className="mb-1 flex items-center gap-2 font-semibold">
          {isEarlier ? 'Earlier answer' : response.many ? 'First answer' : 'Answer'}
          <span className="ml-auto text-xs font-normal text-ink-3">{`${clock}, attempt ${number}`}</span>
          {curl !== '' && <CopyCurl key={number} curl={curl} />}
        </h2>
        <p className="mb-2 truncate text-2xs text-ink-3" title={request.path}>
          <code className="font-mono">{`${request.method} ${request.path}`}</code> to{' '}
          <code className="font-mono">{formatKey(request.gateway)}</code>, listener{' '}
          <code className="font-mono">{request.listener}</code>
        </p>
        {answer ? <Status answer={answer} /> : <NoAnswer response={response} />}
      </div>
      {answer && <Contents key={number} answer={answer} />}
    </>
  );
}

function NoAnswer({ response }: Readonly<{ response: TestResponse }>) {
  return (
    <div className="flex flex-col gap-2 pb-4">
      <Failure response={response} />
      {response.prediction.handshake === 'clientCertificate' && response.curl !== '' && (
        <>
          <p className="text-sm text-ink-2">With a certificate that a CA of the listener signed:</p>
          <CommandLine command={response.curl} />
        </>
      )}
    </div>
  );
}

function Failure({ response: { target, failure } }: Readonly<{ response: TestResponse }>) {
  return (
    <p className="text-sm text-ink-2">
      {target.kind === 'unreachable' ? (
        'Nothing was sent, so there is no answer.'
      ) : (
        <>
          <b className="font-semibold text-ink">No answer.</b> {target.url} says{' '}
          <code className="font-mono text-xs">{failure}</code>.
        </>
      )}
    </p>
  );
}

function Status({ answer }: Readonly<{ answer: TestAnswer }>) {
  const { status, statusText, bodyBytes, truncated, headers } = answer;
  const location = headers.find(([name]) => name.toLowerCase() === 'location')?.[1];
  const size = `${truncated ? 'cut at ' : ''}${formatBytes(bodyBytes)}`;
  return (
    <>
      <p className="mb-2.5 flex flex-wrap items-baseline gap-x-2.5">
        <span className="text-2xl font-[650] tracking-[-0.02em]">{status}</span>
        <span className="font-semibold">{statusText}</span>
        <span className="text-ink-3">{`${whoAnswered(answer)}${size}`}</span>
      </p>
      {status >= 300 && status < 400 && location && (
        <p className="mb-2.5 text-xs text-ink-2">
          Redirects to <code className="font-mono font-[550] text-ink [overflow-wrap:anywhere]">{location}</code>, not
          followed.
        </p>
      )}
      <Timings answer={answer} />
      {answer.certificate && <Certificate certificate={answer.certificate} />}
    </>
  );
}

function whoAnswered({ record }: TestAnswer): string {
  if (!record) return '';
  if (record.answer !== null) return 'from the listener itself, ';
  return record.backend ? `from ${identityOf(record.backend).name}, ` : '';
}

/** What each part of the time was spent on; shades, never the only sign: the words below have the numbers. */
function Timings({ answer: { timings, record } }: Readonly<{ answer: TestAnswer }>) {
  const { connectMs, firstByteMs, totalMs } = timings;
  const waited = Math.max(0, firstByteMs - connectMs);
  const atBackend = record?.endpoint && record.firstByteMs !== null ? Math.min(waited, record.firstByteMs) : null;
  const parts = [
    { name: 'Connect', ms: connectMs, shade: 'bg-edge' },
    ...(atBackend === null
      ? [{ name: 'Wait', ms: waited, shade: 'bg-ink-3' }]
      : [
          { name: 'Proxy', ms: waited - atBackend, shade: 'bg-ink-3' },
          { name: 'Backend', ms: atBackend, shade: 'bg-ink' },
        ]),
    { name: 'Body', ms: Math.max(0, totalMs - firstByteMs), shade: 'bg-control' },
  ];
  return (
    <>
      <div aria-hidden="true" className="mb-1.5 flex h-2 gap-0.5 overflow-hidden rounded-sm">
        {parts.map(({ name, ms, shade }) => (
          <span key={name} className={shade} style={{ flex: `${Math.max(ms, totalMs / 100, 0.01)} 0 0` }} />
        ))}
      </div>
      <dl className="mb-3 flex flex-wrap gap-x-4 text-xs text-ink-2">
        {[...parts, { name: 'Total', ms: totalMs }].map(({ name, ms }) => (
          <div key={name} className="flex gap-1 last:ml-auto">
            <dt>{name}</dt>
            <dd className="font-semibold text-ink">{formatMs(ms)}</dd>
          </div>
        ))}
      </dl>
      {record && !record.endpoint && <p className="-mt-2 mb-3 text-xs text-ink-3">No backend was called.</p>}
    </>
  );
}

function Certificate({ certificate }: Readonly<{ certificate: NonNullable<TestAnswer['certificate']> }>) {
  const facts = [
    ['Subject', certificate.subject],
    ['Issuer', certificate.issuer],
    ['Names', certificate.names.join(', ') || 'none'],
    ['Until', new Date(certificate.notAfter).toISOString().replace('T', ' ').slice(0, 16)],
  ] as const;
  return (
    <div className="mb-3 rounded-md border border-line px-2.5 py-1.5">
      <h3 className="text-xs font-semibold">
        Certificate <span className="font-normal text-ink-3">shown, not verified</span>
      </h3>
      <Lines lines={facts} />
    </div>
  );
}

/** Names and values in two columns. */
function Lines({ lines }: Readonly<{ lines: readonly (readonly [string, string])[] }>) {
  return (
    <dl className="font-mono text-xs leading-5 tracking-[-0.02em]">
      {lines.map(([name, value], index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: header lines may repeat; their place is their identity
        <div key={index} className="grid grid-cols-[148px_minmax(0,1fr)] gap-2 max-tab:grid-cols-[104px_minmax(0,1fr)]">
          <dt className="text-ink-3 [overflow-wrap:anywhere]">{name}</dt>
          <dd className="[overflow-wrap:anywhere]">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Contents({ answer }: Readonly<{ answer: TestAnswer }>) {
  const { status, statusText, headers, body, record } = answer;
  const head = [`HTTP/1.1 ${status} ${statusText}`, ...headers.map(([name, value]) => `${name}: ${value}`)].join('\n');
  return (
    <Tabs
      label="The answer"
      items={[
        {
          value: 'body',
          label: 'Headers and body',
          content: (
            <>
              <Lines lines={headers} />
              <div className="mt-2.5">
                <Code text={pretty(body)} copy={body} label="Copy body" absent="The body is empty." />
              </div>
            </>
          ),
        },
        { value: 'raw', label: 'Raw', content: <Code text={`${head}\n\n${body}`} label="Copy answer" /> },
        {
          value: 'log',
          label: 'Log line',
          content: record ? (
            <Code text={JSON.stringify(record, null, 2)} copy={JSON.stringify(record)} label="Copy log line" />
          ) : (
            <p className="text-xs text-ink-2">
              The data plane reported nothing of this request. Only Gateways that this Gatehouse serves have log lines.
            </p>
          ),
        },
      ]}
    />
  );
}

/** JSON with its indents; anything else as it came. */
function pretty(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}

type CodeProps = Readonly<{ text: string; copy?: string; label: string; absent?: string }>;

function Code({ text, copy = text, label, absent = '' }: CodeProps) {
  if (text === '') {
    return <p className="rounded-md border border-line bg-sunken px-3 py-1.5 text-xs text-ink-3">{absent}</p>;
  }
  return (
    <div className="relative rounded-md border border-line bg-sunken">
      <pre
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
        className="max-h-80 overflow-auto py-1.5 pr-9 pl-3 font-mono text-xs leading-[18px] whitespace-pre-wrap text-ink [overflow-wrap:anywhere]"
      >
        {text}
      </pre>
      <CopyButton text={copy} label={label} className="absolute top-1 right-1" />
    </div>
  );
}
