/** The Host and path that are asked for; without it the listener's own hostname and `/`. */
type Asked = Readonly<{ host: string | null; path: string }>;

type Listener = Readonly<{ url: string; hostname: string | null; plainGet: Asked | null }>;

/** A curl command for a listener's address; with a hostname the name is asked for where the listener answers. */
export function curlFor({ url, hostname, plainGet }: Listener): string {
  const { host, path } = plainGet ?? { host: hostname, path: '/' };
  if (host === null) return `curl ${quote(url.replace(/\/$/, path), url.startsWith('https:'))}`;
  const { protocol, hostname: address, port } = new URL(url);
  const secure = protocol === 'https:';
  const name = host.replace(/^\*\./, 'www.');
  const number = port || (secure ? '443' : '80');
  const target = `${protocol}//${name}${port ? `:${port}` : ''}${path}`;
  return `curl --resolve ${name}:${number}:${address} ${quote(target, secure)}`;
}

/**
 * One word for a POSIX shell. Certificates are not verified: the sandbox signs its own, and those of a cluster need
 * not be known here.
 */
function quote(url: string, insecure: boolean): string {
  const word = /^[\w./:~@%+,=[\]-]+$/.test(url) ? url : `'${url.replace(/'/g, `'\\''`)}'`;
  return insecure ? `--insecure ${word}` : word;
}

/** Where a browser is answered by a rule; null where a name has to be asked for, or no rule is known to answer. */
export function linkTo({ url, plainGet }: Readonly<{ url: string | null; plainGet: Asked | null }>): string | null {
  return url === null || plainGet === null || plainGet.host !== null ? null : url.replace(/\/$/, plainGet.path);
}
