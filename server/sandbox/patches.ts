import { isDeepStrictEqual } from 'node:util';
import type { KindDeclaration } from '#lib/gateway-api/declaration.ts';
import { ApiError, badRequest, unknownMediaType, unsupportedMediaType } from './api-error.ts';
import { applyPatchType } from './bodies.ts';
import { isJson, type Json } from './json.ts';
import { applyStrategicMerge } from './strategic-merge.ts';

/** A patch of an object, by the body's content type. */
export type Patch = (object: unknown) => unknown;

/**
 * Reads a PATCH body.
 *
 * @throws ApiError 415 for a patch type this kind does not take, 400 for a malformed body; the patch itself throws
 *   422 when it does not fit the object (RFC 6902)
 */
export function readPatch(kind: KindDeclaration, contentType: string, body: unknown): Patch {
  switch (contentType) {
    case 'application/json-patch+json':
      return (object) => applyJsonPatch(object, operationsOf(body));
    case 'application/merge-patch+json':
      return (object) => applyMergePatch(object, body);
    case 'application/strategic-merge-patch+json':
      if (kind.custom)
        throw unsupported(['application/json-patch+json', 'application/merge-patch+json', applyPatchType]);
      return (object) => applyStrategicMerge(object, body);
    default:
      throw unknownMediaType();
  }
}

function unsupported(accepted: readonly string[]): ApiError {
  return unsupportedMediaType(
    `the body of the request was in an unknown format - accepted media types include: ${accepted.join(', ')}`,
  );
}

/** RFC 7386. */
export function applyMergePatch(target: unknown, patch: unknown): unknown {
  if (!isJson(patch)) return patch;
  const output: Record<string, unknown> = isJson(target) ? { ...target } : {};
  for (const [field, value] of Object.entries(patch)) {
    if (value === null) delete output[field];
    else output[field] = applyMergePatch(output[field], value);
  }
  return output;
}

type Operation = Readonly<{ op: string; path: readonly string[]; from: readonly string[]; value: unknown }>;

/** RFC 6902. @throws ApiError 422 when an operation does not fit */
export function applyJsonPatch(target: unknown, operations: readonly Operation[]): unknown {
  return operations.reduce(applyOperation, target);
}

/** Reads the list of operations of a JSON patch. @throws ApiError 400 */
export function operationsOf(body: unknown): readonly Operation[] {
  if (!Array.isArray(body))
    throw badRequest(
      'error decoding patch: json: cannot unmarshal object into Go value of type []handlers.jsonPatchOp',
    );
  return body.map((operation: unknown) => {
    if (!isJson(operation) || typeof operation.op !== 'string' || typeof operation.path !== 'string') {
      throw badRequest('a JSON patch operation needs "op" and "path"');
    }
    const from = typeof operation.from === 'string' ? pointer(operation.from) : [];
    return { op: operation.op, path: pointer(operation.path), from, value: operation.value };
  });
}

function pointer(path: string): readonly string[] {
  if (path === '') return [];
  if (!path.startsWith('/')) throw badRequest(`not a JSON pointer: ${path}`);
  return path
    .slice(1)
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function applyOperation(target: unknown, { op, path, from, value }: Operation): unknown {
  switch (op) {
    case 'add':
      return edit(target, path, { add: value });
    case 'replace':
      valueAt(target, path);
      return edit(target, path, { replace: value });
    case 'remove':
      valueAt(target, path);
      return edit(target, path, 'remove');
    case 'move': {
      const moved = valueAt(target, from);
      return edit(edit(target, from, 'remove'), path, { add: moved });
    }
    case 'copy':
      return edit(target, path, { add: valueAt(target, from) });
    case 'test':
      if (isDeepStrictEqual(valueAt(target, path), value)) return target;
      throw doesNotFit(`testing value /${path.join('/')} failed`);
    default:
      throw badRequest(`unknown JSON patch operation "${op}"`);
  }
}

type Edit = 'remove' | Readonly<{ add: unknown }> | Readonly<{ replace: unknown }>;

function edit(target: unknown, [step, ...rest]: readonly string[], how: Edit): unknown {
  if (step === undefined) return how === 'remove' ? undefined : 'add' in how ? how.add : how.replace;
  if (Array.isArray(target)) return editList(target, step, rest, how);
  if (!isJson(target)) throw doesNotFit(`there is nothing at "${step}"`);
  if (rest.length > 0) return { ...target, [step]: edit(target[step], rest, how) };
  const { [step]: _, ...others } = target as Json;
  return how === 'remove' ? others : { ...target, [step]: edit(undefined, [], how) };
}

function editList(list: readonly unknown[], step: string, rest: readonly string[], how: Edit): unknown {
  const isAdding = rest.length === 0 && how !== 'remove' && 'add' in how;
  const index = step === '-' && isAdding ? list.length : Number(step);
  if (!Number.isInteger(index) || index < 0 || index > (isAdding ? list.length : list.length - 1)) {
    throw doesNotFit(`index ${step} is out of bounds`);
  }
  if (rest.length > 0) return list.with(index, edit(list[index], rest, how));
  if (how === 'remove') return list.toSpliced(index, 1);
  return 'add' in how ? list.toSpliced(index, 0, how.add) : list.with(index, how.replace);
}

function valueAt(target: unknown, path: readonly string[]): unknown {
  const found = path.reduce<unknown>((value, step) => {
    if (Array.isArray(value)) return value[Number(step)];
    return isJson(value) ? value[step] : undefined;
  }, target);
  if (found === undefined) throw doesNotFit(`there is nothing at /${path.join('/')}`);
  return found;
}

function doesNotFit(why: string): ApiError {
  return new ApiError(422, 'Invalid', `the server rejected our request due to an error in our request: ${why}`, {});
}
