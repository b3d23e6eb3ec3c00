import type { Condition } from '#lib/kube/condition.ts';
import type { KubeObject } from '#lib/kube/object.ts';

/** What an Event says; `type` as Kubernetes has it. */
export type ConditionEvent = Readonly<{ type: 'Normal' | 'Warning'; reason: string; message: string }>;

type ParentRef = Readonly<{ namespace?: string; name: string; sectionName?: string; port?: number }>;

/** Every place in which the statuses we write keep conditions. */
type AnyStatus = Readonly<{
  conditions?: readonly Condition[];
  /** v1alpha1 has one entry for each port, without a name */
  listeners?: readonly Readonly<{ name?: string; port?: number; conditions?: readonly Condition[] }>[];
  parents?: readonly Readonly<{ parentRef: ParentRef; controllerName: string; conditions?: readonly Condition[] }>[];
  gateways?: readonly Readonly<{
    gatewayRef: ParentRef & Readonly<{ controller?: string }>;
    conditions?: readonly Condition[];
  }>[];
  ancestors?: readonly Readonly<{
    ancestorRef: ParentRef;
    controllerName: string;
    conditions?: readonly Condition[];
  }>[];
}>;

type Placed = Readonly<{ place: string; isListener: boolean; condition: Condition }>;

/** Types whose good state is False. */
const badWhenTrue: ReadonlySet<string> = new Set([
  'Conflicted',
  'Detached',
  'PartiallyInvalid',
  'OverlappingTLSConfig',
  'InsecureFrontendValidationMode',
]);
/** Types that are told when they are good from the start; the good state of the others goes without saying. */
const headlines: ReadonlySet<string> = new Set(['Accepted', 'Admitted', 'Programmed', 'Scheduled', 'Ready']);

/**
 * What changed for people between two states of an object's status: each condition of ours that turned bad, changed
 * its reason or turned good again. Unknown is no news.
 *
 * @param controllerNames whose entries of `parents` and `ancestors` are ours
 * @see Kubernetes API conventions, Events
 */
export function conditionEvents(
  before: KubeObject,
  after: KubeObject,
  controllerNames: readonly string[],
): readonly ConditionEvent[] {
  const known = new Map(placedConditions(before, controllerNames).map((each) => [keyOfPlaced(each), each.condition]));
  return placedConditions(after, controllerNames).flatMap((placed): ConditionEvent[] => {
    const { place, isListener, condition } = placed;
    const old = known.get(keyOfPlaced(placed));
    if (condition.status === 'Unknown' || (old?.status === condition.status && old.reason === condition.reason))
      return [];
    const message = place === '' ? condition.message : `${place}: ${condition.message}`;
    if (isBad(condition)) return [{ type: 'Warning', reason: condition.reason, message }];
    const wasBad = old !== undefined && old.status !== 'Unknown' && isBad(old);
    const isHeadline = !isListener && headlines.has(condition.type);
    return wasBad || isHeadline ? [{ type: 'Normal', reason: condition.reason, message }] : [];
  });
}

const keyOfPlaced = ({ place, condition }: Placed) => `${place} ${condition.type}`;

const isBad = ({ type, status }: Condition) => status === (badWhenTrue.has(type) ? 'True' : 'False');

function placedConditions(object: KubeObject, controllerNames: readonly string[]): readonly Placed[] {
  const { conditions = [], listeners = [], parents = [], gateways = [], ancestors = [] } = statusOf(object);
  const namespace = object.metadata.namespace ?? '';
  const put = (place: string, all: readonly Condition[] = [], isListener = false) =>
    all.map((condition) => ({ place, isListener, condition }));
  const isOurs = (controllerName: string | undefined) => controllerNames.includes(controllerName ?? '');
  return [
    ...put('', conditions),
    ...listeners.flatMap(({ name, port, conditions: all }) => put(`Listener ${name ?? `on port ${port}`}`, all, true)),
    ...parents
      .filter(({ controllerName }) => isOurs(controllerName))
      .flatMap(({ parentRef, conditions: all }) => put(sayParent(parentRef, namespace), all)),
    ...gateways
      .filter(({ gatewayRef }) => isOurs(gatewayRef.controller))
      .flatMap(({ gatewayRef, conditions: all }) => put(sayParent(gatewayRef, namespace), all)),
    ...ancestors
      .filter(({ controllerName }) => isOurs(controllerName))
      .flatMap(({ ancestorRef, conditions: all }) => put(sayParent(ancestorRef, namespace), all)),
  ];
}

function statusOf(object: KubeObject): AnyStatus {
  return 'status' in object && typeof object.status === 'object' ? ((object.status ?? {}) as AnyStatus) : {};
}

/** `Parent infra-ns/shared-gateway, sectionName web, port 80` */
function sayParent({ namespace, name, sectionName, port }: ParentRef, own: string): string {
  const section = sectionName === undefined ? '' : `, sectionName ${sectionName}`;
  return `Parent ${namespace ?? own}/${name}${section}${port === undefined ? '' : `, port ${port}`}`;
}
