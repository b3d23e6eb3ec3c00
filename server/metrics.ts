import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** What `/metrics` tells, in Prometheus' text form. */
export type Metrics = Readonly<{
  bindSeconds: Histogram;
  routes: Gauge<'state'>;
  requests: Counter<'gateway' | 'code'>;
  refused: Counter<'reason'>;
  statusWrites: Counter;
  streams: Gauge;
  text: () => Promise<string>;
  contentType: string;
}>;

export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  return {
    bindSeconds: new Histogram({
      name: 'gatehouse_bind_seconds',
      help: 'Time from a snapshot to its verdicts, route table and topology.',
      buckets: [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5],
      registers,
    }),
    routes: new Gauge({ name: 'gatehouse_routes', help: 'Routes by state.', labelNames: ['state'], registers }),
    requests: new Counter({
      name: 'gatehouse_requests_total',
      help: 'Requests through the embedded proxy.',
      labelNames: ['gateway', 'code'],
      registers,
    }),
    refused: new Counter({
      name: 'gatehouse_proxy_refused_total',
      help: 'What the embedded proxy refused clients: messages, handshakes and connections.',
      labelNames: ['reason'],
      registers,
    }),
    statusWrites: new Counter({ name: 'gatehouse_status_writes_total', help: 'Statuses written.', registers }),
    streams: new Gauge({ name: 'gatehouse_event_streams', help: 'Browsers that follow the graph.', registers }),
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
}
