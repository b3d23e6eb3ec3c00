import { createServer } from 'node:net';

/** A run of 256 loopback addresses that no other Gatehouse on this machine gives out while it is held. */
export type Block = Readonly<{ number: number; release: () => Promise<void> }>;

/** Nothing is ever said on it: holding it is the claim, and the system gives it back when the process ends. */
const CLAIM_PORT = 16_666;
const BLOCKS = 256;

/**
 * Claims the first free block of a loopback /16, so that two Gatehouses on one machine never hand out one address
 * twice. Where the network is not there (only Linux has all of 127.0.0.0/8) it is block 0, unclaimed.
 */
export async function claimBlock(prefix: string): Promise<Block> {
  for (let number = 0; number < BLOCKS; number++) {
    const claim = await listenOn(`${prefix}.${number}.255`);
    if (claim !== 'taken') return { number, release: claim };
  }
  return unclaimed;
}

const unclaimed: Block = { number: 0, release: async () => {} };

function listenOn(host: string): Promise<'taken' | Block['release']> {
  return new Promise((resolve) => {
    const server = createServer((socket) => socket.destroy());
    server.once('error', (error: NodeJS.ErrnoException) => {
      resolve(error.code === 'EADDRINUSE' ? 'taken' : unclaimed.release);
    });
    server.listen({ host, port: CLAIM_PORT, exclusive: true }, () => {
      server.unref();
      resolve(() => new Promise((done) => server.close(() => done())));
    });
  });
}
