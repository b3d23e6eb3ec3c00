import { GATEWAY_GROUP } from '#lib/gateway-api/common.ts';
import { formatKey, identityOf } from '#lib/kube/object-key.ts';
import type { ListenerTable, RouteEntry } from '#lib/routing/route-table.ts';
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

function gatewayLines({ table, binding }: State): string[] {
  return table.gateways.flatMap(({ gateway, owner, listeners }) => {
    const judged = binding.gateways.get(gateway);
    if (owner !== 'ours' || !judged) return [];
    const address = judged.addresses[0]?.value ?? null;
    const urls = listeners.flatMap((listener) => {
      const result = judged.listeners.find(({ key }) => key === listener.key);
      const base = result && listener.serving.state === 'serving' ? listenerUrl(result, address) : null;
      return base === null ? [] : [`${answeringUrl(base, listener)}${remapNote(result?.portReport)}`];
    });
    const shown = urls.length > 0 ? urls : ['answers nowhere: see its conditions'];
    const { group } = identityOf(gateway);
    const name = group === GATEWAY_GROUP ? formatKey(gateway) : `${formatKey(gateway)} (${group})`;
    return shown.map((url) => `  Gateway ${name}  ${url}`);
  });
}

type Report = Parameters<typeof listenerUrl>[0]['portReport'] | undefined;

const remapNote = (report: Report): string =>
  report?.state === 'remapped' ? `   (its real port was refused: ${report.why})` : '';

const works = ({ action }: RouteEntry): boolean =>
  action.kind === 'forward' &&
  action.backends.some(
    ({ outcome, weight }) => weight > 0 && outcome.state === 'resolved' && outcome.endpoints.length > 0,
  );

/** The base with the path of a rule that has a healthy backend, when there is one. */
function answeringUrl(base: string, { entries, hostname }: ListenerTable): string {
  const entry = entries.find(works) ?? entries[0];
  const path = !entry || entry.match.path.type === 'RegularExpression' ? '/' : entry.match.path.value || '/';
  const url = base.replace(/\/$/, '') + path;
  const host = (entry?.hostname || hostname).replace(/^\*\./, 'any.');
  return host ? `${url}   (Host: ${host})` : url;
}
