import { applies } from './applies.ts';
import { changes } from './changes.ts';
import { commands } from './commands.ts';
import { creates } from './creates.ts';
import { deletions } from './deletions.ts';
import { discovery } from './discovery.ts';
import { reads } from './reads.ts';
import type { Step } from './step.ts';
import { watches } from './watches.ts';

/** The contract, in the order it is replayed. */
export const steps: readonly Step[] = [
  ...creates,
  ...changes,
  ...applies,
  ...reads,
  ...watches,
  ...commands,
  ...discovery,
  ...deletions,
];
