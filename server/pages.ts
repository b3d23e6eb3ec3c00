import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { securityHeaders } from './api/guard.ts';

/** The Next application behind our own server. Requests that come before it is ready wait for it. */
export type Pages = Readonly<{
  /** on every answer */
  headers: Readonly<Record<string, string>>;
  ready: Promise<void>;
  handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
  close: () => Promise<void>;
}>;

export function preparePages({ root, dev }: Readonly<{ root: string; dev: boolean }>): Pages {
  const prepared = prepare(root, dev);
  const ready = prepared.then(() => {});
  // reported by whoever waits for `ready`; unhandled here it would end the process without a word
  ready.catch(() => {});
  return {
    headers: dev ? developmentHeaders : securityHeaders,
    ready,
    handle: async (request, response) => {
      const app = await prepared;
      await app.getRequestHandler()(request, response);
    },
    upgrade: (request, socket, head) => {
      if (!dev) {
        socket.destroy();
        return;
      }
      void prepared.then((app) => app.getUpgradeHandler()(request, socket, head));
    },
    close: async () => {
      const app = await prepared;
      await app.close();
    },
  };
}

/** Modules that are replaced while they are worked on are evaluated from text. */
const developmentHeaders = {
  ...securityHeaders,
  'content-security-policy': securityHeaders['content-security-policy']?.replace(
    "script-src 'self'",
    "script-src 'self' 'unsafe-eval'",
  ) as string,
};

async function prepare(root: string, dev: boolean) {
  process.env.NEXT_TELEMETRY_DISABLED = '1';
  // Next reads it while it is imported
  Object.assign(process.env, { NODE_ENV: dev ? 'development' : 'production' });
  const { default: next } = await import('next');
  if (!dev) await readConfigQuietly(root);
  const app = next({ dev, dir: root, quiet: true });
  await app.prepare();
  return app;
}

/** Next keeps the configuration once it is read; read by itself, it says on the screen how long that took. */
async function readConfigQuietly(root: string): Promise<void> {
  // compiled to CommonJS: Node gives its exports as the default
  const loaded = (await import('next/dist/server/config.js')) as unknown as Readonly<{
    default: typeof import('next/dist/server/config.js');
  }>;
  await loaded.default.default('phase-production-server', root, { silent: true });
}
