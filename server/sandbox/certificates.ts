import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { isIPv4 } from 'node:net';

/** A certificate and its key, both PEM. */
export type IssuedCertificate = Readonly<{ certificatePem: string; keyPem: string }>;

export type CertificateAuthority = Readonly<{
  caPem: string;
  /** a certificate (P-256) of a server or client, for these DNS names, IPv4 addresses and URIs */
  issue: (commonName: string, names: readonly string[]) => IssuedCertificate;
}>;

type Validity = Readonly<{ notBefore: Date; notAfter: Date }>;

/**
 * A certificate authority of its own. Node reads certificates but makes none, so the few DER forms needed are written
 * here (RFC 5280; keys P-256, signatures ECDSA with SHA-256).
 */
export function createCertificateAuthority(commonName: string, validity: Validity): CertificateAuthority {
  const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const issuer = { name: commonName, key: keys.privateKey };
  const keyId = keyIdOf(keys.publicKey);
  const isAuthority = [
    extension(oid.basicConstraints, sequence(boolean(true)), { critical: true }),
    // keyCertSign and cRLSign
    extension(oid.keyUsage, bitString(Buffer.from([0x06]), 1), { critical: true }),
    extension(oid.subjectKeyId, tagged(0x04, keyId)),
  ];
  const subject = { name: commonName, key: keys.publicKey };
  return {
    caPem: formatPem(buildCertificate(subject, issuer, validity, isAuthority)),
    issue: (name, names) => {
      const own = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      const isLeaf = [
        extension(oid.extendedKeyUsage, sequence(objectId(oid.serverAuth), objectId(oid.clientAuth))),
        extension(oid.subjectAltName, sequence(...names.map(generalName))),
        extension(oid.authorityKeyId, sequence(tagged(0x80, keyId))),
      ];
      const der = buildCertificate({ name, key: own.publicKey }, issuer, validity, isLeaf);
      const keyPem = own.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
      return { certificatePem: formatPem(der), keyPem };
    },
  };
}

type Party = Readonly<{ name: string; key: KeyObject }>;

function buildCertificate(
  subject: Party,
  issuer: Party,
  { notBefore, notAfter }: Validity,
  extensions: readonly Buffer[],
): Buffer {
  const algorithm = sequence(objectId(oid.ecdsaWithSha256));
  const toBeSigned = sequence(
    tagged(0xa0, tagged(0x02, Buffer.from([2]))),
    tagged(0x02, serialNumber()),
    algorithm,
    distinguishedName(issuer.name),
    sequence(generalizedTime(notBefore), generalizedTime(notAfter)),
    distinguishedName(subject.name),
    subject.key.export({ type: 'spki', format: 'der' }),
    tagged(0xa3, sequence(...extensions)),
  );
  return sequence(toBeSigned, algorithm, bitString(sign('sha256', toBeSigned, issuer.key), 0));
}

const oid = {
  commonName: '2.5.4.3',
  ecdsaWithSha256: '1.2.840.10045.4.3.2',
  subjectKeyId: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  authorityKeyId: '2.5.29.35',
  extendedKeyUsage: '2.5.29.37',
  serverAuth: '1.3.6.1.5.5.7.3.1',
  clientAuth: '1.3.6.1.5.5.7.3.2',
} as const;

/** Positive, 16 bytes, not starting with a zero byte. */
function serialNumber(): Buffer {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40;
  return bytes;
}

function keyIdOf(key: KeyObject): Buffer {
  return createHash('sha1')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest();
}

function distinguishedName(commonName: string): Buffer {
  return sequence(tagged(0x31, sequence(objectId(oid.commonName), tagged(0x0c, Buffer.from(commonName)))));
}

function generalName(name: string): Buffer {
  if (isIPv4(name)) return tagged(0x87, Buffer.from(name.split('.').map(Number)));
  return tagged(name.includes('://') ? 0x86 : 0x82, Buffer.from(name));
}

function extension(id: string, value: Buffer, { critical = false } = {}): Buffer {
  return sequence(objectId(id), ...(critical ? [boolean(true)] : []), tagged(0x04, value));
}

/** `YYYYMMDDHHMMSSZ`; RFC 5280 wants UTCTime (two-digit years) before 2050. */
function generalizedTime(date: Date): Buffer {
  const digits = `${date.toISOString().slice(0, 19).replace(/\D/g, '')}Z`;
  return date.getUTCFullYear() < 2050 ? tagged(0x17, Buffer.from(digits.slice(2))) : tagged(0x18, Buffer.from(digits));
}

function boolean(value: boolean): Buffer {
  return tagged(0x01, Buffer.from([value ? 0xff : 0]));
}

function bitString(bytes: Buffer, unusedBits: number): Buffer {
  return tagged(0x03, Buffer.concat([Buffer.from([unusedBits]), bytes]));
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return tagged(0x30, Buffer.concat(parts));
}

function objectId(text: string): Buffer {
  const [first = 0, second = 0, ...rest] = text.split('.').map(Number);
  return tagged(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]));
}

function base128(value: number): readonly number[] {
  const bytes = [value & 0x7f];
  for (let rest = value >>> 7; rest > 0; rest >>>= 7) bytes.unshift((rest & 0x7f) | 0x80);
  return bytes;
}

function tagged(tag: number, content: Buffer): Buffer {
  const { length } = content;
  if (length < 0x80) return Buffer.concat([Buffer.from([tag, length]), content]);
  const size = length < 0x100 ? [length] : [length >>> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, 0x80 | size.length, ...size]), content]);
}

function formatPem(der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}
