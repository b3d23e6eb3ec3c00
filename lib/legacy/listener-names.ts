import type { LegacyListener } from '#lib/gateway-api/v1alpha1/gateway.ts';

/** A listener hostname of v1alpha1 as v1 would write it: `""` and `"*"` both meant any, and are left out. */
export function hostnameOf({ hostname }: LegacyListener): string | undefined {
  return hostname === undefined || hostname === '' || hostname === '*' ? undefined : hostname;
}

/**
 * Listeners of v1alpha1 have no name; what told them apart was (port, protocol, hostname). Names are made of these:
 * `http-80`, `http-80-foo.example.com`, `https-443-wildcard.example.com`. Repeated ones are numbered.
 */
export function nameListeners(listeners: readonly LegacyListener[]): readonly string[] {
  const seen = new Map<string, number>();
  return listeners.map((listener) => {
    const hostname = hostnameOf(listener)?.toLowerCase().replace(/^\*/, 'wildcard');
    const base = [listener.protocol.toLowerCase(), listener.port, hostname]
      .filter((part) => part !== undefined)
      .join('-');
    const count = (seen.get(base) ?? 0) + 1;
    seen.set(base, count);
    return count === 1 ? base : `${base}-${count}`;
  });
}
