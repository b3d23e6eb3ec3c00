import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { type Gatehouse, startGatehouse } from './start-gatehouse.ts';

const [secret = ''] = readFileSync(new URL('../examples/foobar/20-https.yaml', import.meta.url), 'utf8').split('---');
const objects = `
apiVersion: v1
kind: Namespace
metadata: {name: infra-ns}
---
apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata: {name: gatehouse}
spec: {controllerName: gatehouse.dev/gateway-controller}
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: tls, namespace: infra-ns}
spec:
  gatewayClassName: gatehouse
  listeners:
    - {name: web, port: 443, protocol: HTTPS, hostname: foo.example.com, tls: {certificateRefs: [{name: foo-example-com}]}}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: site, namespace: infra-ns}
spec:
  parentRefs: [{name: tls}]
  rules:
    - matches: [{path: {value: /old}}]
      filters: [{type: RequestRedirect, requestRedirect: {hostname: new.example.com, statusCode: 302}}]
    - backendRefs: [{name: echo, port: 80}]
---
apiVersion: v1
kind: Service
metadata: {name: echo, namespace: infra-ns}
spec: {selector: {app: echo}, ports: [{port: 80, targetPort: 8080}]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: echo, namespace: infra-ns}
spec:
  replicas: 1
  selector: {matchLabels: {app: echo}}
  template:
    metadata: {labels: {app: echo}}
    spec: {containers: [{name: echo, image: echo, ports: [{containerPort: 8080}]}]}
`;

let dir: string;
let gatehouse: Gatehouse;
test.beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'gatehouse-tls-'));
  writeFileSync(join(dir, 'tls.yaml'), `${objects}---\n${secret}`);
  gatehouse = await startGatehouse({ args: ['--manifests', dir] });
});
test.afterAll(async () => {
  await gatehouse.stop();
  rmSync(dir, { recursive: true });
});

test('a test over HTTPS shows the certificate unverified, a redirect unfollowed, and says where a long body is cut', async ({
  page,
}) => {
  await page.goto(`${gatehouse.url}/test?gateway=infra-ns/tls&listener=web&path=/long?bodyBytes=100000`);
  const answer = page.getByRole('region', { name: 'Answer' });
  const send = page.getByRole('button', { name: /^Send/ }).first();
  await send.click();
  await expect(answer).toContainText(/200\s*OK/);
  await expect(answer).toContainText('cut at 64.0 KiB');
  await expect(answer).toContainText('Certificate shown, not verified');
  await expect(answer).toContainText('foo.example.com');

  await page.getByLabel('Path').fill('/old');
  await send.click();
  await expect(answer).toContainText(/302\s*Found/);
  await expect(answer).toContainText('Redirects to https://new.example.com/old, not followed.');
});
