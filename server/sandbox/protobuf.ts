import { badRequest, unsupportedMediaType } from './api-error.ts';
import { isJson, type Json } from './json.ts';
import { messages } from './protobuf-messages.ts';

/** How every protobuf body starts, before a runtime.Unknown. */
const magic = Buffer.from('k8s\0');

/**
 * Reads a body in Kubernetes' protobuf form into the object its JSON form would be. kubectl's typed commands (`create
 * namespace`, `auth can-i`) send it and know no other.
 *
 * @throws ApiError 400 when the bytes are malformed, 415 for kinds and fields that are not known here, so that nothing
 *   is lost unsaid
 * @see k8s.io/apimachinery, runtime.Unknown; protobuf wire format
 */
export function decodeProtobuf(bytes: Buffer): unknown {
  if (!bytes.subarray(0, 4).equals(magic)) throw badRequest('the body is not in the protobuf form of Kubernetes');
  const envelope = readMessage('Unknown', bytes.subarray(4));
  const { apiVersion, kind } = (isJson(envelope.typeMeta) ? envelope.typeMeta : {}) as Json;
  const raw = envelope.raw;
  if (typeof kind !== 'string') throw badRequest('the protobuf body names no kind');
  if (!Object.hasOwn(messages, kind)) {
    throw unsupportedMediaType(`protobuf bodies of ${kind} are not read by the sandbox: send JSON`);
  }
  const content = typeof raw === 'string' ? Buffer.from(raw, 'base64') : Buffer.alloc(0);
  return { apiVersion, kind, ...readMessage(kind, content) };
}

type Value = Readonly<{ wire: number; number: bigint; bytes: Buffer }>;

function readMessage(name: string, bytes: Buffer): Json {
  const fields = messages[name] ?? {};
  const output: Record<string, unknown> = {};
  for (const [number, value] of readFields(bytes)) {
    const declared = fields[number];
    if (!declared) {
      if (value.bytes.length === 0 && value.number === 0n) continue;
      throw unsupportedMediaType(`field ${number} of ${name} is not read from protobuf by the sandbox: send JSON`);
    }
    const [field = '', type = ''] = declared.split(':');
    store(output, field, type, value);
  }
  return output;
}

/** Go writes fields that are not pointers even when they are empty; JSON would have left them out. */
function store(output: Record<string, unknown>, field: string, type: string, value: Value): void {
  if (type.endsWith('[]')) {
    const list = Array.isArray(output[field]) ? output[field] : [];
    output[field] = [...list, readValue(type.slice(0, -2), value)];
  } else if (type.startsWith('map<')) {
    const entry = readEntry(type.slice(4, -1), value.bytes);
    output[field] = { ...(isJson(output[field]) ? output[field] : {}), ...entry };
  } else {
    const read = readValue(type.replace('?', ''), value);
    if (type.endsWith('?') || !isEmpty(read)) output[field] = read;
  }
}

function isEmpty(value: unknown): boolean {
  if (isJson(value)) return Object.keys(value).length === 0;
  return value === '' || value === 0 || value === false || value === null;
}

function readEntry(type: string, bytes: Buffer): Json {
  let key = '';
  let read: unknown = '';
  for (const [number, value] of readFields(bytes)) {
    if (number === 1) key = value.bytes.toString('utf8');
    if (number === 2) read = readValue(type, value);
  }
  return { [key]: read };
}

function readValue(type: string, { number, bytes }: Value): unknown {
  switch (type) {
    case 'string':
      return bytes.toString('utf8');
    case 'bytes':
      return bytes.toString('base64');
    case 'int':
      return Number(BigInt.asIntN(64, number));
    case 'bool':
      return number !== 0n;
    case 'Time':
      return readTime(bytes);
    case 'IntOrString': {
      const { type: isText, intVal = 0, strVal = '' } = readMessage('IntOrString', bytes);
      return isText === 1 ? strVal : intVal;
    }
    default:
      return readMessage(type, bytes);
  }
}

/** null for Go's zero time, which is an empty message. */
function readTime(bytes: Buffer): string | null {
  const { seconds } = readMessage('Time', bytes);
  return typeof seconds === 'number' ? `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z` : null;
}

function* readFields(bytes: Buffer): Generator<readonly [number: number, value: Value]> {
  const empty = Buffer.alloc(0);
  let at = 0;
  while (at < bytes.length) {
    const tag = readVarint(bytes, at);
    at = tag.next;
    const [number, wire] = [Number(tag.value >> 3n), Number(tag.value & 7n)];
    if (wire !== 0 && wire !== 2) throw malformed();
    const { value, next } = readVarint(bytes, at);
    at = next;
    if (wire === 0) {
      yield [number, { wire, number: value, bytes: empty }];
      continue;
    }
    const end = at + Number(value);
    if (end > bytes.length) throw malformed();
    yield [number, { wire, number: 0n, bytes: bytes.subarray(at, end) }];
    at = end;
  }
}

function readVarint(bytes: Buffer, start: number): { value: bigint; next: number } {
  let value = 0n;
  for (let at = start; at < bytes.length && at < start + 10; at++) {
    const byte = bytes[at] ?? 0;
    value |= BigInt(byte & 0x7f) << BigInt(7 * (at - start));
    if (byte < 0x80) return { value, next: at + 1 };
  }
  throw malformed();
}

function malformed(): Error {
  return badRequest('the protobuf body is malformed');
}
