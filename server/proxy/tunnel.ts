import type { Socket } from 'node:net';
import type { UpstreamTunnel } from './exchange.ts';
import type { Passage } from './passage.ts';
import { responseLines } from './relay.ts';
import type { Forwarding } from './upstream-request.ts';

/**
 * Passes a 101 on and then bytes both ways as they are, until either side ends. No limit runs any more.
 *
 * @see RFC 9110, section 7.8; RFC 6455
 */
export function openTunnel(
  { response, upgrade, log }: Passage,
  forwarding: Forwarding,
  { lines, socket: upstream, head }: UpstreamTunnel,
): void {
  if (!upgrade || upgrade.socket.destroyed) {
    upstream.destroy();
    return;
  }
  const client = upgrade.socket;
  // from here on the connection's end is the tunnel's, not an answer's
  if ('detachSocket' in response) response.detachSocket(client as Socket);
  log.answered(101);
  client.write(formatHead(responseLines(forwarding, { lines })), 'latin1');
  if (head.length > 0) client.write(head);
  if (upgrade.head.length > 0) upstream.write(upgrade.head);
  client.on('error', () => {});
  upstream.on('error', () => {});
  client.pipe(upstream);
  upstream.pipe(client);
  // one side that ends ends the other's writing; one that is gone takes the other along
  client.once('close', () => upstream.destroy());
  upstream.once('close', () => {
    client.destroy();
    log.finish('complete');
  });
}

function formatHead(lines: readonly (readonly [string, string])[]): string {
  const all = [...lines, ['Connection', 'Upgrade'], ['Upgrade', 'websocket']];
  return `HTTP/1.1 101 Switching Protocols\r\n${all.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`;
}
