import { createHash } from 'node:crypto';
import type { Event } from '#lib/gateway-api/core/workloads.ts';
import type { KubeObject } from '#lib/kube/object.ts';
import { keyOf, type ObjectKey } from '#lib/kube/object-key.ts';
import type { ConditionEvent } from '#lib/status/condition-events.ts';
import type { Log } from '#server/logger.ts';

/** How Events reach the cluster; all throw when there is no answer or a refusal. */
export type EventTarget = Readonly<{
  /** `exists`: there is one of that name */
  create: (event: Event) => Promise<'created' | 'exists'>;
  /** null when it is gone */
  read: (key: ObjectKey) => Promise<Event | null>;
  patch: (key: ObjectKey, changes: Readonly<{ count: number; lastTimestamp: string }>) => Promise<void>;
}>;

export type EventRecorder = Readonly<{
  /** Writes them in the background: news that cannot be written is told in the log and dropped. */
  record: (about: KubeObject, events: readonly ConditionEvent[]) => void;
  /** resolves when nothing waits */
  idle: () => Promise<void>;
  close: () => void;
}>;

export type EventRecorderOptions = Readonly<{
  target: EventTarget;
  /** who reports: a controller name */
  reporter: string;
  log: Log;
  now?: () => Date;
}>;

/** What may wait: a cluster that is slow or full of news must not fill the memory. */
const LONGEST_QUEUE = 1000;
const COMPONENT = 'gatehouse';
/** As long as the API server takes. */
const LONGEST_MESSAGE = 1024;
const LONGEST_NAME = 253;

/**
 * Tells news of an object as Events in its namespace, so that `kubectl describe` shows them. The same news again is
 * the same Event with a higher count.
 *
 * @see Kubernetes API, core/v1 Event
 */
export function createEventRecorder({ target, reporter, log, now = () => new Date() }: EventRecorderOptions) {
  let queue: Event[] = [];
  let running: Promise<void> | null = null;
  let isClosed = false;
  let lastFault = '';

  async function write(event: Event): Promise<void> {
    if ((await target.create(event)) === 'created') return;
    const key = keyOf(event);
    const before = await target.read(key);
    const { lastTimestamp = '' } = event;
    if (before) await target.patch(key, { count: (before.count ?? 1) + 1, lastTimestamp });
  }

  function tell(fault: string): void {
    if (fault !== lastFault) log.warn({ error: fault }, 'an Event could not be written');
    lastFault = fault;
  }

  async function run(): Promise<void> {
    for (let event = queue.shift(); event && !isClosed; event = queue.shift()) {
      try {
        await write(event);
        lastFault = '';
      } catch (error) {
        tell(error instanceof Error ? error.message : String(error));
      }
    }
    running = null;
  }

  return {
    record: (about, events) => {
      const time = `${now().toISOString().slice(0, 19)}Z`;
      queue.push(...events.map((each) => eventOf(about, each, { reporter, time })));
      if (queue.length > LONGEST_QUEUE) {
        tell(`${queue.length - LONGEST_QUEUE} more wait than can be kept; the oldest are dropped`);
        queue = queue.slice(-LONGEST_QUEUE);
      }
      if (queue.length > 0) running ??= run();
    },
    idle: async () => {
      while (running) await running;
    },
    close: () => {
      isClosed = true;
    },
  } satisfies EventRecorder;
}

type Reported = Readonly<{ reporter: string; time: string }>;

function eventOf(about: KubeObject, { type, reason, message }: ConditionEvent, { reporter, time }: Reported): Event {
  const { name, namespace, uid, resourceVersion } = about.metadata;
  const text = message.length > LONGEST_MESSAGE ? `${message.slice(0, LONGEST_MESSAGE - 1)}…` : message;
  const digest = createHash('sha256')
    .update(JSON.stringify([uid, type, reason, text]))
    .digest('hex')
    .slice(0, 16);
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: {
      // the same news has the same name
      name: `${name.slice(0, LONGEST_NAME - 17)}.${digest}`,
      // objects without a namespace have theirs in `default`
      namespace: namespace ?? 'default',
    },
    involvedObject: {
      apiVersion: about.apiVersion,
      kind: about.kind,
      name,
      ...(namespace !== undefined && { namespace }),
      ...(uid !== undefined && { uid }),
      ...(resourceVersion !== undefined && { resourceVersion }),
    },
    type,
    reason,
    message: text,
    source: { component: COMPONENT },
    reportingComponent: reporter,
    reportingInstance: COMPONENT,
    firstTimestamp: time,
    lastTimestamp: time,
    count: 1,
  };
}
