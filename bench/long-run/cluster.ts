import type { ClusterClient } from '#server/cluster/client.ts';
import { createCertificateAuthority } from '#server/sandbox/certificates.ts';
import { HOST, PLAIN_PORT, TLS_PORT } from './places.ts';

export type ChangeKind = 'routes' | 'endpoints' | 'certificates' | 'listeners';

export type LongRunCluster = Readonly<{
  /** the authority that every certificate is of */
  caPem: string;
  create: () => Promise<void>;
  /** the next change; none of them is allowed to cost a request */
  change: () => Readonly<{ kind: ChangeKind; done: Promise<unknown> }>;
}>;

const NAMESPACE = 'long-run';
const gatewayApi = `/apis/gateway.networking.k8s.io/v1/namespaces/${NAMESPACE}`;
const core = `/api/v1/namespaces/${NAMESPACE}`;
const apps = `/apis/apps/v1/namespaces/${NAMESPACE}`;

/** A Gateway, a Route over two Services and what changes about them while traffic goes through. */
export function describeCluster(client: ClusterClient): LongRunCluster {
  const authority = createCertificateAuthority('long run', {
    notBefore: new Date('2020-01-01'),
    notAfter: new Date('2049-01-01'),
  });
  const secrets = Array.from({ length: 4 }, (_, index) => secretData(authority.issue(`shop ${index}`, [HOST])));
  const post = (path: string, body: unknown) => client.request({ method: 'POST', path, body });
  const remove = (path: string) => client.request({ method: 'DELETE', path });
  const merge = (path: string, body: unknown) =>
    client.request({ method: 'PATCH', path, body, contentType: 'application/merge-patch+json' });
  let round = 0;

  const scale = (name: string, replicas: number) => merge(`${apps}/deployments/${name}`, { spec: { replicas } });
  const deletePod = async () => {
    const { items } = (await client.request({ method: 'GET', path: `${core}/pods` })) as {
      items: readonly { metadata: { name: string; deletionTimestamp?: string } }[];
    };
    const present = items.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
    const drawn = present[round % present.length];
    if (drawn) await remove(`${core}/pods/${drawn.metadata.name}`);
  };

  const changes: readonly (readonly [ChangeKind, () => Promise<unknown>])[] = [
    ['routes', () => merge(`${gatewayApi}/httproutes/shop`, { spec: { rules: rulesOf(round) } })],
    ['endpoints', () => scale('a', 4)],
    ['listeners', () => merge(`${gatewayApi}/gateways/edge`, { spec: { listeners: [...steady, ...others] } })],
    ['certificates', () => merge(`${core}/secrets/shop`, { data: secrets[(round >> 3) % secrets.length] })],
    ['routes', () => post(`${gatewayApi}/httproutes`, route('other', '/other', rulesOf(round)))],
    ['endpoints', deletePod],
    ['listeners', () => merge(`${gatewayApi}/gateways/edge`, { spec: { listeners: steady } })],
    ['endpoints', () => scale('a', 2)],
    ['routes', () => remove(`${gatewayApi}/httproutes/other`)],
  ];

  return {
    caPem: authority.caPem,
    create: async () => {
      const secret = { apiVersion: 'v1', kind: 'Secret', type: 'kubernetes.io/tls', metadata: { name: 'shop' } };
      await post('/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } });
      await post(`${core}/secrets`, { ...secret, data: secrets[0] });
      for (const name of ['a', 'b']) {
        await post(`${apps}/deployments`, deployment(name));
        await post(`${core}/services`, service(name));
      }
      await post('/apis/gateway.networking.k8s.io/v1/gatewayclasses', {
        ...gatewayObject('GatewayClass', 'long-run'),
        spec: { controllerName: 'gatehouse.dev/gateway-controller' },
      });
      await post(`${gatewayApi}/gateways`, {
        ...gatewayObject('Gateway', 'edge'),
        spec: { gatewayClassName: 'long-run', listeners: steady },
      });
      await post(`${gatewayApi}/httproutes`, route('shop', '/shop', rulesOf(0)));
    },
    change: () => {
      const [kind, make] = changes[round % changes.length] ?? ['routes', async () => {}];
      round++;
      return { kind, done: make() };
    },
  };
}

const gatewayObject = (kind: string, name: string) => ({
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind,
  metadata: { name },
});

const https = { mode: 'Terminate', certificateRefs: [{ name: 'shop' }] };
/** the listeners under traffic */
const steady = [
  { name: 'web', port: PLAIN_PORT, protocol: 'HTTP', hostname: HOST },
  { name: 'secure', port: TLS_PORT, protocol: 'HTTPS', hostname: HOST, tls: https },
];
/** beside them on their ports, and on a port of its own */
const others = [
  { name: 'web-other', port: PLAIN_PORT, protocol: 'HTTP', hostname: '*.test' },
  { name: 'secure-other', port: TLS_PORT, protocol: 'HTTPS', hostname: 'other.test', tls: https },
  { name: 'alone', port: PLAIN_PORT + 1, protocol: 'HTTP' },
];

function rulesOf(round: number) {
  const set = [{ name: 'X-Round', value: String(round) }];
  return [
    {
      matches: [{ path: { type: 'PathPrefix', value: '/shop' } }],
      filters: [{ type: 'RequestHeaderModifier', requestHeaderModifier: { set } }],
      backendRefs: [
        { name: 'a', port: 80, weight: 1 + (round % 5) },
        { name: 'b', port: 80, weight: 1 },
      ],
    },
  ];
}

function route(name: string, prefix: string, rules: ReturnType<typeof rulesOf>) {
  const matches = [{ path: { type: 'PathPrefix', value: prefix } }];
  return {
    ...gatewayObject('HTTPRoute', name),
    spec: { parentRefs: [{ name: 'edge' }], rules: rules.map((rule) => ({ ...rule, matches })) },
  };
}

function deployment(app: string) {
  const containers = [{ name: 'echo', image: 'echo', ports: [{ containerPort: 3000 }] }];
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: app },
    spec: {
      replicas: 2,
      selector: { matchLabels: { app } },
      template: { metadata: { labels: { app } }, spec: { containers } },
    },
  };
}

function service(app: string) {
  const spec = { selector: { app }, ports: [{ port: 80, targetPort: 3000 }] };
  return { apiVersion: 'v1', kind: 'Service', metadata: { name: app }, spec };
}

function secretData({ certificatePem, keyPem }: Readonly<{ certificatePem: string; keyPem: string }>) {
  const base64 = (text: string) => Buffer.from(text).toString('base64');
  return { 'tls.crt': base64(certificatePem), 'tls.key': base64(keyPem) };
}
