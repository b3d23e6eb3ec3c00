import type { IncomingMessage } from 'node:http';
import { parse } from 'yaml';
import { yamlReading } from '#lib/snapshot/yaml.ts';
import { badRequest, tooLarge, unknownMediaType, unsupportedMediaType } from './api-error.ts';
import { decodeProtobuf } from './protobuf.ts';

/** Server-side apply, which is no patch of the object alone: it depends on who applied what before. */
export const applyPatchType = 'application/apply-patch+yaml';

/** The API server's own limit on a request. */
const bodyLimitBytes = 3 * 1024 * 1024;

/**
 * Reads a request's body as an object, by its content type.
 *
 * @returns undefined when there is no body
 * @throws ApiError 400 malformed, 413 too large, 415 a content type that is not an object's
 */
export async function readBody(request: IncomingMessage): Promise<unknown> {
  const bytes = await readBytes(request);
  if (bytes.length === 0) return undefined;
  const type = contentTypeOf(request);
  if (type === 'application/vnd.kubernetes.protobuf') return decodeProtobuf(bytes);
  const text = bytes.toString('utf8');
  if (type === 'application/yaml') return parseYaml(text, 'error converting YAML to JSON: ');
  if (type === applyPatchType) return parseYaml(text, 'error decoding YAML: error converting YAML to JSON: ');
  if (request.method === 'PATCH' && !type.endsWith('+json')) throw unknownMediaType();
  if (type === '' || type === 'application/json' || type.endsWith('+json')) return parseJson(text);
  throw unsupportedMediaType(
    `the body of the request was in an unknown format - accepted media types include: application/json, application/yaml, application/vnd.kubernetes.protobuf`,
  );
}

/** The content type without parameters, lower case; empty when there is none. */
export function contentTypeOf({ headers }: Pick<IncomingMessage, 'headers'>): string {
  return (headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
}

async function readBytes(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > bodyLimitBytes) throw tooLarge(bodyLimitBytes);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw badRequest(`couldn't get version/kind; json parse error: ${(cause as Error).message}`);
  }
}

function parseYaml(text: string, refusal: string): unknown {
  try {
    return parse(text, yamlReading);
  } catch (cause) {
    throw badRequest(`${refusal}${(cause as Error).message}`);
  }
}
