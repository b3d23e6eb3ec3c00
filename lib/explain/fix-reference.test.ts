import { expect, test } from 'vitest';
import { bind } from '#lib/binding/bind.ts';
import { wholeSpecCapabilities } from '#lib/binding/capabilities.ts';
import type { BindOptions, CertificateCheck } from '#lib/binding/result.ts';
import { formatSentence } from '#lib/binding/sentence.ts';
import { objectKey } from '#lib/kube/object-key.ts';
import { snapshotFromManifests } from '#lib/snapshot/from-manifests.ts';
import { explainGateway } from './explain-gateway.ts';

const key = objectKey({ group: 'gateway.networking.k8s.io', kind: 'Gateway', namespace: 'infra', name: 'edge' });
const create = 'Create Secret infra/shop-tls with a certificate under tls.crt and its key under tls.key.';
const rename = 'Write name: shop-tls2 in spec.listeners[0].tls.certificateRefs[0] of Gateway infra/edge.';

/** Fixes of a Gateway that names `shop-tls` while only `shop-tls2` is there, of which `read` is known. */
function fixesOf(hostname: string, read: CertificateCheck | null) {
  const text = [
    'apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {name: edge, namespace: infra}',
    'spec:\n  gatewayClassName: gatehouse\n  listeners:',
    `  - {name: tls, port: 443, protocol: HTTPS, ${hostname}tls: {certificateRefs: [{name: shop-tls}]}}\n---`,
    'apiVersion: v1\nkind: Secret\nmetadata: {name: shop-tls2, namespace: infra}',
    'data: {tls.crt: aGVsbG8=, tls.key: aGVsbG8=}',
  ].join('\n');
  const { snapshot } = snapshotFromManifests([{ file: 'edge.yaml', text }], 'complete');
  const options: BindOptions = {
    controllerNames: ['gatehouse.dev/gateway-controller'],
    capabilities: wholeSpecCapabilities,
    dataPlane: { kind: 'granted' },
    adoptUnclassed: 'yes',
    ...(read && { checkCertificate: () => read }),
  };
  const { fixes = [] } = explainGateway(snapshot, bind(snapshot, options), key, options) ?? {};
  return fixes.map(({ sentence, sideEffects }) => [sentence, ...sideEffects].map(formatSentence).join(' '));
}

const certificate = (...dnsNames: readonly string[]) => ({ valid: true, notAfter: null, dnsNames }) as const;
const host = (name: string) => `hostname: "${name}", `;

test.each<readonly [string, CertificateCheck | null, string | null, string]>([
  // listener             certificate                              offered                                   why
  [host('shop.test'), certificate('shop.test'), `${rename} Its certificate is for shop.test.`, 'it is for the host'],
  [host('a.shop.test'), certificate('*.shop.test'), `${rename} Its certificate is for *.shop.test.`, 'it covers it'],
  [host('a.b.shop.test'), certificate('*.shop.test'), null, 'in a certificate a wildcard is one label'],
  [host('*.shop.test'), certificate('a.shop.test'), null, 'it is for one of many hosts'],
  [host('shop.test'), certificate('other.test'), null, 'it is for another host'],
  [host('shop.test'), certificate(), null, 'it names no host'],
  ['', certificate('other.test'), `${rename} Its certificate is for other.test.`, 'the listener takes any host'],
  ['', certificate(), `${rename} Its certificate names no host.`, 'the listener takes any host, and this is said'],
  [host('shop.test'), { valid: false, why: 'no key' } as const, null, 'it cannot be used'],
  [host('shop.test'), null, null, 'it is no certificate by its form'],
])('a listener (%s) with a near Secret (%j): %s, for %s', (hostname, read, offered) => {
  expect(fixesOf(hostname, read)).toEqual(offered === null ? [create] : [offered, create]);
});
