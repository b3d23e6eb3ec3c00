/** The data plane stopped, or could not take a table; `message` says why. */
export class ProxyError extends Error {
  readonly code: 'PROXY_STOPPED' | 'PROXY_REFUSED_TABLE';

  constructor(code: 'PROXY_STOPPED' | 'PROXY_REFUSED_TABLE', message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'ProxyError';
    this.code = code;
  }
}
