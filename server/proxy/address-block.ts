import { createSocket, type Socket } from 'node:dgram';

/** A part of the loopback network that this process holds. */
export type AddressBlock = Readonly<{
  /** third number of its addresses */
  number: number;
  /** may be called again */
  close: () => void;
}>;

const BLOCKS = 256;

/** Nobody sends anything here: who has the socket has the block. */
const GUARD_PORT = 6600;

/**
 * Finds the first 256 addresses of a network that no other Gatehouse on this machine gives to its Gateways, so that
 * two of them do not ask for the same ports. The socket that holds the block goes with the process.
 *
 * @param network the first two numbers, e.g. `127.66`
 * @returns block 0 where none can be held (not every system has all of 127.0.0.0/8)
 */
export async function holdAddressBlock(network: string): Promise<AddressBlock> {
  for (let number = 0; number < BLOCKS; number++) {
    const guard = createSocket('udp4');
    const refusal = await bind(guard, `${network}.${number}.0`);
    if (refusal === null) return { number, close: closeOnce(guard) };
    guard.close();
    if (refusal !== 'EADDRINUSE') break;
  }
  return { number: 0, close: () => {} };
}

function closeOnce(socket: Socket): () => void {
  let open = true;
  return () => {
    if (open) socket.close();
    open = false;
  };
}

/** null when it is bound, else the system's word. */
function bind(socket: Socket, address: string): Promise<string | null> {
  return new Promise((resolve) => {
    socket.once('error', ({ code, message }: NodeJS.ErrnoException) => resolve(code ?? message));
    socket.bind({ address, port: GUARD_PORT, exclusive: true }, () => resolve(null));
    socket.unref();
  });
}
