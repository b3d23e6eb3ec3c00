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

export const GATEWAY_WIDTH = 142;
export const LISTENER_WIDTH = 178;
/** Listeners of a ListenerSet stand this far in from its edge. */
export const SET_INSET = 14;
export const LANE_WIDTH = 214;
export const LANE_HEADER = 24;
export const LANE_GAP = 6;
export const BLOCK_GAP = 24;
export const CARD_INSET = 14;
export const CARD_WIDTH = 194;
export const FOLD_HEIGHT = 30;
export const SERVICE_WIDTH = 136;
export const CORNER = 8;
export const TOP = 8;

/** Left edges of the columns; spare width goes to the attachment column, the chips grow with it. */
export type Columns = Readonly<{
  gateway: number;
  listener: number;
  attachment: number;
  chip: number;
  chipWidth: number;
  lane: number;
  service: number;
  /** right edge of the last column, with its margin */
  width: number;
}>;

const LEAST_WIDTH = 1064;
const CHIP_WIDTH = 200;
const CHIP_WIDEST = 320;

export function columnsFor(canvasWidth: number): Columns {
  const spare = Math.max(0, Math.floor(canvasWidth) - LEAST_WIDTH);
  return {
    gateway: 16,
    listener: 182,
    attachment: 370,
    chip: 384,
    chipWidth: Math.min(CHIP_WIDEST, CHIP_WIDTH + spare),
    lane: 602 + spare,
    service: 912 + spare,
    width: LEAST_WIDTH + spare,
  };
}
