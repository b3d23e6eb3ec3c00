import { isIP } from 'node:net';
import type { TestRequest, TestTarget } from '#lib/api/test-messages.ts';
import { formatAuthority } from './test-input.ts';

export type CurlSource = Readonly<{
  request: TestRequest;
  protocol: string;
  /** the Host header that is sent */
  host: string;
  target: Extract<TestTarget, { kind: 'reached' }>;
  /** `fromFiles` where the listener takes no client without one, which a test does not show */
  clientCertificate: 'none' | 'fromFiles';
}>;

/**
 * A curl line that sends the same request, safe to paste into a POSIX shell. Names are pinned to the address with
 * `--resolve`, which also makes them the SNI; certificates are not verified, as here; paths are sent as they are.
 */
export function formatCurl({ request, protocol, host, target, clientCertificate }: CurlSource): string {
  const { address, port } = target;
  const name = host.replace(/:\d*$/, '');
  const isName = /^[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?$/i.test(name) && isIP(name) === 0;
  const authority = formatAuthority(isName ? name : address, port, protocol);
  const scheme = protocol === 'HTTPS' ? 'https' : 'http';
  const dialled = isIP(address) === 6 ? `[${address}]` : address;
  const parts = [
    'curl -i -g --path-as-is',
    ...(protocol === 'HTTPS' ? ['-k'] : []),
    ...(clientCertificate === 'fromFiles' ? ['--cert client.crt --key client.key'] : []),
    ...methodOptions(request),
    ...(isName ? [`--resolve ${quote(`${name}:${port}:${dialled}`)}`] : []),
    ...(host === authority ? [] : [`-H ${quote(`Host: ${host}`)}`]),
    ...request.headers.map(([header, value]) => `-H ${quote(value === '' ? `${header};` : `${header}: ${value}`)}`),
    ...bodyOptions(request),
    quote(`${scheme}://${authority}${request.path}`),
  ];
  return parts.join(' ');
}

/** GET with a body, and POST without one, have to be asked for. */
function methodOptions({ method, body }: TestRequest): readonly string[] {
  if (method === 'HEAD') return ['--head'];
  const usual = body === '' ? 'GET' : 'POST';
  return method === usual ? [] : [`-X ${method}`];
}

/** curl would call the body a form; we call it nothing unless a header does. */
function bodyOptions({ body, headers }: TestRequest): readonly string[] {
  if (body === '') return [];
  const hasType = headers.some(([name]) => name.toLowerCase() === 'content-type');
  return [...(hasType ? [] : [`-H 'Content-Type:'`]), `--data-raw ${quote(body)}`];
}

/** One word for a POSIX shell, whatever is in it. */
export function quote(text: string): string {
  return `'${text.replace(/'/g, `'\\''`)}'`;
}
