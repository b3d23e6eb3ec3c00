import { couldAdmitKind } from '#lib/binding/checks/route-kind.ts';
import type {
  BackendResult,
  Check,
  GatewayResult,
  ListenerSetCheck,
  ParentResult,
  RouteResult,
} from '#lib/binding/result.ts';
import { prose, type Sentence, say } from '#lib/binding/sentence.ts';
import { formatKey, identityOf, type ObjectKey } from '#lib/kube/object-key.ts';
import { certificateReferences } from './certificate-references.ts';
import { isLegacy, nearestListener } from './fix-source.ts';
import { sayContradictions } from './meeting-labels.ts';

/** What people often try here, and why it changes nothing. */
export function findWillNotHelp(route: RouteResult): readonly Sentence[] {
  const sentences = [
    ...route.parents.flatMap((parent) => aboutParent(route, parent)),
    ...route.rules.flatMap(({ backends }) => backends).flatMap((backend) => aboutBackend(route, backend)),
  ];
  const seen = new Set<string>();
  return sentences.filter((sentence) => {
    const text = JSON.stringify(sentence);
    if (seen.has(text)) return false;
    seen.add(text);
    return true;
  });
}

function aboutParent(route: RouteResult, parent: ParentResult): Sentence[] {
  const { target, listeners } = parent;
  if (!route.judged || listeners.some(({ attachment }) => attachment === 'attached')) return [];
  if (target.state !== 'found' && target.state !== 'missing') return [];
  const failed = nearestListener(parent)?.checks.filter(({ outcome }) => outcome === 'fail') ?? [];
  if (target.state === 'found' && failed.length === 0) return [];
  const grant = isLegacy(parent.parent)
    ? say`A ReferenceGrant. This API has none; the Gateway selects Routes and the Route allows Gateways.`
    : say`A ReferenceGrant. Attachment is decided by ${'allowedRoutes'} alone.`;
  if (failed.some(({ check }) => check === 'listenerSet')) return failed.flatMap(aboutCheck);
  const foreign = identityOf(parent.parent).namespace !== identityOf(route.key).namespace;
  return [...(foreign ? [grant] : []), ...failed.flatMap(aboutCheck)];
}

function aboutCheck(check: Check): Sentence[] {
  if (check.check === 'listenerSet') return aboutListenerSet(check);
  if (check.check === 'routeNamespace' && check.from === 'Same') {
    return [say`A label on namespace ${check.routeNamespace}. ${'from: Same'} looks at no labels.`];
  }
  if (check.check === 'routeNamespace' && check.from === 'Selector') {
    return [
      say`A label on the Route. The selector looks at labels of its namespace ${check.routeNamespace}.`,
      ...(check.selector ? sayContradictions(check.selector) : []),
    ];
  }
  if (check.check === 'routeKind' && !couldAdmitKind(check) && check.unsupported === null) {
    return [
      say`${check.kind.kind} in ${'allowedRoutes.kinds'}. A listener of protocol ${check.protocol} cannot carry it.`,
    ];
  }
  if (check.check === 'routeLabels') return sayContradictions(check.selector);
  if (check.check === 'rules') {
    return [say`A wider ${'allowedRoutes'}. The listener takes the Route; it is the rules that cannot be served.`];
  }
  if (check.check === 'hostname') {
    return [say`A DNS record. The hostnames of listener and Route are compared as written.`];
  }
  return [];
}

/** What does not get a ListenerSet taken by its Gateway. */
export function aboutListenerSet({ reason, from, setNamespace, selector }: ListenerSetCheck): Sentence[] {
  if (reason === 'NoGateway') return [];
  if (reason === 'ParentNotAccepted') {
    return [say`Another listener in the ListenerSet. A Gateway is accepted by listeners of its own only.`];
  }
  const label =
    from === 'Selector' ? [] : [say`A label on namespace ${setNamespace}. ${`from: ${from}`} looks at no labels.`];
  return [
    ...label,
    ...(selector ? sayContradictions(selector) : []),
    say`A wider ${'allowedRoutes'}. It says which Routes a listener takes, not which ListenerSets a Gateway takes.`,
    say`A ReferenceGrant. Only ${'allowedListeners'} of the Gateway lets a ListenerSet in.`,
  ];
}

/** What does not mend the references of a Gateway to certificates. */
export function aboutGatewayReferences(gateway: GatewayResult): Sentence[] {
  const { key, clientCertificate, listeners } = gateway;
  const refused = certificateReferences(gateway).flatMap(({ target, outcome }) =>
    outcome.state === 'invalid' && outcome.reason === 'RefNotPermitted' ? [identityOf(target).namespace] : [],
  );
  const own = identityOf(key).namespace;
  const lacksCa = listeners.some(
    ({ clientCas }) => clientCas.length > 0 && clientCas.every(({ outcome }) => outcome.state === 'invalid'),
  );
  return [
    ...[...new Set(refused)].map(
      (namespace) =>
        say`A ReferenceGrant in namespace ${own}. It has to stand in the namespace of the target, ${namespace}.`,
    ),
    ...(clientCertificate?.outcome.state === 'invalid'
      ? [say`A certificate in a listener. Clients are shown that one; this one is shown to backends.`]
      : []),
    ...(lacksCa
      ? [
          say`${'mode: AllowInsecureFallback'}. Without one CA that can be used the listener is not served in either mode.`,
        ]
      : []),
  ];
}

function aboutBackend(route: RouteResult, { role, outcome, target }: BackendResult): Sentence[] {
  if (outcome.state === 'invalid' && outcome.reason === 'InvalidBackendTLSPolicy') {
    return [
      say`Another ${'appProtocol'} of the Service. A port that a BackendTLSPolicy is for is sent nothing in plain text.`,
    ];
  }
  if (outcome.state === 'invalid' && outcome.reason === 'InvalidKind') return aboutForeignKind(role, target);
  if (outcome.state !== 'invalid' || outcome.reason !== 'RefNotPermitted') return [];
  const own = identityOf(route.key).namespace;
  const { namespace } = identityOf(target);
  return [
    say`A ReferenceGrant in namespace ${own}. It has to stand in the namespace of the target, ${namespace}.`,
    say`A wider ${'allowedRoutes'}. It decides attachment, not what a backendRef may name.`,
  ];
}

/** What is there of a kind that is not served changes nothing. */
function aboutForeignKind(role: BackendResult['role'], target: ObjectKey): Sentence[] {
  const { group, kind } = identityOf(target);
  if (group === '' && kind === 'Service') return [];
  return role === 'extension'
    ? [
        say`Creating ${prose(kind)} ${formatKey(target)} or installing its kind. Gatehouse serves no filters but those of the spec.`,
      ]
    : [
        say`Creating ${prose(kind)} ${formatKey(target)} or installing its kind. Gatehouse sends requests to Services alone.`,
        say`A ReferenceGrant. It says who may use an object, not what can be served.`,
      ];
}
