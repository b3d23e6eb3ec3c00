/** A curl command for a listener's address; with a hostname the name is asked for where the listener answers. */
export function curlFor({ url, hostname }: Readonly<{ url: string; hostname: string | null }>): string {
  if (hostname === null) return `curl ${quote(url, url.startsWith('https:'))}`;
  const { protocol, hostname: address, port } = new URL(url);
  const secure = protocol === 'https:';
  const name = hostname.replace(/^\*\./, 'www.');
  const number = port || (secure ? '443' : '80');
  const target = `${protocol}//${name}${port ? `:${port}` : ''}/`;
  return `curl --resolve ${name}:${number}:${address} ${quote(target, secure)}`;
}

/** The sandbox signs its own certificates, and those of a cluster need not be known here. */
function quote(url: string, insecure: boolean): string {
  return insecure ? `--insecure ${url}` : url;
}
