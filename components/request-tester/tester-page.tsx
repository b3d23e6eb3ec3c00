'use client';

import { History as HistoryIcon } from 'lucide-react';
import { problemOf, sayProblem } from '#components/data/problem-error.ts';
import { useTopology } from '#components/data/use-topology.ts';
import { RefusedIcon } from '#components/ui/icons.tsx';
import { Notice } from '#components/ui/notice.tsx';
import type { TestRequest } from '#lib/api/test-messages.ts';
import type { Topology } from '#lib/topology/topology.ts';
import { NoGateways } from '../topology/no-gateways.tsx';
import { PageSkeleton, ReadFailed, StreamNotice } from '../topology/page-states.tsx';
import { Answer } from './answer.tsx';
import { isSameRequest } from './check-draft.ts';
import { Decision } from './decision.tsx';
import { findPlace, type Place } from './destinations.ts';
import { carriesBody, type Draft } from './draft.ts';
import { MakeItMatch } from './make-it-match.tsx';
import { ManyAnswersView } from './many-answers.tsx';
import { RequestForm } from './request-form.tsx';
import { summarise } from './summary.ts';
import { useDraft } from './use-draft.ts';
import { useTestRequest } from './use-test-request.ts';

/** `/test`: compose a request, see what should happen to it and what did. */
export function TesterPage() {
  const { data, error } = useTopology();
  if (error && !data) return <ReadFailed error={error} />;
  if (!data) return <PageSkeleton />;
  return <Tester topology={data.topology} />;
}

function Tester({ topology }: Readonly<{ topology: Topology }>) {
  const [draft, change] = useDraft();
  const { send, attempt, isPending, error, sending } = useTestRequest();
  const place = findPlace(topology, draft);
  if (place.gateways.length === 0) return <NoGateways />;
  const composed = composeRequest(draft, place);
  const response = attempt?.response ?? null;
  const isEarlier = attempt !== null && (error !== null || !composed || !isSameRequest(attempt.request, composed));
  return (
    <div className="flex h-full min-h-0 flex-col">
      <StreamNotice />
      <div className="grid min-h-0 flex-1 grid-cols-[minmax(0,1fr)] content-start overflow-y-auto wide:grid-cols-[minmax(340px,376fr)_minmax(420px,660fr)_minmax(300px,492fr)] wide:content-stretch wide:overflow-hidden">
        <section
          aria-labelledby="test-request"
          className="@container bg-surface px-4 pt-3.5 pb-5 wide:overflow-y-auto wide:px-5"
        >
          <Heading id="test-request">Request</Heading>
          <RequestForm
            draft={draft}
            change={change}
            place={place}
            isPending={isPending}
            sending={sending}
            onSend={(count) => composed && send({ ...composed, count })}
          />
        </section>
        <section
          aria-labelledby="test-decision"
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
          tabIndex={0}
          className="@container border-line bg-canvas -outline-offset-2 max-wide:border-t wide:overflow-y-auto wide:border-l"
        >
          <h2 id="test-decision" className="sr-only">
            Decision
          </h2>
          {error && <Failed error={error} />}
          {isEarlier && <Earlier request={attempt.request} />}
          {response ? (
            <Decision response={response} topology={topology} />
          ) : (
            !error && <Nothing>What should happen to it, step by step, and what did.</Nothing>
          )}
        </section>
        <section
          aria-labelledby="test-answer"
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
          tabIndex={0}
          className="border-line bg-surface -outline-offset-2 max-wide:border-t wide:overflow-y-auto wide:border-l"
        >
          {attempt ? (
            <>
              <Answer attempt={attempt} isEarlier={isEarlier} />
              <MakeItMatch response={attempt.response} />
              {attempt.response.many && (
                <ManyAnswersView many={attempt.response.many} prediction={attempt.response.prediction} />
              )}
            </>
          ) : (
            <div className="px-4 pt-3.5 wide:px-5">
              <Heading id="test-answer">Answer</Heading>
              <p className="text-xs text-ink-3">Nothing was sent yet.</p>
            </div>
          )}
        </section>
      </div>
      <p role="status" className="sr-only">
        {isPending ? 'Sending' : response ? summarise(response) : ''}
      </p>
    </div>
  );
}

/** What would be sent now, once; null without a listener to send it to. */
function composeRequest({ method, path, headers, body }: Draft, place: Place): TestRequest | null {
  const { gateway, listener, host } = place;
  if (!gateway || !listener) return null;
  return {
    gateway: listener.owner,
    listener: listener.name,
    host,
    count: 1,
    method,
    path,
    headers: headers.flatMap(({ name, value }) => (name.trim() === '' ? [] : [[name.trim(), value] as const])),
    body: carriesBody(method) ? body : '',
  };
}

export function Heading({
  id,
  children,
  note,
}: Readonly<{ id?: string; children: string; note?: string | undefined }>) {
  return (
    <h2 id={id} className="mb-2.5 flex items-baseline gap-2 font-semibold">
      {children}
      {note && <span className="ml-auto text-xs font-normal text-ink-3">{note}</span>}
    </h2>
  );
}

/** What follows was true of what was sent, and says nothing of what stands in the fields now. */
function Earlier({ request: { method, path } }: Readonly<{ request: TestRequest }>) {
  return (
    <div className="px-4 pt-3.5 wide:px-5">
      <Notice icon={HistoryIcon} title="Of the earlier request:">
        <code className="font-mono text-xs [overflow-wrap:anywhere]">{`${method} ${path}`}</code>. Send the one in the
        fields to see what becomes of it.
      </Notice>
    </div>
  );
}

function Nothing({ children }: Readonly<{ children: string }>) {
  return <p className="px-4 pt-3.5 text-xs text-ink-3 wide:px-5">{children}</p>;
}

function Failed({ error }: Readonly<{ error: unknown }>) {
  const problem = problemOf(error);
  return (
    <div className="px-4 pt-3.5 wide:px-5">
      <Notice icon={RefusedIcon} tone="bad" title={`${problem.title}.`}>
        {sayProblem(problem)}{' '}
        {problem.code === 'BAD_REQUEST' ? 'Change the field and send it again.' : 'Then send it again.'}
      </Notice>
    </div>
  );
}
