import { CircleCheck, CircleDashed } from 'lucide-react';
import { cn } from '#components/ui/cn.ts';
import { RefusedIcon } from '#components/ui/icons.tsx';
import { SentenceText } from '#components/ui/sentence-text.tsx';
import type { TestResponse } from '#lib/api/test-messages.ts';
import { listenerKey } from '#lib/binding/result.ts';
import type { Topology } from '#lib/topology/topology.ts';
import { Candidates } from './candidates.tsx';
import { buildSteps } from './decision-steps.ts';
import { StepRow } from './step-row.tsx';

/** The verdict, the way of the request, and who else wanted it. */
export function Decision({ response, topology }: Readonly<{ response: TestResponse; topology: Topology }>) {
  const { request, prediction } = response;
  const listener = topology.nodes[listenerKey(request.gateway, request.listener)];
  const context =
    listener?.type === 'listener'
      ? { protocol: listener.protocol, port: listener.port }
      : { protocol: 'HTTP', port: response.answer?.record?.port ?? 80 };
  const steps = buildSteps(response, context);
  return (
    <>
      <div className="px-4 pt-3.5 wide:px-5">
        <Verdict response={response} />
        <p
          aria-hidden="true"
          className="grid grid-cols-[30px_62px_minmax(0,1fr)_minmax(196px,212px)] gap-x-2 pb-1 text-2xs font-semibold text-ink-3 @max-[560px]:hidden"
        >
          <span className="col-start-2">Decision</span>
          <span className="col-start-4 grid grid-cols-[minmax(0,1fr)_18px_minmax(0,1fr)] pl-1">
            <span>Predicted</span>
            <span className="col-start-3">Actual</span>
          </span>
        </p>
        <ol>
          {steps.map((step, index) => (
            <StepRow
              key={step.name}
              step={step}
              isLast={index === steps.length - 1}
              backends={step.name === 'Backend' && step.state !== 'notReached' ? prediction.backends : []}
              drawn={response.answer?.record?.backend ?? null}
            />
          ))}
        </ol>
      </div>
      <Candidates decision={prediction.decision} />
    </>
  );
}

type Tone = 'ok' | 'bad' | 'idle';
const GLYPHS = { ok: CircleCheck, bad: RefusedIcon, idle: CircleDashed } as const;
const COLOURS: Readonly<Record<Tone, string>> = { ok: 'text-ok', bad: 'text-bad', idle: 'text-idle' };

/** One sentence first: what became of it, and whether that was to be expected. */
function Verdict({ response }: Readonly<{ response: TestResponse }>) {
  const { prediction, target, surprises } = response;
  const tone = toneOf(response);
  const Glyph = GLYPHS[tone];
  return (
    <div className="mb-3 grid grid-cols-[22px_minmax(0,1fr)] gap-2 border-b border-line pb-3 text-base">
      <Glyph aria-hidden="true" width={20} height={20} strokeWidth={2} className={cn('mt-px', COLOURS[tone])} />
      <div className="flex flex-col gap-1">
        {target.kind === 'unreachable' ? (
          <>
            <p>{target.why}</p>
            <p className="text-sm text-ink-2">
              The prediction stands alone: <SentenceText sentence={prediction.sentence} />
            </p>
          </>
        ) : surprises.length > 0 ? (
          <>
            <p className="font-semibold">Not as predicted.</p>
            <ul className="flex flex-col gap-1">
              {surprises.map((surprise) => (
                <li key={surprise}>{surprise}</li>
              ))}
            </ul>
            <p className="text-sm text-ink-2">
              Predicted: <SentenceText sentence={prediction.sentence} />
            </p>
          </>
        ) : (
          <p>
            <SentenceText sentence={prediction.sentence} /> {asPredicted(response)}
          </p>
        )}
      </div>
    </div>
  );
}

/** Only as much as was seen: another controller tells no rule, so its answer merely does not speak against it. */
function asPredicted({ answer, failure }: TestResponse): string {
  if (failure !== null || answer?.record) return 'As predicted.';
  return 'The answer does not contradict it.';
}

function toneOf({ target, surprises, prediction, answer, failure }: TestResponse): Tone {
  if (target.kind === 'unreachable') return 'idle';
  if (surprises.length > 0 || failure !== null) return 'bad';
  const isOwnError = answer?.record
    ? answer.record.answer !== null && answer.status >= 400
    : (prediction.status ?? 0) >= 400;
  return isOwnError ? 'bad' : 'ok';
}
