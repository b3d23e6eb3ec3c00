'use client';

import { problemOf, sayProblem } from '#components/data/problem-error.ts';
import { useLoadExample } from '#components/data/use-load-example.ts';
import { useSession } from '#components/data/use-session.ts';
import { Button } from '#components/ui/button.tsx';
import { CommandLine } from '#components/ui/command-line.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { RefusedIcon } from '#components/ui/icons.tsx';
import { Notice } from '#components/ui/notice.tsx';
import type { SandboxFacts, Session } from '#lib/api/messages.ts';

/** Nothing to draw: how to fill the sandbox, or what to ask of a cluster that shows nothing. */
export function NoGateways() {
  const { data: session } = useSession();
  if (!session) return null;
  const { sandbox, readOnly } = session;
  return (
    <EmptyState title="No Gateways in this cluster yet">
      <p>
        Gatehouse watches and is ready. Apply a Gateway and it appears here within a second
        {sandbox && !readOnly ? ', or load one of the examples into the sandbox' : ''}.
      </p>
      <CommandLine command={sandbox ? sandbox.applyCommand : 'kubectl get gateways,httproutes -A'} />
      {sandbox && !readOnly && <Examples session={session} sandbox={sandbox} />}
      {sandbox && readOnly && (
        <p className="text-xs">Gatehouse was started with --read-only, so it loads no example itself.</p>
      )}
    </EmptyState>
  );
}

function Examples({ session, sandbox }: Readonly<{ session: Session; sandbox: SandboxFacts }>) {
  const load = useLoadExample(session);
  const loading = load.isPending ? load.variables.name : null;
  return (
    <>
      <div className="flex flex-wrap gap-2">
        {sandbox.examples.map((name, index) => (
          <Button
            key={name}
            look={index === 0 ? 'primary' : 'plain'}
            className="max-tab:h-11"
            disabled={load.isPending}
            onClick={() => load.mutate({ name })}
          >
            {loading === name ? `Loading ${name}…` : `Load ${name}`}
          </Button>
        ))}
      </div>
      <p role="status" className="text-xs empty:hidden">
        {loading && `Applying the objects of ${loading} to the sandbox.`}
        {load.data && `${load.data.created + load.data.changed} objects of ${load.data.name} were applied.`}
      </p>
      {load.error && <LoadFailed error={load.error} />}
      {load.data && load.data.problems.length > 0 && <Problems problems={load.data.problems} />}
    </>
  );
}

function LoadFailed({ error }: Readonly<{ error: Error }>) {
  const problem = problemOf(error);
  return (
    <Notice icon={RefusedIcon} tone="bad" title={`${problem.title}.`}>
      {sayProblem(problem)} Load it again, or use the command above.
    </Notice>
  );
}

function Problems({ problems }: Readonly<{ problems: readonly string[] }>) {
  return (
    <Notice icon={RefusedIcon} tone="bad" title="Some objects could not be used.">
      Mend the files and load the example again.
      <ul className="mt-1 font-mono text-xs [overflow-wrap:anywhere]">
        {problems.map((problem) => (
          <li key={problem}>{problem}</li>
        ))}
      </ul>
    </Notice>
  );
}
