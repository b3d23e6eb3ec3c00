import { readFileSync } from 'node:fs';
import { expect, test } from './fixtures.ts';

const [secret = ''] = readFileSync(new URL('../examples/foobar/20-https.yaml', import.meta.url), 'utf8').split('---');
const authority = readFileSync(new URL('../server/proxy/testdata/rsa/authority.crt', import.meta.url), 'utf8');

/** A Gateway that takes no client without a certificate. */
const validating = `
apiVersion: v1
kind: ConfigMap
metadata: {name: clients, namespace: infra-ns}
data: {ca.crt: ${JSON.stringify(authority)}}
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: mutual, namespace: infra-ns}
spec:
  gatewayClassName: gatehouse
  tls: {frontend: {default: {validation: {caCertificateRefs: [{group: "", kind: ConfigMap, name: clients}]}}}}
  listeners:
    - {name: web, port: 443, protocol: HTTPS, hostname: foo.example.com, tls: {certificateRefs: [{name: foo-example-com}]}}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: mutual, namespace: infra-ns}
spec:
  parentRefs: [{name: mutual}]
  rules: [{backendRefs: [{name: echo, port: 80}]}]
`;

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

test.use({ manifests: `${objects}---\n${secret}---\n${validating}` });

test('a test over HTTPS shows the certificate unverified, a redirect unfollowed, and says where a long body is cut', async ({
  page,
}) => {
  await page.goto('/test?gateway=infra-ns/tls&listener=web&path=/long?bodyBytes=100000');
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

test('a listener that asks for a client certificate refuses the test as predicted, and says how to send it with one', async ({
  page,
}) => {
  await page.goto('/test?gateway=infra-ns/mutual&listener=web&path=/');
  await page.getByRole('button', { name: /^Send/ }).first().click();
  const main = page.getByRole('main');
  await expect(main).toContainText('Listener web asks every client for a certificate');
  await expect(main).toContainText('As predicted.');
  await expect(main).not.toContainText('Not as predicted.');
  await expect(page.getByRole('region', { name: 'Answer' })).toContainText('--cert client.crt --key client.key');
});
