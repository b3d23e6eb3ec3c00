/** How much is drawn of each object; a change of content, never of type size. Far is a list of its own. */
export type Detail = 'near' | 'middle';

/** Measured sizes, in CSS pixels. */
export type Sizes = Readonly<{
  gatewayHeight: number;
  ghostHeight: number;
  listenerHeight: number;
  listenerSetHeight: number;
  /** a route card, and the distance from one to the next */
  cardHeight: number;
  cardStep: number;
  /** a Service, and the least distance from one to the next */
  serviceHeight: number;
  serviceStep: number;
  /** of a chip whose words fit; it grows by lines where they do not */
  chipHeight: number;
  chipLines: 'reason' | 'full';
}>;

export const SIZES: Readonly<Record<Detail, Sizes>> = {
  near: {
    gatewayHeight: 84,
    ghostHeight: 68,
    listenerHeight: 62,
    listenerSetHeight: 58,
    cardHeight: 42,
    cardStep: 48,
    serviceHeight: 38,
    serviceStep: 44,
    chipHeight: 38,
    chipLines: 'full',
  },
  middle: {
    gatewayHeight: 46,
    ghostHeight: 46,
    listenerHeight: 42,
    listenerSetHeight: 42,
    cardHeight: 26,
    cardStep: 30,
    serviceHeight: 26,
    serviceStep: 30,
    chipHeight: 22,
    chipLines: 'reason',
  },
};

/** Listeners of a ListenerSet stand this far in from its edge. */
export const SET_INSET = 14;
export const LANE_HEADER = 24;
export const LANE_GAP = 6;
export const BLOCK_GAP = 24;
export const FOLD_HEIGHT = 30;
export const CORNER = 8;
export const TOP = 8;

/**
 * Left edges and widths of the columns. Spare width goes to the attachment column, the chips grow with it; where there is
 * less than all of them ask for, each gives way a little, so that a chain is seen whole beside an open panel.
 */
export type Columns = Readonly<{
  gateway: number;
  gatewayWidth: number;
  listener: number;
  listenerWidth: number;
  attachment: number;
  chip: number;
  chipWidth: number;
  lane: number;
  laneWidth: number;
  /** of a route in its lane, from the lane's left edge */
  cardInset: number;
  cardWidth: number;
  service: number;
  serviceWidth: number;
  /** right edge of the last column, with its margin */
  width: number;
}>;

const FULL: Columns = {
  gateway: 16,
  gatewayWidth: 142,
  listener: 182,
  listenerWidth: 178,
  attachment: 370,
  chip: 384,
  chipWidth: 200,
  lane: 602,
  laneWidth: 214,
  cardInset: 14,
  cardWidth: 194,
  service: 912,
  serviceWidth: 136,
  width: 1064,
};

/** Below this the words would be broken too often to be read: the canvas is panned instead. */
const LEAST: Columns = {
  gateway: 8,
  gatewayWidth: 116,
  listener: 136,
  listenerWidth: 116,
  attachment: 262,
  chip: 276,
  chipWidth: 136,
  lane: 428,
  laneWidth: 190,
  cardInset: 6,
  cardWidth: 178,
  service: 666,
  serviceWidth: 118,
  width: 792,
};

const CHIP_WIDEST = 320;

export function columnsFor(canvasWidth: number): Columns {
  const room = Math.floor(canvasWidth);
  if (room < FULL.width) return between(Math.max(0, room - LEAST.width) / (FULL.width - LEAST.width));
  const spare = room - FULL.width;
  return {
    ...FULL,
    chipWidth: Math.min(CHIP_WIDEST, FULL.chipWidth + spare),
    lane: FULL.lane + spare,
    service: FULL.service + spare,
    width: room,
  };
}

/** @param share 0 is the least, 1 the full width; whole pixels, so that text stays sharp */
function between(share: number): Columns {
  const at = (column: keyof Columns) => Math.floor(LEAST[column] + share * (FULL[column] - LEAST[column]));
  return {
    gateway: at('gateway'),
    gatewayWidth: at('gatewayWidth'),
    listener: at('listener'),
    listenerWidth: at('listenerWidth'),
    attachment: at('attachment'),
    chip: at('chip'),
    chipWidth: at('chipWidth'),
    lane: at('lane'),
    laneWidth: at('laneWidth'),
    cardInset: at('cardInset'),
    cardWidth: at('cardWidth'),
    service: at('service'),
    serviceWidth: at('serviceWidth'),
    width: at('width'),
  };
}
