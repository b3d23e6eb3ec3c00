import { kindsCarriedBy } from '#lib/binding/checks/route-kind.ts';
import { buildContext } from '#lib/binding/context.ts';
import { capabilitiesFor } from '#lib/binding/gateways.ts';
import type { HostnameCheck, ListenerVerdict, RouteKindCheck, RouteLabelsCheck } from '#lib/binding/result.ts';
import { list, say } from '#lib/binding/sentence.ts';
import { isSameKind } from '#lib/kube/object.ts';
import { formatKey } from '#lib/kube/object-key.ts';
import type { FixDraft } from './build-fix.ts';
import { suggestSection } from './did-you-mean.ts';
import { isLegacy, patchLabels, patchListener, patchObject, type RefusedParent } from './fix-source.ts';

const curesParent = ({ index }: RefusedParent) => ({ kind: 'parent', parent: index }) as const;

/** The listener leaves this kind out though its protocol carries it: the owner can add it. */
export function fixRouteKind(refused: RefusedParent, { kind, allowedKinds, protocol }: RouteKindCheck): FixDraft[] {
  const { context, parent, listener } = refused;
  const { owner, controllerName } = parent;
  const { routeKinds } = capabilitiesFor(buildContext(context.snapshot, context.options), { owner, controllerName });
  if (isLegacy(parent.parent) || !kindsCarriedBy(protocol, routeKinds).some(isSameKind(kind))) return [];
  const kinds = [...allowedKinds.filter((allowed) => allowed.kind !== kind.kind), kind];
  const sentence = say`Add ${kind.kind} to the kinds that listener ${listener.name} admits.`;
  const change = patchListener(refused, { path: 'allowedRoutes/kinds', value: kinds });
  return [{ role: 'owner', cures: curesParent(refused), sentence, change }];
}

/** sectionName or port select no listener: name one that would take the Route. */
export function fixParentSection(refused: RefusedParent): FixDraft[] {
  const { context, parent, index } = refused;
  const { source } = parent;
  if (source.from !== 'parentRef') return [];
  const meant = meantListener(refused);
  if (!meant) return [];
  const at = `/spec/parentRefs/${source.index}`;
  const guard = { op: 'test', path: `${at}/name`, value: source.ref.name } as const;
  const { sectionName, port } = source.ref;
  const listener = context.result.gateways.get(parent.parent)?.listeners.find(({ key }) => key === meant.listener);
  const wrongName = Boolean(sectionName) && sectionName !== meant.listenerName;
  const wrongPort = Boolean(port) && port !== listener?.port;
  const change = patchObject(context.route.key, [
    guard,
    ...(wrongName ? [{ op: 'replace', path: `${at}/sectionName`, value: meant.listenerName } as const] : []),
    ...(wrongPort ? [{ op: 'replace', path: `${at}/port`, value: listener?.port } as const] : []),
  ]);
  const to = [
    ...(wrongName ? [`sectionName: ${meant.listenerName}`] : []),
    ...(wrongPort ? [`port: ${listener?.port}`] : []),
  ];
  const sentence = say`Write ${list(to)} in parentRefs[${source.index}].`;
  return [{ role: 'app', cures: { kind: 'parent', parent: index }, sentence, change }];
}

/** The listener probably meant: of a near name, else one that admits the Route once it is selected. */
function meantListener({ context, parent }: RefusedParent): ListenerVerdict | null {
  const { source, listeners } = parent;
  const sectionName = source.from === 'parentRef' ? source.ref.sectionName : undefined;
  const named = listeners.find(({ listenerName }) => listenerName === sectionName);
  const near = sectionName ? suggestSection(context.snapshot, parent.parent, sectionName) : null;
  const admits = listeners.find(({ checks }) =>
    checks.every(({ check, outcome }) => check === 'parentSection' || outcome === 'pass'),
  );
  return named ?? listeners.find(({ listenerName }) => listenerName === near) ?? admits ?? null;
}

/** No hostname in common: the Route drops or changes its own, or the owner adds a listener for it. */
export function fixHostname(refused: RefusedParent, check: HostnameCheck): FixDraft[] {
  const { context, parent, listener } = refused;
  const { listenerHostname, routeHostnames } = check;
  const served = listenerHostname ?? 'any hostname';
  const adopt: FixDraft = {
    role: 'app',
    cures: curesParent(refused),
    sentence: say`Leave out ${'spec.hostnames'}: the Route then serves what its listeners serve, here ${served}.`,
    change: patchObject(context.route.key, [{ op: 'remove', path: '/spec/hostnames' }]),
  };
  const [hostname] = routeHostnames;
  const isNamed = parent.source.from === 'parentRef' && Boolean(parent.source.ref.sectionName);
  if (isLegacy(parent.parent) || isNamed || listener.protocol !== 'HTTP' || hostname === undefined) return [adopt];
  const gateway = context.snapshot.gateways.get(parent.parent);
  const spec = gateway?.spec.listeners[listener.index];
  if (!gateway || !spec) return [adopt];
  const taken = new Set(gateway.spec.listeners.map(({ name }) => name));
  const base = `${listener.name}-${hostname.replace(/^\*/, 'wildcard')}`;
  const name = taken.has(base) ? `${base}-2` : base;
  const added = { ...spec, name, hostname };
  const add: FixDraft = {
    role: 'owner',
    cures: curesParent(refused),
    sentence: say`Add a listener for ${hostname} to Gateway ${formatKey(parent.parent)}, port ${listener.port}.`,
    change: patchObject(parent.parent, [{ op: 'add', path: '/spec/listeners/-', value: added }]),
  };
  return [adopt, add];
}

/** v1alpha1: the listener selects Routes by labels this one does not have. */
export function fixRouteLabels(refused: RefusedParent, { selector }: RouteLabelsCheck): FixDraft[] {
  const unmet = selector.requirements.filter(({ met, operator }) => !met && operator !== 'invalid');
  if (selector.malformed !== null || unmet.length === 0) return [];
  const labels = Object.fromEntries(
    unmet.map(({ key, operator, values }) => {
      const value =
        operator === 'Exists' ? 'true' : operator === 'In' || operator === 'Equals' ? (values[0] ?? '') : null;
      return [key, value];
    }),
  );
  const words = Object.entries(labels).map(([key, value]) => (value === null ? `${key}-` : `${key}=${value}`));
  const { route } = refused.context;
  const sentence = say`Label the Route ${list(words)}, so that listener ${refused.listener.name} selects it.`;
  return [{ role: 'app', cures: curesParent(refused), sentence, change: patchLabels(route.key, labels) }];
}
