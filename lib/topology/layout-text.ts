/** The width of a text in CSS pixels, on the safe side of what the browser draws. */
export type TextWidth = (text: string) => number;

/** Names: JetBrains Mono, bold, 12 px, a little tightened. */
export const nameWidth: TextWidth = (text) => text.length * 7;
/** Operands: JetBrains Mono, 11 px. */
export const monoWidth: TextWidth = (text) => text.length * 6.4;

/** Reasons: Inter, bold, 11 px, by classes of letters. */
export const wordWidth: TextWidth = (text) => {
  let width = 0;
  for (const letter of text) width += WORD_WIDTHS.find(({ letters }) => letters.test(letter))?.width ?? 7.3;
  return width;
};

const WORD_WIDTHS = [
  { letters: /[ijlI |]/, width: 3 },
  { letters: /[!.,:;'ft/]/, width: 3.8 },
  { letters: /[r1()[\]-]/, width: 4.8 },
  { letters: /[acekLsvxyzFJ?]/, width: 6.3 },
  { letters: /[bdghnopquE]/, width: 6.8 },
  { letters: /[mwM]/, width: 9.8 },
  { letters: /[W%@]/, width: 11.5 },
  { letters: /[ACDGHKNOQUVXY]/, width: 8.2 },
] as const;

/**
 * A text in the parts between which a line may be broken: at spaces, after a hyphen, dot or slash, before the capital of
 * a reason (`Invalid`, `Client`, `Certificate`, `Ref`).
 */
export function breakParts(text: string): readonly string[] {
  return text.split(/(?<=[-./\s])(?=[^-./\s])|(?<=[a-z\d])(?=[A-Z])/);
}

/** Lines that a text takes, broken between its parts first, inside a part that is wider than a line. */
export function countLines(text: string, room: number, widthOf: TextWidth): number {
  let lines = text ? 1 : 0;
  let used = 0;
  for (const part of breakParts(text)) {
    // a space at the end of a line takes no room
    const width = widthOf(part.trimEnd());
    if (used + width <= room) {
      used += widthOf(part);
      continue;
    }
    if (used > 0) lines += 1;
    const whole = Math.ceil(width / Math.max(1, room)) - 1;
    lines += whole;
    used = widthOf(part) - whole * room;
  }
  return lines;
}

/** How much of a name's end stays: it matters, so of a long one the middle is cut. */
const TAIL = 8;

/** A name in at most so many lines: whole where it fits, else without its middle. */
export function fitName(name: string, room: number, lines: number): string {
  if (countLines(name, room, nameWidth) <= lines) return name;
  const most = Math.max(1, Math.floor(room / nameWidth('a'))) * lines;
  return name.length <= most ? name : `${name.slice(0, Math.max(1, most - TAIL - 1))}…${name.slice(-TAIL)}`;
}
