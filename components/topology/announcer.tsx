'use client';

import { useState } from 'react';
import type { Topology } from '#lib/topology/topology.ts';
import { changedVerdicts } from './changed-verdicts.ts';

/** Says politely, once for each batch, which verdicts changed. */
export function Announcer({ topology }: Readonly<{ topology: Topology }>) {
  const [before, setBefore] = useState(topology);
  const [said, setSaid] = useState('');
  if (before !== topology) {
    setBefore(topology);
    const changes = changedVerdicts(before, topology);
    if (changes) setSaid(changes);
  }
  return (
    <p aria-live="polite" className="sr-only">
      {said}
    </p>
  );
}
