import { isIP } from 'node:net';
import { z } from 'zod';
import type { TestRequest } from '#lib/api/test-messages.ts';
import {
  checkTestCount,
  checkTestHeaderName,
  checkTestHeaderValue,
  checkTestHost,
  checkTestPath,
  type FieldFault,
  MAX_TEST_HEADERS,
  TEST_METHODS,
} from '#lib/api/test-request-fields.ts';
import { type ListenerKey, listenerKey, ownerOfListener } from '#lib/binding/result.ts';
import { formatKey, identityOf, parseObjectKey } from '#lib/kube/object-key.ts';
import type { GatewayTable, ListenerTable, RouteTable } from '#lib/routing/route-table.ts';
import { HttpProblem } from './http.ts';

const maxBodyBytes = 64 * 1024;

/** A field judged by one of the shared checks. */
function checked<T extends z.ZodType>(type: T, check: (value: z.output<T>) => FieldFault): T {
  return type.check(({ value, issues }) => {
    const fault = check(value as z.output<T>);
    if (fault !== null) issues.push({ code: 'custom', message: fault, input: value });
  });
}

const schema = z.object({
  gateway: z
    .string()
    .transform((text, context) => parseObjectKey(text) ?? invalid(context, 'is no key of an object'))
    .pipe(z.custom<TestRequest['gateway']>()),
  listener: z.string().min(1, 'must name a listener'),
  method: z.enum(TEST_METHODS, { error: `must be one of ${TEST_METHODS.join(', ')}` }),
  host: checked(z.string(), checkTestHost),
  path: checked(z.string(), checkTestPath),
  headers: z
    .array(z.tuple([checked(z.string(), checkTestHeaderName), checked(z.string(), checkTestHeaderValue)]))
    .max(MAX_TEST_HEADERS, `are more than ${MAX_TEST_HEADERS}`),
  body: z.string().refine((text) => Buffer.byteLength(text) <= maxBodyBytes, 'is over 64 KiB'),
  count: checked(z.number(), checkTestCount),
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
  const declared = (key: ListenerKey) => ownerOfListener(key) === request.gateway;
  const name = `${identityOf(request.gateway).kind} ${formatKey(request.gateway)}`;
  const gateway = table.gateways.find(
    (each) => each.gateway === request.gateway || each.listeners.some(({ key }) => declared(key)),
  );
  if (!gateway) throw new HttpProblem('BAD_REQUEST', `gateway: there is no ${name} with listeners.`);
  const listener = findListener(request, gateway);
  if (!listener) {
    const names = gateway.listeners.flatMap((each) => (declared(each.key) ? [each.name] : [])).join(', ');
    const has = names === '' ? 'it has none' : `it has ${names}`;
    throw new HttpProblem('BAD_REQUEST', `listener: ${name} has no listener ${request.listener}; ${has}.`);
  }
  if (listener.protocol !== 'HTTP' && listener.protocol !== 'HTTPS') {
    throw new HttpProblem(
      'BAD_REQUEST',
      `listener: ${listener.name} speaks ${listener.protocol}; test requests are HTTP or HTTPS.`,
    );
  }
  return { gateway, listener };
}

/** The listener asked for: by the object that declares it, a Gateway or a ListenerSet, and its name there. */
export function findListener(request: TestRequest, { listeners }: GatewayTable): ListenerTable | undefined {
  const key = listenerKey(request.gateway, request.listener);
  return listeners.find((listener) => listener.key === key);
}

/** An address as it stands in a Host header or URL: without a zone, with the port where it is not the protocol's own. */
export function formatAuthority(address: string, port: number, protocol: string): string {
  const host = isIP(address) === 6 ? `[${address.replace(/%.*$/, '')}]` : address;
  return port === (protocol === 'HTTPS' ? 443 : 80) ? host : `${host}:${port}`;
}
