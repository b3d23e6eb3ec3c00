import { LEGACY_GROUP } from '#lib/gateway-api/common.ts';
import type { Detail, Sizes } from './layout-geometry.ts';
import { countLines, monoWidth, nameWidth, wordWidth } from './layout-text.ts';
import type { GatewayNode, GhostNode, ListenerNode, ListenerSetNode, ServiceNode, ServiceTls } from './topology.ts';

/**
 * What the words of a card need at its width. Reasons are whole, in as many lines as it takes; a name has two and then
 * loses its middle: the panel shows it whole.
 */
export type CardText = Readonly<{
  /** lines of the name; of a listener or ListenerSet 0 where it fits beside the kind */
  name: number;
  /** room of the name, in CSS pixels */
  nameRoom: number;
  height: number;
}>;

/** A name has no more lines than this. */
export const NAME_LINES = 2;
const LINE = 17;
const SMALL_LINE = 16;
/** Padding and border of a card, and of a Service, which has less. */
const FRAME = 20;
const SERVICE_FRAME = 18;
/** Of a badge around its word: icon and padding. */
const BADGE_FRAME = 25;
const BADGE_LINE = 14;
/** Of a status word before it: icon and gap. */
const ICON = 15;
const GAP = 7;
/** Of a kind badge: its letters, padding and the gap after it. */
const KIND_CHAR = 6.7;
const KIND_FRAME = 16;
/** The lock of a BackendTLSPolicy, and the icon beside it. */
const LOCK = 32;

/** In the place of an address. */
export const NO_ADDRESS = 'no address';
const VERSION = 'v1alpha1';

export type CardSizes = Readonly<{ width: number; detail: Detail; sizes: Sizes }>;

/** Name, address (and version, where that is told) and badge below each other. */
export function gatewayText(node: GatewayNode, { width, detail, sizes }: CardSizes): CardText {
  const isLegacy = node.group === LEGACY_GROUP;
  const nameRoom = width - FRAME;
  const name = nameLines(node.name, nameRoom);
  const badge = detail === 'near' ? countLines(node.badge.word, nameRoom - BADGE_FRAME, wordWidth) : 1;
  const address = monoWidth(node.addresses[0] ?? NO_ADDRESS) + (isLegacy ? GAP + monoWidth(VERSION) : 0);
  const addressLines = detail === 'near' && isLegacy && address > nameRoom ? 2 : 1;
  const more = (name - 1) * LINE + (badge - 1) * BADGE_LINE + (addressLines - 1) * SMALL_LINE;
  return { name, nameRoom, height: sizes.gatewayHeight + more };
}

/** What is missing in the place of a Gateway. */
export function ghostText(node: GhostNode, { width, sizes }: CardSizes): CardText {
  const nameRoom = width - FRAME;
  const name = nameLines(node.name, nameRoom);
  return { name, nameRoom, height: sizes.ghostHeight + (name - 1) * LINE };
}

/** Protocol, name and port in one line where they fit; then the status, and the counts where those do not fit beside it. */
export function listenerText(node: ListenerNode, { width, sizes }: CardSizes): CardText {
  const room = width - FRAME;
  const beside = room - kindWidth(node.protocol) - monoWidth(`:${node.port}`) - GAP;
  const name = besideOrBelow(node.name, beside, room);
  const status = node.badge.name === 'accepted' ? 1 : statusLines(node, room);
  return { ...name, height: sizes.listenerHeight + (name.name + status - 1) * LINE };
}

function statusLines({ badge, counts }: ListenerNode, room: number): number {
  const word = countLines(badge.word, room - ICON, wordWidth);
  const numbers = [counts.attached, counts.partial, counts.refused].filter((count) => count > 0);
  if (numbers.length === 0) return word;
  const beside = numbers.reduce((sum, count) => sum + GAP + ICON + wordWidth(`${count}`), 0);
  return word === 1 && ICON + wordWidth(badge.word) + beside <= room ? 1 : word + 1;
}

/** Its kind and name, why it is not taken, its status. */
export function listenerSetText(node: ListenerSetNode, { width, detail, sizes }: CardSizes): CardText {
  const room = width - FRAME;
  const name = besideOrBelow(node.name, room - kindWidth('LS'), room);
  const status = countLines(node.badge.word, room - ICON, wordWidth);
  const detailLines = detail === 'near' ? countLines(listenerSetDetail(node), room, monoWidth) : 1;
  const more = (name.name + status - 1) * LINE + Math.max(0, detailLines - 1) * SMALL_LINE;
  return { ...name, height: sizes.listenerSetHeight + more };
}

/** The line between name and status of a ListenerSet. */
export function listenerSetDetail({ chip, namespace }: ListenerSetNode): string {
  return chip ? [chip.verb, chip.operand].filter(Boolean).join(' ') : `ListenerSet of ${namespace}`;
}

/** A Service, or what is missing in its place. */
export function serviceText(node: ServiceNode | GhostNode, { width, detail, sizes }: CardSizes): CardText {
  const room = width - SERVICE_FRAME;
  const mark = node.type === 'ghost' ? ICON : node.tls.length > 0 ? LOCK : 0;
  const nameRoom = room - kindWidth('S') - mark;
  const name = nameLines(node.name, nameRoom);
  const trouble = node.type === 'service' && detail === 'near' ? troubleOf(node.tls) : undefined;
  const reason = trouble ? countLines(trouble.badge.word, room, wordWidth) : 1;
  return { name, nameRoom, height: sizes.serviceHeight + (name - 1) * LINE + (reason - 1) * SMALL_LINE };
}

/** The policy of a Service that is not as it should be, a refused one first. */
export function troubleOf(tls: readonly ServiceTls[]): ServiceTls | undefined {
  const bad = tls.filter(({ badge }) => badge.name !== 'accepted');
  return bad.find(({ badge }) => badge.name === 'refused') ?? bad[0];
}

function nameLines(name: string, room: number): number {
  return Math.min(NAME_LINES, countLines(name, room, nameWidth));
}

function besideOrBelow(name: string, beside: number, below: number): Pick<CardText, 'name' | 'nameRoom'> {
  if (nameWidth(name) <= beside) return { name: 0, nameRoom: beside };
  return { name: nameLines(name, below), nameRoom: below };
}

function kindWidth(letters: string): number {
  return letters.length * KIND_CHAR + KIND_FRAME;
}
