import { type EchoOptions, type EchoServer, startEchoServer } from './echo-server.ts';
import type { SandboxLog } from './log.ts';

/** Where a Pod listens. `ports` maps each container port to the one really bound. */
export type PodListening = Readonly<{
  ip: string;
  ports: ReadonlyMap<number, number>;
  close: (graceMs: number) => Promise<void>;
}>;

/** Addresses tried in turn when another sandbox on this machine holds one. */
const addressesToTry = 64;

/**
 * Gives Pods their own loopback addresses, 127.64.0.1 upwards, never the same one twice in a row, so that two Pods can
 * listen on one port. Where the system refuses (macOS has only 127.0.0.1, ports below 1024 need privileges) the port
 * moves to a free one.
 */
export class PodNetwork {
  readonly #log: SandboxLog;
  readonly #taken = new Set<string>();
  #last = 0;

  constructor(log: SandboxLog) {
    this.#log = log;
  }

  /** Binds every port on one address. @throws the listen error when not even a free port can be bound */
  async listen(ports: readonly number[], options: EchoOptions): Promise<PodListening> {
    for (let tried = 0; tried < addressesToTry; tried++) {
      const ip = this.#nextAddress();
      const servers = await this.#bindAll(ip, ports, options);
      if (servers) return this.#listening(ip, servers);
    }
    const ip = this.#nextAddress();
    const servers = new Map<number, EchoServer>();
    for (const port of ports) servers.set(port, await bindAnywhere(ip, options));
    return this.#listening(ip, servers);
  }

  /** null when another process holds one of the ports on this address. */
  async #bindAll(
    ip: string,
    ports: readonly number[],
    options: EchoOptions,
  ): Promise<ReadonlyMap<number, EchoServer> | null> {
    const servers = new Map<number, EchoServer>();
    for (const port of ports) {
      try {
        servers.set(port, await startEchoServer(ip, port, options));
      } catch (cause) {
        const { code } = cause as NodeJS.ErrnoException;
        if (code === 'EADDRINUSE') {
          await Promise.all([...servers.values()].map((server) => server.close(0)));
          this.#taken.delete(ip);
          return null;
        }
        if (code !== 'EACCES' && code !== 'EADDRNOTAVAIL') throw cause;
        const moved = await bindAnywhere(ip, options);
        servers.set(port, moved);
        this.#log.info({ port, address: moved.address, movedTo: moved.port, code }, 'port of a sandbox pod moved');
      }
    }
    return servers;
  }

  #listening(ip: string, servers: ReadonlyMap<number, EchoServer>): PodListening {
    const all = [...servers.values()];
    return {
      // all servers of a Pod share an address: it can be bound or it cannot
      ip: all[0]?.address ?? ip,
      ports: new Map([...servers].map(([port, server]) => [port, server.port])),
      close: async (graceMs) => {
        await Promise.all(all.map((server) => server.close(graceMs)));
        this.#taken.delete(ip);
      },
    };
  }

  #nextAddress(): string {
    for (;;) {
      this.#last = this.#last >= 65_534 ? 1 : this.#last + 1;
      const address = `127.64.${this.#last >>> 8}.${this.#last & 255}`;
      if (this.#taken.has(address)) continue;
      this.#taken.add(address);
      return address;
    }
  }
}

/** A free port on the Pod's own address, or on 127.0.0.1 where that address cannot be bound. */
async function bindAnywhere(ip: string, options: EchoOptions): Promise<EchoServer> {
  try {
    return await startEchoServer(ip, 0, options);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EADDRNOTAVAIL') throw cause;
    return startEchoServer('127.0.0.1', 0, options);
  }
}
