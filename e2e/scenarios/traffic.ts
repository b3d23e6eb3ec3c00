import { Agent, request as httpRequest } from 'node:http';
import { request as httpsRequest, Agent as TlsAgent } from 'node:https';
import { expect } from 'vitest';

/** `pod`'s Service is told by its name: `banana-echo-…`. Null when no backend answered. */
export type Answer = Readonly<{ status: number; pod: string | null; certificateNames: string }>;

/**
 * Sends a GET to a Gateway, at its address; the host stands in the Host header and in SNI.
 *
 * @param base where it answers, e.g. `http://127.66.0.1`
 */
export function send(base: string, path: string, host = new URL(base).host, agent?: Agent): Promise<Answer> {
  const url = new URL(path, base);
  const isTls = url.protocol === 'https:';
  const options = {
    headers: { host },
    ...(agent && { agent }),
    // the certificate is looked at, not trusted: it is self-signed
    ...(isTls && { servername: host, rejectUnauthorized: false }),
  };
  return new Promise((resolve, reject) => {
    const sent = (isTls ? httpsRequest : httpRequest)(url, options, async (response) => {
      const socket = response.socket as { getPeerCertificate?: () => { subjectaltname?: string } };
      const certificateNames = socket.getPeerCertificate?.().subjectaltname ?? '';
      const text = (await response.toArray()).join('');
      resolve({ status: response.statusCode ?? 0, pod: podIn(text), certificateNames });
    });
    sent.on('error', reject).end();
  });
}

function podIn(text: string): string | null {
  try {
    const { namespace, pod } = JSON.parse(text) as { namespace?: string; pod?: string };
    return pod === undefined ? null : `${namespace}/${pod}`;
  } catch {
    return null;
  }
}

export type Tally = Readonly<Record<string, number>>;

/** Sends many requests over a few connections and counts the answers by `200 bananas/banana-echo`, `500`, … */
export async function sendMany(base: string, path: string, count: number, host?: string): Promise<Tally> {
  const isTls = base.startsWith('https:');
  const agent = isTls ? new TlsAgent({ keepAlive: true }) : new Agent({ keepAlive: true });
  const tally: Record<string, number> = {};
  let left = count;
  const lane = async (): Promise<void> => {
    while (left-- > 0) {
      const { status, pod } = await send(base, path, host, agent);
      const word = pod === null ? String(status) : `${status} ${serviceOf(pod)}`;
      tally[word] = (tally[word] ?? 0) + 1;
    }
  };
  await Promise.all(Array.from({ length: 16 }, lane));
  agent.destroy();
  return tally;
}

/** `bananas/banana-echo-5c9-x2x` → `bananas/banana-echo`: the Deployment's name without the hashes of its Pods. */
function serviceOf(pod: string): string {
  return pod.split('-').slice(0, -2).join('-');
}

/**
 * Do the answers show these shares, and nothing else? Bounds are five standard deviations of the binomial: 73 of
 * 1,000 at 70 %, so that a right split fails less than once in a million runs.
 */
export function expectShares(tally: Tally, shares: Readonly<Record<string, number>>): void {
  expect(Object.keys(tally).sort()).toEqual(Object.keys(shares).sort());
  const total = Object.values(tally).reduce((sum, count) => sum + count, 0);
  for (const [word, share] of Object.entries(shares)) {
    const bound = 5.04 * Math.sqrt(total * share * (1 - share));
    expect(Math.abs((tally[word] ?? 0) - total * share), `${word}: ${tally[word]} of ${total}`).toBeLessThanOrEqual(
      bound,
    );
  }
}
