import type { TestRequest } from '#lib/api/test-messages.ts';
import {
  checkTestCount,
  checkTestHeaderName,
  checkTestHeaderValue,
  checkTestHost,
  checkTestPath,
  type FieldFault,
  MAX_TEST_HEADERS,
} from '#lib/api/test-request-fields.ts';
import { carriesBody, type Draft, type DraftHeader } from './draft.ts';

/** A sentence for each field that cannot be sent as it is typed; null where it can. */
export type DraftFaults = Readonly<{
  host: string | null;
  path: string | null;
  /** by the row's id */
  headers: ReadonlyMap<number, HeaderFaults>;
  tooManyHeaders: string | null;
  body: string | null;
  count: string | null;
}>;
export type HeaderFaults = Readonly<{ name: string | null; value: string | null }>;

const maxBodyBytes = 64 * 1024;

/** The server's own checks, made before anything is sent. */
export function checkDraft(draft: Draft, sent: Readonly<{ host: string; count: string }>): DraftFaults {
  const { path, headers, method, body } = draft;
  const bytes = carriesBody(method) ? new TextEncoder().encode(body).length : 0;
  return {
    host: say('Host', checkTestHost(sent.host)),
    path: say('Path', checkTestPath(path)),
    headers: new Map(headers.flatMap((header) => checkHeader(header))),
    tooManyHeaders: headers.length > MAX_TEST_HEADERS ? `There are more than ${MAX_TEST_HEADERS} headers.` : null,
    body: say('Body', bytes > maxBodyBytes ? 'is over 64 KiB' : null),
    count: say('The number', checkTestCount(readCount(sent.count))),
  };
}

/** @returns NaN for what is no number in digits */
export function readCount(text: string): number {
  return /^\d+$/.test(text.trim()) ? Number(text) : Number.NaN;
}

function checkHeader({ id, name, value }: DraftHeader): readonly (readonly [number, HeaderFaults])[] {
  const isBlank = name.trim() === '' && value === '';
  if (isBlank) return [];
  const nameFault = name.trim() === '' ? 'is missing' : checkTestHeaderName(name.trim());
  const faults = { name: say('The name', nameFault), value: say('The value', checkTestHeaderValue(value)) };
  return faults.name === null && faults.value === null ? [] : [[id, faults]];
}

function say(field: string, fault: FieldFault): string | null {
  return fault === null ? null : `${field} ${fault}.`;
}

/** The count is a matter of its own: one request is sent without it. */
export function canSend(faults: DraftFaults, how: Readonly<{ many: boolean }>): boolean {
  const { host, path, headers, tooManyHeaders, body, count } = faults;
  const isWell = [host, path, tooManyHeaders, body].every((fault) => fault === null) && headers.size === 0;
  return isWell && !(how.many && count !== null);
}

/** Would the same message go to the same listener? How often does not matter. */
export function isSameRequest(a: TestRequest, b: TestRequest): boolean {
  return JSON.stringify(messageOf(a)) === JSON.stringify(messageOf(b));
}

const messageOf = ({ gateway, listener, method, host, path, headers, body }: TestRequest) => [
  gateway,
  listener,
  method,
  host,
  path,
  headers,
  body,
];
