import type { ParentReference } from '#lib/gateway-api/common.ts';
import type { ListenerVerdict } from './result.ts';
import { join, list, listOf, prose, type Sentence, say } from './sentence.ts';

/** What a parentRef asks for. */
type Asked = Readonly<{ sectionName?: ParentReference['sectionName'] | null; port?: ParentReference['port'] | null }>;

/**
 * No listener is the one asked for, and what there is instead: names for a sectionName, ports for a port, both for both.
 *
 * @param owner e.g. ` of Gateway infra/edge`; empty where that is clear
 */
export function sayNoListener(listeners: readonly ListenerVerdict[], asked: Asked, owner: Sentence = []): Sentence {
  const { sectionName, port } = asked;
  const fields = [...(sectionName ? [`sectionName ${sectionName}`] : []), ...(port ? [`port ${port}`] : [])];
  return say`No listener${owner} has ${list(fields)}; there ${sayPresent(listeners, asked)}.`;
}

function sayPresent(listeners: readonly ListenerVerdict[], { sectionName, port }: Asked): Sentence {
  if (listeners.length === 0) return say`are no listeners`;
  if (port && !sectionName) return sayPorts(listeners);
  const are = prose(listeners.length === 1 ? 'is' : 'are');
  const names = listeners.map(({ listenerName }) => listenerName);
  if (!port) return say`${are} ${listOf('listener', 'listeners', names)}`;
  const both = listeners.map((verdict) => `${verdict.listenerName} (port ${portOf(verdict)})`);
  return say`${are} ${listOf('listener', 'listeners', both)}`;
}

const NAMED_UP_TO = 3;

/** `are ports 80 (any, prod) and 443 (tls)`. */
function sayPorts(listeners: readonly ListenerVerdict[]): Sentence {
  const ports = [...new Set(listeners.map(portOf))].sort((a, b) => a - b);
  const items = ports.map((port) => {
    const names = listeners
      .filter((verdict) => portOf(verdict) === port)
      .map(({ listenerName }) => say`${listenerName}`);
    const who = names.length > NAMED_UP_TO ? prose(`${names.length} listeners`) : join(names, ', ');
    return say`${port} (${who})`;
  });
  const last = items.slice(-1).flat();
  const first = join(items.slice(0, -1), ', ');
  return ports.length === 1 ? say`is port ${last}` : say`are ports ${first} and ${last}`;
}

function portOf({ checks }: ListenerVerdict): number {
  const section = checks.find((check) => check.check === 'parentSection');
  return section?.check === 'parentSection' ? section.listener.port : 0;
}
