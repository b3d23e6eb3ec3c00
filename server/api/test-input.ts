import { isIP } from 'node:net';
import { z } from 'zod';
import type { TestRequest } from '#lib/api/messages.ts';
import { formatKey, parseObjectKey } from '#lib/kube/object-key.ts';
import type { GatewayTable, ListenerTable, RouteTable } from '#lib/routing/route-table.ts';
import { HttpProblem } from './http.ts';
import { ownHeaders } from './send-request.ts';

const maxHeaders = 64;
const maxBodyBytes = 64 * 1024;
/** with room for the rest of the head below the 16 KiB that servers commonly take */
const maxPathLength = 8192;
const maxCount = 1000;

/** CONNECT is left out: its answer is a tunnel, not a message. */
const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE'] as const;

const headerName = z
  .string()
  .regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, 'is no header name')
  .refine((name) => !ownHeaders.has(name.toLowerCase()), {
    error: ({ input }) =>
      String(input).toLowerCase() === 'host'
        ? 'is set by the field host'
        : 'belongs to the connection and is set by it, not by a test request',
  });

const schema = z.object({
  gateway: z
    .string()
    .transform((text, context) => parseObjectKey(text) ?? invalid(context, 'is no key of an object'))
    .pipe(z.custom<TestRequest['gateway']>()),
  listener: z.string().min(1, 'must name a listener'),
  method: z.enum(methods, { error: `must be one of ${methods.join(', ')}` }),
  host: z
    .string()
    .max(253, 'is over 253 characters')
    .regex(/^[\x21-\x7e]*$/, 'has characters that a Host header cannot carry'),
  path: z
    .string()
    .max(maxPathLength, `is over ${maxPathLength} characters`)
    .startsWith('/', 'must start with /')
    .regex(/^[\x21-\x7e]*$/, 'has characters that must be percent-encoded'),
  headers: z
    .array(
      z.tuple([
        headerName,
        z
          .string()
          .max(8192)
          .regex(/^[\t\x20-\x7e\x80-\xff]*$/, 'has characters that a header cannot carry'),
      ]),
    )
    .max(maxHeaders, `are more than ${maxHeaders}`),
  body: z.string().refine((text) => Buffer.byteLength(text) <= maxBodyBytes, 'is over 64 KiB'),
  count: z.int('must be a whole number').min(1, 'must be 1 or more').max(maxCount, `must be ${maxCount} or less`),
});

function invalid(context: z.core.$RefinementCtx, message: string): never {
  context.issues.push({ code: 'custom', message, input: context.value });
  return z.NEVER;
}

/** @throws HttpProblem BAD_REQUEST naming the field */
export function readTestRequest(input: unknown): TestRequest {
  const reading = schema.safeParse(input);
  if (reading.success) return reading.data;
  const [issue] = reading.error.issues;
  const field = issue?.path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('') ?? '';
  const what = field === '' ? 'The body' : field.replace(/^\./, '');
  throw new HttpProblem('BAD_REQUEST', `${what} ${words(issue?.message ?? 'cannot be read')}.`);
}

/** Our own messages are predicates of the field; the library's begin with a capital. */
function words(message: string): string {
  return /^[A-Z]/.test(message) ? `cannot be read: ${message}` : message;
}

/** Where a test request goes in. */
export type TestPlace = Readonly<{ gateway: GatewayTable; listener: ListenerTable }>;

/** @throws HttpProblem BAD_REQUEST when there is no such Gateway or listener, or it does not carry HTTP */
export function findPlace(request: TestRequest, table: RouteTable): TestPlace {
  const gateway = table.gateways.find((each) => each.gateway === request.gateway);
  if (!gateway) throw new HttpProblem('BAD_REQUEST', `gateway: there is no Gateway ${formatKey(request.gateway)}.`);
  const listener = gateway.listeners.find(({ name }) => name === request.listener);
  if (!listener) {
    const names = gateway.listeners.map(({ name }) => name).join(', ');
    const has = names === '' ? 'it has none' : `it has ${names}`;
    throw new HttpProblem(
      'BAD_REQUEST',
      `listener: Gateway ${formatKey(request.gateway)} has no listener ${request.listener}; ${has}.`,
    );
  }
  if (listener.protocol !== 'HTTP' && listener.protocol !== 'HTTPS') {
    throw new HttpProblem(
      'BAD_REQUEST',
      `listener: ${listener.name} speaks ${listener.protocol}; test requests are HTTP or HTTPS.`,
    );
  }
  return { gateway, listener };
}

/** An address as it stands in a Host header or URL: without a zone, with the port where it is not the protocol's own. */
export function formatAuthority(address: string, port: number, protocol: string): string {
  const host = isIP(address) === 6 ? `[${address.replace(/%.*$/, '')}]` : address;
  return port === (protocol === 'HTTPS' ? 443 : 80) ? host : `${host}:${port}`;
}
