import { createHash, X509Certificate } from 'node:crypto';
import { type ConnectionOptions, getCACertificates, type PeerCertificate } from 'node:tls';
import type { CertificatePair, TrustedAuthorities, UpstreamTls } from '#lib/routing/route-table.ts';
import { pemOf } from './tls-certificates.ts';

/** TLS to endpoints, ready for connections. The same `id`: connections of one may serve the other. */
export type UpstreamSecurity = Readonly<{ id: string; options: ConnectionOptions }>;

const prepared = new WeakMap<UpstreamTls, Map<CertificatePair | null, UpstreamSecurity>>();

/**
 * What a handshake with an endpoint asks for and shows. The certificate must be of one of the authorities, and for the
 * names of the policy; there is no way around either.
 *
 * @param client certificate to show; null for none
 */
export function securityOf(tls: UpstreamTls, client: CertificatePair | null): UpstreamSecurity {
  const byClient = prepared.get(tls) ?? new Map<CertificatePair | null, UpstreamSecurity>();
  prepared.set(tls, byClient);
  const known = byClient.get(client);
  if (known) return known;
  const security = prepare(tls, client);
  byClient.set(client, security);
  return security;
}

function prepare(tls: UpstreamTls, client: CertificatePair | null): UpstreamSecurity {
  const id = createHash('sha256')
    .update(JSON.stringify([tls, client]))
    .digest('hex');
  const options: ConnectionOptions = {
    servername: tls.serverName,
    ca: authoritiesOf(tls.authorities),
    checkServerIdentity: (_host, certificate) => checkNames(tls, certificate),
    rejectUnauthorized: true,
    minVersion: 'TLSv1.2',
    ...(client && pemOf(client)),
  };
  return { id, options };
}

function authoritiesOf(authorities: TrustedAuthorities): string[] {
  if (authorities.from === 'pem') return [authorities.pem];
  const system = getCACertificates('system');
  return system.length > 0 ? system : getCACertificates('bundled');
}

/**
 * Without `subjectAltNames` the certificate must be for the server name; with them that is only sent, and one of them
 * must be in the certificate.
 *
 * @see Gateway API, SubjectAltName
 */
function checkNames({ serverName, subjectAltNames }: UpstreamTls, { raw }: PeerCertificate): Error | undefined {
  const certificate = new X509Certificate(raw);
  const wanted = subjectAltNames.length > 0 ? subjectAltNames : [{ type: 'Hostname', value: serverName } as const];
  const isFor = wanted.some(({ type, value }) =>
    type === 'URI' ? urisOf(certificate).includes(value) : coversName(certificate, value),
  );
  if (isFor) return undefined;
  const names = wanted.map(({ value }) => value).join(', ');
  return Object.assign(new Error(`the certificate is not for ${names}`), { code: 'ERR_TLS_CERT_ALTNAME_INVALID' });
}

/** A name with a wildcard is there only as it stands. */
function coversName(certificate: X509Certificate, name: string): boolean {
  if (name.startsWith('*.')) return alternativeNames(certificate, 'DNS').includes(name);
  return certificate.checkHost(name, { subject: 'never' }) !== undefined;
}

const urisOf = (certificate: X509Certificate) => alternativeNames(certificate, 'URI');

/** Names of a kind; Node writes those with unusual characters as JSON strings. */
function alternativeNames({ subjectAltName }: X509Certificate, kind: string): readonly string[] {
  const parts = (subjectAltName ?? '').matchAll(/(?:^|, )([A-Za-z ]+):("(?:[^"\\]|\\.)*"|[^,]*)/g);
  return [...parts].flatMap(([, type, value = '']) => {
    if (type !== kind) return [];
    return [value.startsWith('"') ? String(JSON.parse(value)) : value];
  });
}
