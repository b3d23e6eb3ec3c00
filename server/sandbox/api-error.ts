import type { Cause, KindDeclaration } from '#lib/gateway-api/declaration.ts';
import type { Json } from './json.ts';
import { qualifiedKind, resourceName } from './kind-index.ts';

type Details = Readonly<{
  name?: string | undefined;
  group?: string | undefined;
  kind?: string | undefined;
  uid?: string | undefined;
  causes?: readonly Json[] | undefined;
}>;

/** A refusal the API answers as a `Status` (metav1.Status) with this HTTP code, in the API server's words. */
export class ApiError extends Error {
  readonly code: number;
  readonly reason: string;
  readonly details: Details | undefined;

  constructor(code: number, reason: string, message: string, details?: Details) {
    super(message);
    this.code = code;
    this.reason = reason;
    this.details = details;
  }

  get status(): Json {
    return {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message: this.message,
      ...(this.reason && { reason: this.reason }),
      ...(this.details && { details: this.details }),
      code: this.code,
    };
  }
}

export function badRequest(message: string): ApiError {
  return new ApiError(400, 'BadRequest', message);
}

export function unauthorized(): ApiError {
  return new ApiError(401, 'Unauthorized', 'Unauthorized');
}

/** What the body was could not be told. */
export function unrecognized(kind: KindDeclaration, why: string): ApiError {
  return badRequest(
    `the object provided is unrecognized (must be of type ${kind.kind}): couldn't get version/kind; json parse error: ${why}`,
  );
}

export function forbidden(message: string, details?: Details): ApiError {
  return new ApiError(403, 'Forbidden', message, details);
}

/** The path names nothing that is served. */
export function pathNotFound(): ApiError {
  return new ApiError(404, 'NotFound', 'the server could not find the requested resource', {});
}

export function notFound(kind: KindDeclaration, name: string): ApiError {
  return new ApiError(404, 'NotFound', `${resourceName(kind)} "${name}" not found`, detailsOf(kind, name));
}

export function methodNotAllowed(): ApiError {
  return new ApiError(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource', {});
}

export function alreadyExists(kind: KindDeclaration, name: string): ApiError {
  return new ApiError(409, 'AlreadyExists', `${resourceName(kind)} "${name}" already exists`, detailsOf(kind, name));
}

export function conflict(
  kind: KindDeclaration,
  name: string,
  why = 'the object has been modified; please apply your changes to the latest version and try again',
): ApiError {
  const message = `Operation cannot be fulfilled on ${resourceName(kind)} "${name}": ${why}`;
  return new ApiError(409, 'Conflict', message, detailsOf(kind, name));
}

export function expired(message: string): ApiError {
  return new ApiError(410, 'Expired', message);
}

export function tooLarge(limitBytes: number): ApiError {
  return new ApiError(413, 'RequestEntityTooLarge', `Request entity too large: limit is ${limitBytes}`);
}

/** A content type that no handler of the path takes. */
export function unknownMediaType(): ApiError {
  return new ApiError(415, 'UnsupportedMediaType', '415: Unsupported Media Type', {});
}

export function unsupportedMediaType(message: string): ApiError {
  return new ApiError(415, 'UnsupportedMediaType', message);
}

/** An object that admission refused; kubectl prints the causes as a list. */
export function invalid(kind: KindDeclaration, name: string, causes: readonly Cause[]): ApiError {
  const texts = causes.map(({ field, message }) => `${field}: ${message}`);
  const list = texts.length === 1 ? texts[0] : `[${texts.join(', ')}]`;
  return new ApiError(422, 'Invalid', `${qualifiedKind(kind)} "${name}" is invalid: ${list}`, {
    name: name || undefined,
    group: kind.group || undefined,
    kind: kind.kind,
    causes,
  });
}

/** Options of a request that were refused; `kind` is `PatchOptions` or the like. */
export function invalidOptions(kind: string, reason: string, field: string, message: string): ApiError {
  return new ApiError(422, 'Invalid', `${kind}.meta.k8s.io "" is invalid: ${field}: ${message}`, {
    group: 'meta.k8s.io',
    kind,
    causes: [{ reason, message, field }],
  });
}

function detailsOf(kind: KindDeclaration, name: string): Details {
  return { name, group: kind.group || undefined, kind: kind.plural };
}
