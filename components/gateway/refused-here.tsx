'use client';

import Link from 'next/link';
import { useState } from 'react';
import { StatusIcon } from '#components/ui/badge.tsx';
import { Button } from '#components/ui/button.tsx';
import { cn } from '#components/ui/cn.ts';
import { FINGER } from '#components/ui/finger.ts';
import { Section } from '#components/ui/section.tsx';
import type { AttachmentEdge } from '#lib/topology/topology.ts';
import { sayRefusedHere } from './refused-here-words.ts';

const SHOWN_FIRST = 12;

/** What the listeners of the Gateway refuse, also where another of them takes the Route. */
export function RefusedHere({ refused }: Readonly<{ refused: readonly AttachmentEdge[] }>) {
  const [all, setAll] = useState(false);
  if (refused.length === 0) return null;
  const shown = all ? refused : refused.slice(0, SHOWN_FIRST);
  return (
    <Section title="Refused here" className="mt-6" aside={sayRefusedHere(refused)}>
      <ul className="divide-y divide-line-soft rounded-lg border border-line">
        {shown.map((edge) => (
          <li key={edge.id} className="flex gap-2 px-3 py-2 text-xs">
            <StatusIcon name="refused" className="mt-0.5 size-3.5" />
            <p className="min-w-0 text-ink-2 [overflow-wrap:anywhere]">
              {edge.sentence}{' '}
              <Link
                href={`/?select=${encodeURIComponent(edge.route)}`}
                className={cn('whitespace-nowrap text-accent underline underline-offset-2', FINGER)}
              >
                Why refused
              </Link>
            </p>
          </li>
        ))}
      </ul>
      {shown.length < refused.length && (
        <Button size="small" className="mt-2" onClick={() => setAll(true)}>
          Show all {refused.length.toLocaleString('en')}
        </Button>
      )}
    </Section>
  );
}
