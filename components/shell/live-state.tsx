'use client';

import { Pause, Play, WifiOff } from 'lucide-react';
import type { StreamState } from '#components/data/stream-state.ts';
import { useStreamState } from '#components/data/use-event-stream.ts';
import { useNow } from '#components/data/use-now.ts';
import { useSession } from '#components/data/use-session.ts';
import { Button } from '#components/ui/button.tsx';
import { formatAge } from '#lib/kube/age.ts';
import { staleSinceOf } from './coverage.ts';

/** Live, stale, reconnecting or paused, with the age of what is shown; the switch beside it pauses. */
export function LiveState() {
  const { stream, pause, resume } = useStreamState();
  const paused = stream.state === 'paused';
  const Glyph = paused ? Play : Pause;
  return (
    <>
      <Words stream={stream} />
      <Button
        look="ghost"
        size="smallIcon"
        aria-label={paused ? 'Resume live updates' : 'Pause live updates'}
        className="max-tab:hidden"
        onClick={paused ? resume : pause}
      >
        <Glyph size={14} aria-hidden="true" />
      </Button>
    </>
  );
}

function Words({ stream }: Readonly<{ stream: StreamState }>) {
  const now = useNow(1000);
  const { data: session } = useSession();
  const stale = session ? staleSinceOf(session) : null;
  const ago = (since: number) => formatAge(Math.max(0, now - since));
  switch (stream.state) {
    case 'connecting':
      return <Line dot="bg-idle-mark" word="Connecting" rest="" />;
    case 'live':
      // the stream to Gatehouse lives, but Gatehouse hears nothing of the cluster
      if (stale !== null) {
        const since = Date.parse(stale);
        return (
          <Line
            dot={null}
            word={`Stale since ${new Date(since).toLocaleTimeString('en-GB')}`}
            rest={`, ${ago(since)} old`}
          />
        );
      }
      return (
        <Line
          dot="bg-ok-mark"
          word="Live"
          rest={stream.lastChangeAt === null ? '' : `, last change ${ago(stream.lastChangeAt)} ago`}
        />
      );
    case 'paused':
      return <Line dot="bg-idle-mark" word="Paused" rest={` for ${ago(stream.since)}`} />;
    case 'reconnecting':
      return <Line dot={null} word="Reconnecting" rest={`, data ${ago(stream.since)} old`} />;
  }
}

function Line({ dot, word, rest }: Readonly<{ dot: string | null; word: string; rest: string }>) {
  return (
    <span className="inline-flex items-center gap-[7px] whitespace-nowrap text-ink-2 max-tab:ml-auto">
      {dot ? (
        <span className={`size-2 rounded-full ${dot}`} />
      ) : (
        <WifiOff size={14} aria-hidden="true" className="text-warn" />
      )}
      <span>
        <b className="font-semibold text-ink">{word}</b>
        <span className="max-wide:hidden">{rest}</span>
      </span>
    </span>
  );
}
