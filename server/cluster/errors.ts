export type ClusterErrorCode =
  | 'KUBECONFIG_UNREADABLE'
  /** no answer at all: refused, reset, TLS, DNS, a failing credential plugin */
  | 'CLUSTER_UNREACHABLE'
  /** the API server answered with a Status */
  | 'API_REFUSED';

/** One cause of a refusal, as in `Status.details.causes`. */
export type StatusCause = Readonly<{ reason?: string; message?: string; field?: string }>;

export type ApiStatus = Readonly<{
  code: number;
  reason: string;
  message: string;
  causes: readonly StatusCause[];
}>;

/** What goes wrong between us and the API server; `status` holds its own words when it answered. */
export class ClusterError extends Error {
  readonly code: ClusterErrorCode;
  readonly status: ApiStatus | null;

  constructor(code: ClusterErrorCode, message: string, cause?: unknown, status: ApiStatus | null = null) {
    super(message, { cause });
    this.name = 'ClusterError';
    this.code = code;
    this.status = status;
  }
}

/** The innermost words of an error chain: Node and undici hide the system's word in `cause`. */
export function rootWords(error: unknown): string {
  let current = error;
  while (current instanceof Error && current.cause instanceof Error) current = current.cause;
  if (current instanceof AggregateError && current.errors.length > 0) return rootWords(current.errors[0]);
  return current instanceof Error ? current.message.trim() || current.name : String(current);
}
