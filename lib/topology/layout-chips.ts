import type { Sizes } from './layout-geometry.ts';
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
/** Widths of a character, on the safe side of what the browser draws (11 px, bold Inter and JetBrains Mono). */
const WORD_CHAR = 5.95;
const MONO_CHAR = 6.4;

/** A chip grows by whole lines: words that do not fit one are broken, never cut. */
export function shapeChip(chip: Chip, width: number, sizes: Sizes): ChipShape {
  const room = width - FRAME - INDENT;
  const head = (text: string) => Math.max(1, Math.ceil((text.length * WORD_CHAR) / room));
  if (sizes.chipLines === 'reason') return grown('head', head(chip.reason), sizes);
  const joined = chip.verb ? `${chip.reason}: ${chip.verb}` : chip.reason;
  const verb = head(joined) === 1 ? 'head' : 'body';
  const more = chip.more > 0 ? ` + ${chip.more} more` : '';
  const operand = `${verb === 'body' && chip.verb ? `${chip.verb} ` : ''}${chip.operand}${more}`;
  return grown(verb, head(verb === 'head' ? joined : chip.reason) + monoLines(operand, room), sizes);
}

function grown(verb: ChipShape['verb'], lines: number, sizes: Sizes): ChipShape {
  return { verb, height: sizes.chipHeight + Math.max(0, lines - (sizes.chipLines === 'reason' ? 1 : 2)) * LINE };
}

/** As the browser breaks them: at spaces first, inside a word that is wider than a line. */
function monoLines(text: string, room: number): number {
  const most = Math.floor(room / MONO_CHAR);
  let lines = text ? 1 : 0;
  let used = 0;
  for (const { length } of text.split(' ')) {
    if (used > 0 && used + 1 + length <= most) used += 1 + length;
    else {
      if (used > 0) lines += 1;
      lines += Math.ceil(length / most) - 1;
      used = length - (Math.ceil(length / most) - 1) * most;
    }
  }
  return lines;
}
