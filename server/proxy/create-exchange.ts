import type { Exchange } from './exchange.ts';
import { createHttpExchange } from './http-exchange.ts';
import { createHttp2Exchange } from './http2-exchange.ts';

/** The way to endpoints of every protocol that is spoken. */
export function createExchange(): Exchange {
  const http1 = createHttpExchange();
  const http2 = createHttp2Exchange();
  return {
    send: (request, events) => (request.to.protocol === 'h2c' ? http2 : http1).send(request, events),
    keepOnly: (destinations) => {
      const kept = [...destinations];
      http1.keepOnly(kept.filter(({ protocol }) => protocol === 'http1'));
      http2.keepOnly(kept.filter(({ protocol }) => protocol === 'h2c'));
    },
    close: () => {
      http1.close();
      http2.close();
    },
  };
}
