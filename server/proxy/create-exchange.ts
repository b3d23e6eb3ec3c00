import type { Exchange } from './exchange.ts';
import { createHttpExchange } from './http-exchange.ts';
import { createHttp2Exchange } from './http2-exchange.ts';

/** The way to endpoints of every protocol that is spoken. */
export function createExchange(): Exchange {
  const http1 = createHttpExchange();
  const h2c = createHttp2Exchange();
  return {
    send: (request, events) => (request.protocol === 'h2c' ? h2c : http1).send(request, events),
    keepOnly: (endpoints) => {
      const kept = [...endpoints];
      http1.keepOnly(kept);
      h2c.keepOnly(kept);
    },
    close: () => {
      http1.close();
      h2c.close();
    },
  };
}
