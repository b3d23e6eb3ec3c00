'use client';

import { useStore } from '@xyflow/react';
import { cn } from '#components/ui/cn.ts';
import type { Drawing } from '#lib/topology/layout-result.ts';
import { problemsOf } from './problems.ts';

export type RulerProps = Readonly<{ drawing: Drawing; height: number; onJump: (id: string) => void }>;

/** The minimap: a frame for the view, a tick for each problem. The keyboard has `n` and `p` instead. */
export function Ruler({ drawing, height, onJump }: RulerProps) {
  const y = useStore((state) => state.transform[1]);
  const whole = Math.max(drawing.height + 56, height);
  const scale = height / whole;
  const jump = (clientY: number, box: DOMRect) => {
    const at = (clientY - box.top) / scale;
    const near = drawing.nodes
      .filter(({ kind }) => kind === 'route' || kind === 'fold')
      .sort((a, b) => Math.abs(a.y - at) - Math.abs(b.y - at))[0];
    if (near) onJump(near.id);
  };
  return (
    <div
      aria-hidden="true"
      className="absolute inset-y-0 right-0 z-10 w-4 border-l border-line-soft bg-canvas"
      onClick={(event) => jump(event.clientY, event.currentTarget.getBoundingClientRect())}
    >
      <div
        style={{ top: Math.max(0, -y * scale) + 2, height: Math.max(12, height * scale - 4) }}
        className="absolute inset-x-0.5 rounded-[3px] border border-control bg-hover"
      />
      {problemsOf(drawing).map(({ id, y: top, height: tall, node }) => (
        <div
          key={id}
          style={{ top: (top + tall / 2) * scale }}
          className={cn(
            'absolute inset-x-[3px]',
            node.state === 'refused'
              ? 'h-[3px] rounded-[1px] bg-bad-mark'
              : 'border-t-2 border-dotted border-warn-mark',
          )}
        />
      ))}
    </div>
  );
}
