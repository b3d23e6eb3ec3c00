export type ClusterErrorCode =
  | 'KUBECONFIG_UNREADABLE'
  /** no answer at all: refused, reset, TLS, DNS */
  | 'CLUSTER_UNREACHABLE'
  /** the kubeconfig's exec plugin failed; its own words are in the message */
  | 'CREDENTIALS_UNAVAILABLE'
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

/** Was it this HTTP status that the API server answered with? */
export function isStatus(error: unknown, code: number): boolean {
  return error instanceof ClusterError && error.status?.code === code;
}

/** Ours already name the server or the plugin. */
const isOurs = (error: Error): boolean => error instanceof ClusterError;

/** OpenSSL's words for a certificate that the kubeconfig's CA has not signed. */
const untrusted: ReadonlySet<string> = new Set([
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'CERT_SIGNATURE_FAILURE',
]);

/** The innermost words of an error chain: Node and undici hide the system's word in `cause`. */
export function rootWords(error: unknown): string {
  let current = error;
  while (current instanceof Error && !isOurs(current) && current.cause instanceof Error) current = current.cause;
  if (current instanceof AggregateError && current.errors.length > 0) return rootWords(current.errors[0]);
  const code = current instanceof Error ? ((current as NodeJS.ErrnoException).code ?? '') : '';
  if (untrusted.has(code)) {
    return `its certificate is not signed by the CA of the kubeconfig (${code}); if the server was set up anew, get a new kubeconfig`;
  }
  return current instanceof Error ? current.message.trim() || current.name : String(current);
}
