import type { PortReport } from '#lib/binding/result.ts';
import { GATEWAY_GROUP } from '#lib/gateway-api/common.ts';
import { formatKey, identityOf } from '#lib/kube/object-key.ts';
import { comparePlainGets, type PlainGet, plainGets } from '#lib/routing/plain-get.ts';
import { listenerUrl } from './api/details.ts';
import type { State } from './pipeline.ts';
import type { Runtime } from './runtime.ts';

/** What a person reads when Gatehouse is ready: the dashboard, how to reach the sandbox, where each Gateway answers. */
export function welcome(runtime: Runtime, dashboard: string): string {
  const state = runtime.state();
  const kubeconfig = runtime.kubeconfigPath === null ? [] : ['', `  export KUBECONFIG=${runtime.kubeconfigPath}`];
  const gateways = state ? gatewayLines(state) : [];
  return [
    '',
    `  Gatehouse is ready: ${dashboard}`,
    ...kubeconfig,
    ...(gateways.length > 0 ? ['', ...gateways] : []),
    '',
  ].join('\n');
}

/** One line for each Gateway of ours: where a plain GET is answered well, or its address and that none is known. */
export function gatewayLines({ table, binding }: Pick<State, 'table' | 'binding'>): string[] {
  return table.gateways.flatMap(({ gateway, owner, listeners }) => {
    const judged = binding.gateways.get(gateway);
    if (owner !== 'ours' || !judged) return [];
    const address = judged.addresses[0]?.value ?? null;
    const gets = plainGets(listeners);
    const places = listeners.flatMap((listener): Place[] => {
      const result = judged.listeners.find(({ key }) => key === listener.key);
      const url = result && listener.serving.state === 'serving' ? listenerUrl(result, address) : null;
      if (!result || url === null) return [];
      return [{ url, get: gets.get(listener.key) ?? null, report: result.portReport }];
    });
    const [best] = places.toSorted(comparePlaces);
    const { group } = identityOf(gateway);
    const name = group === GATEWAY_GROUP ? formatKey(gateway) : `${formatKey(gateway)} (${group})`;
    return [`  Gateway ${name}  ${best ? sayPlace(best) : 'answers nowhere: see its conditions'}`];
  });
}

/** Where a listener answers. */
type Place = Readonly<{ url: string; get: PlainGet | null; report: PortReport | null }>;

/** Of equals one that needs no name by TLS: `Host` alone does not reach it. */
function comparePlaces(a: Place, b: Place): number {
  if (!a.get || !b.get) return Number(a.get === null) - Number(b.get === null);
  return comparePlainGets(a.get, b.get) || Number(needsServerName(a)) - Number(needsServerName(b));
}

const needsServerName = ({ url, get }: Place): boolean => url.startsWith('https:') && get !== null && get.host !== null;

const ANSWERS = { served: null, redirected: 'redirects', partly: 'not all of its backends answer' } as const;

function sayPlace(place: Place): string {
  const { url, get, report } = place;
  const notes = [
    get?.host ? `${needsServerName(place) ? 'server name and ' : ''}Host: ${get.host}` : null,
    get ? ANSWERS[get.answer] : 'no rule is known to answer a plain GET',
    report?.state === 'remapped' ? `its real port was refused: ${report.why}` : null,
  ];
  const said = notes.flatMap((note) => (note === null ? [] : [`   (${note})`]));
  return `${get ? url.replace(/\/$/, get.path) : url}${said.join('')}`;
}
