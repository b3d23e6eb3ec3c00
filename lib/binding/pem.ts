import type { CertificateCheck } from './result.ts';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Base64 as text, byte by byte (PEM is ASCII); null when it is not base64. */
function decodeBase64(text: string): string | null {
  const digits = text.replace(/\s/g, '');
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(digits)) return null;
  let out = '';
  let bits = 0;
  let held = 0;
  for (const digit of digits.replace(/=+$/, '')) {
    held = (held << 6) | alphabet.indexOf(digit);
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    out += String.fromCharCode((held >> bits) & 0xff);
    held &= (1 << bits) - 1;
  }
  return out;
}

const certificatePem = /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/;
const keyPem = /-----BEGIN ((?:RSA |EC )?PRIVATE KEY)-----[A-Za-z0-9+/=\s]+-----END \1-----/;

/** Does the text hold a certificate in PEM form? Whether it is fit to be a CA is not known here. */
export function isPemCertificate(text: string): boolean {
  return certificatePem.test(text);
}

/** Looks at the PEM form of a pair and no further: whether key and certificate belong together is not known here. */
export function checkPem(tlsCrt: string, tlsKey: string): CertificateCheck {
  if (!certificatePem.test(decodeBase64(tlsCrt) ?? '')) return { valid: false, why: 'tls.crt is no PEM certificate' };
  if (!keyPem.test(decodeBase64(tlsKey) ?? '')) return { valid: false, why: 'tls.key is no PEM private key' };
  return { valid: true, notAfter: null, dnsNames: [] };
}
