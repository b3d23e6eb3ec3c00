import type { Sizes } from './layout-geometry.ts';
import { countLines, monoWidth, wordWidth } from './layout-text.ts';
import type { Chip } from './topology.ts';

/** How the words of a chip are broken, so that reason and operand are read in full at any width. */
export type ChipShape = Readonly<{
  /** the verb stands behind the reason, or before the operand where the reason leaves no room */
  verb: 'head' | 'body';
  height: number;
}>;

const LINE = 15;
/** Border and padding; then the icon before the reason, below which the operand is set in. */
const FRAME = 16;
const INDENT = 16;

/** A chip grows by whole lines: words that do not fit one are broken, never cut. */
export function shapeChip(chip: Chip, width: number, sizes: Sizes): ChipShape {
  const room = width - FRAME - INDENT;
  const head = (text: string) => Math.max(1, countLines(text, room, wordWidth));
  if (sizes.chipLines === 'reason') return grown('head', head(chip.reason), sizes);
  const joined = chip.verb ? `${chip.reason}: ${chip.verb}` : chip.reason;
  const verb = head(joined) === 1 ? 'head' : 'body';
  const more = chip.more > 0 ? ` + ${chip.more} more` : '';
  const operand = `${verb === 'body' && chip.verb ? `${chip.verb} ` : ''}${chip.operand}${more}`;
  const lines = head(verb === 'head' ? joined : chip.reason) + countLines(operand, room, monoWidth);
  return grown(verb, lines, sizes);
}

function grown(verb: ChipShape['verb'], lines: number, sizes: Sizes): ChipShape {
  return { verb, height: sizes.chipHeight + Math.max(0, lines - (sizes.chipLines === 'reason' ? 1 : 2)) * LINE };
}
