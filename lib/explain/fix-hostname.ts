import type { HostnameCheck } from '#lib/binding/result.ts';
import { list, prose, say } from '#lib/binding/sentence.ts';
import type { Gateway } from '#lib/gateway-api/gateway.ts';
import type { ListenerSet } from '#lib/gateway-api/listener-set.ts';
import { formatKey, identityOf } from '#lib/kube/object-key.ts';
import type { FixDraft } from './build-fix.ts';
import { curesParent, isLegacy, ownerOf, patchListener, patchObject, type RefusedParent } from './fix-source.ts';

/** No hostname in common: the Route drops or changes its own, or the owner adds or widens a listener. */
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
  if (isLegacy(parent.parent) || hostname === undefined) return [adopt];
  const gateway = ownerOf(context, parent.parent);
  const spec = gateway?.spec.listeners[listener.index];
  if (!gateway || !spec) return [adopt];
  const widen = widenHostname(refused, check, gateway);
  if (isNamed || listener.protocol !== 'HTTP') return [adopt, ...widen];
  const taken = new Set(gateway.spec.listeners.map(({ name }) => name));
  const base = `${listener.name}-${hostname.replace(/^\*/, 'wildcard')}`;
  const name = taken.has(base) ? `${base}-2` : base;
  const added = { ...spec, name, hostname };
  const add: FixDraft = {
    role: 'owner',
    cures: curesParent(refused),
    sentence: say`Add a listener for ${hostname} to ${prose(identityOf(parent.parent).kind)} ${formatKey(parent.parent)}, port ${listener.port}.`,
    change: patchObject(parent.parent, [{ op: 'add', path: '/spec/listeners/-', value: added }]),
  };
  return [adopt, add, ...widen];
}

/** The listener serves the narrowest wildcard over its own hostname and those of the Route; without one, any. */
function widenHostname(refused: RefusedParent, check: HostnameCheck, { spec }: Gateway | ListenerSet): FixDraft[] {
  const { listener } = refused;
  const wildcard = coveringWildcard([check.listenerHostname ?? '', ...check.routeHostnames]);
  const isTaken = spec.listeners.some(
    ({ port, hostname }, index) =>
      index !== listener.index && port === listener.port && (hostname ?? '') === (wildcard ?? ''),
  );
  if (isTaken || check.listenerHostname === null) return [];
  const now = wildcard === null ? say`any hostname` : say`${wildcard}`;
  const sentence = say`Have listener ${listener.name} serve ${now} instead of ${check.listenerHostname}.`;
  const tls =
    listener.protocol === 'HTTPS' ? [say`Its certificate has to cover ${list(check.routeHostnames)} too.`] : [];
  const set = wildcard === null ? null : { path: 'hostname', value: wildcard };
  const change = set ? patchListener(refused, set) : dropHostname(refused);
  const notes = [say`Routes on this listener that name no hostname then serve ${now} too.`, ...tls];
  return [{ role: 'owner', cures: curesParent(refused), sentence, change, notes }];
}

function dropHostname({ parent, listener }: RefusedParent) {
  const at = `/spec/listeners/${listener.index}`;
  return patchObject(parent.parent, [
    { op: 'test', path: `${at}/name`, value: listener.name },
    { op: 'remove', path: `${at}/hostname` },
  ]);
}

/** `*.a.com` for `x.a.com` and `y.b.a.com`; null when they share less than two labels. */
function coveringWildcard(hostnames: readonly string[]): string | null {
  const parents = hostnames.map((hostname) => hostname.split('.').slice(1).reverse());
  const [first = [], ...others] = parents;
  const differs = first.findIndex((label, i) => others.some((labels) => labels[i] !== label));
  const shared = differs < 0 ? first : first.slice(0, differs);
  return shared.length < 2 ? null : `*.${shared.toReversed().join('.')}`;
}
