import type { HeaderLine } from '#lib/routing/decision.ts';

/** The tester's own header: its value becomes the id of the request's access record and goes no further. */
export const REQUEST_ID_HEADER = 'x-gatehouse-request-id';

const hopByHop: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** Node's flat list of names and values as lines. */
export function toLines(raw: readonly string[]): readonly HeaderLine[] {
  const lines: HeaderLine[] = [];
  for (let i = 0; i + 1 < raw.length; i += 2) lines.push([raw[i] ?? '', raw[i + 1] ?? '']);
  return lines;
}

/** Lines as Node takes them. */
export function fromLines(lines: readonly HeaderLine[]): string[] {
  return lines.flat();
}

/** The values of a header, in order. */
export function valuesOf(lines: readonly HeaderLine[], lowerName: string): readonly string[] {
  return lines.flatMap(([name, value]) => (name.toLowerCase() === lowerName ? [value] : []));
}

/**
 * Leaves out what belongs to one connection: the hop-by-hop fields and every field that `Connection` names. Host is
 * never taken away, whatever `Connection` says.
 *
 * @see RFC 9110, section 7.6.1
 */
export function stripHopByHop(lines: readonly HeaderLine[], also: readonly string[] = []): readonly HeaderLine[] {
  const named = valuesOf(lines, 'connection')
    .flatMap((value) => value.split(','))
    .map((name) => name.trim().toLowerCase());
  const dropped = new Set([...hopByHop, ...named, ...also]);
  dropped.delete('host');
  return lines.filter(([name]) => !dropped.has(name.toLowerCase()));
}

/** Fields that frame, route, condition or authorise a message: behind its body they would come too late to be meant. */
const notInTrailers: readonly string[] = [
  'authorization',
  'content-encoding',
  'content-length',
  'content-range',
  'content-type',
  'cookie',
  'expect',
  'host',
  'max-forwards',
  'proxy-authorization',
  'range',
  'set-cookie',
];

/**
 * Leaves out of a trailer section what must not be there.
 *
 * @see RFC 9110, section 6.5.1
 */
export function stripTrailers(lines: readonly HeaderLine[]): readonly HeaderLine[] {
  return stripHopByHop(lines).filter(([name]) => {
    const lower = name.toLowerCase();
    return !notInTrailers.includes(lower) && !lower.startsWith('x-forwarded-') && lower !== 'forwarded';
  });
}

export type ForwardedFor = Readonly<{ client: string; scheme: 'http' | 'https'; host: string; port: number }>;

/** Appends the client to `X-Forwarded-For` and says how the request came in; what a client claims of the rest is lost. */
export function addForwarded(lines: readonly HeaderLine[], from: ForwardedFor): readonly HeaderLine[] {
  const before = valuesOf(lines, 'x-forwarded-for');
  const ours: readonly HeaderLine[] = [
    ['X-Forwarded-For', [...before, from.client].join(', ')],
    ['X-Forwarded-Proto', from.scheme],
    ['X-Forwarded-Host', from.host],
    ['X-Forwarded-Port', String(from.port)],
  ];
  const names = new Set(ours.map(([name]) => name.toLowerCase()));
  return [...lines.filter(([name]) => !names.has(name.toLowerCase())), ...ours];
}

export function setLine(lines: readonly HeaderLine[], name: string, value: string): readonly HeaderLine[] {
  const lower = name.toLowerCase();
  const position = lines.findIndex(([each]) => each.toLowerCase() === lower);
  if (position < 0) return [...lines, [name, value]];
  return lines.flatMap((line, i): HeaderLine[] => {
    if (i === position) return [[line[0], value]];
    return line[0].toLowerCase() === lower ? [] : [line];
  });
}
