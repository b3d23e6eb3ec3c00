import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { Worker } from 'node:worker_threads';
import { Pool } from 'undici';
import { bind } from '#lib/binding/bind.ts';
import { embeddedProxyCapabilities } from '#lib/binding/capabilities.ts';
import { buildRouteTable } from '#lib/routing/build-route-table.ts';
import { snapshotFromManifests } from '#lib/snapshot/from-manifests.ts';
import { createLog } from '#server/logger.ts';
import { startProxy } from '#server/proxy/proxy.ts';
import { count, printSection, ratio } from './timing.ts';

const requests = 8000;
const connections = 32;

/** The same echo asked directly and through the embedded proxy, in turns, in one run. */
export async function benchProxy(): Promise<void> {
  const echo = new Worker(echoSource, { eval: true });
  const [port] = (await once(echo, 'message')) as [AddressInfo['port']];
  const proxy = await startProxy({ log: createLog('silent'), network: '127.77' });
  try {
    const { snapshot } = snapshotFromManifests([{ file: 'all.yaml', text: manifests(port) }], 'complete');
    const binding = bind(snapshot, {
      controllerNames: ['gatehouse.dev/gateway-controller'],
      capabilities: embeddedProxyCapabilities,
      adoptUnclassed: 'no',
      dataPlane: { kind: 'granted' },
    });
    const { gateways } = await proxy.apply(buildRouteTable(snapshot, binding, { generation: 1 }));
    const [report] = gateways.values();
    const direct: number[] = [];
    const proxied: number[] = [];
    for (let turn = 0; turn < 4; turn++) {
      direct.push(await requestsPerSecond(`http://127.0.0.1:${port}`));
      proxied.push(await requestsPerSecond(`http://${report?.address}:8080`));
    }
    // the first turn warms both up
    const [alone, through] = [Math.max(...direct.slice(1)), Math.max(...proxied.slice(1))];
    printSection(`${count(requests)} requests over ${connections} connections, best of three turns`, [
      ['direct', `${count(Math.round(alone))} requests/s`],
      ['through the proxy', `${count(Math.round(through))} requests/s (${ratio(through / alone)} of direct)`],
    ]);
  } finally {
    await proxy.close(0);
    await echo.terminate();
  }
}

const echoSource = `
const { parentPort } = require('node:worker_threads');
const server = require('node:http').createServer((request, response) => {
  request.resume();
  response.setHeader('content-type', 'text/plain');
  response.end('echo\\n');
});
server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port));
`;

async function requestsPerSecond(origin: string): Promise<number> {
  const pool = new Pool(origin, { connections });
  let left = requests;
  const started = performance.now();
  const worker = async (): Promise<void> => {
    while (left-- > 0) {
      const { statusCode, body } = await pool.request({ path: '/', method: 'GET' });
      await body.dump();
      if (statusCode !== 200) throw new Error(`${origin} answered ${statusCode}`);
    }
  };
  await Promise.all(Array.from({ length: connections }, worker));
  const seconds = (performance.now() - started) / 1000;
  await pool.close();
  return requests / seconds;
}

const manifests = (port: number): string => `
apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata: { name: gatehouse }
spec: { controllerName: gatehouse.dev/gateway-controller }
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: edge }
spec: { gatewayClassName: gatehouse, listeners: [{ name: web, port: 8080, protocol: HTTP }] }
---
apiVersion: v1
kind: Service
metadata: { name: echo }
spec: { ports: [{ port: 80, targetPort: ${port} }] }
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: { name: echo-1, labels: { kubernetes.io/service-name: echo } }
addressType: IPv4
endpoints: [{ addresses: [127.0.0.1], conditions: { ready: true } }]
ports: [{ name: "", port: ${port}, protocol: TCP }]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: echo }
spec: { parentRefs: [{ name: edge }], rules: [{ backendRefs: [{ name: echo, port: 80 }] }] }
`;
