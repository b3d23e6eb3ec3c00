import type { Server } from 'node:net';
import type { PortReport } from '#lib/binding/result.ts';

type Place = Readonly<{ address: string; port: number }>;

const FALLBACK_ADDRESS = '127.0.0.1';

/**
 * Listens at a Gateway's own address and port. Where the system refuses (ports below 1024 need privileges, only Linux
 * has all of 127.0.0.0/8, somebody else may hold the port) it takes another port: at the same address if that exists,
 * else at 127.0.0.1; a familiar number first (80 → 8080, 443 → 8443), then any free one.
 *
 * @returns where it answers; `refused` when no place was found
 */
export async function bindPort(server: Server, wanted: Place): Promise<PortReport> {
  const first = await listen(server, wanted);
  if (first === null) return { state: 'bound' };
  if (!isRefusal(first)) return { state: 'refused', why: first };
  for (const place of otherPlaces(wanted, first)) {
    if ((await listen(server, place)) !== null) continue;
    return { state: 'remapped', address: place.address, port: portOf(server), why: first };
  }
  return { state: 'refused', why: first };
}

function otherPlaces({ address, port }: Place, refusal: string): readonly Place[] {
  const ports = port < 1024 ? [port + 8000, 0] : [0];
  const addresses = refusal === 'EADDRNOTAVAIL' ? [FALLBACK_ADDRESS] : [address, FALLBACK_ADDRESS];
  return addresses.flatMap((each) => ports.map((free) => ({ address: each, port: free })));
}

const refusals: ReadonlySet<string> = new Set(['EACCES', 'EPERM', 'EADDRINUSE', 'EADDRNOTAVAIL']);
const isRefusal = (code: string) => refusals.has(code);

/** null when it listens, else the system's word. */
function listen(server: Server, { address, port }: Place): Promise<string | null> {
  return new Promise((resolve) => {
    const settle = (why: string | null) => {
      server.off('error', failed);
      server.off('listening', listening);
      resolve(why);
    };
    const failed = (error: NodeJS.ErrnoException) => settle(error.code ?? error.message);
    const listening = () => settle(null);
    server.on('error', failed);
    server.on('listening', listening);
    server.listen({ host: address, port, exclusive: true });
  });
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address ? address.port : 0;
}
