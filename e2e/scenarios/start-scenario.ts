import { execFileSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Gatehouse, startGatehouse } from '../start-gatehouse.ts';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** A cluster that another program holds: kubeconfigs of its administrator and of Gatehouse. */
const cluster = process.env.GATEHOUSE_TEST_CLUSTER ?? null;
const identity = process.env.GATEHOUSE_TEST_IDENTITY ?? '';

/** Namespaces the examples bring, the first of them for the Gateway. */
const namespaces = {
  acme: ['infra-ns', 'careers', 'product', 'hr'],
  fruits: ['infra', 'apples', 'bananas'],
  foobar: ['infra-ns', 'site-ns', 'store-ns'],
} as const;

/** Everything is loaded for acme, as people start it; scenario c has a Gateway of the same name in another group. */
const onSandbox = { acme: [], fruits: ['--scenario', 'fruits'], foobar: ['--scenario', 'foobar'] } as const;
const firstFile = { acme: '00-start.yaml', fruits: '00-start.yaml', foobar: '00-printed.yaml' } as const;

/**
 * Starts Gatehouse with a scenario at its beginning: on a sandbox of its own, or, the objects applied anew, on the
 * cluster that `GATEHOUSE_TEST_CLUSTER` names.
 *
 * @param kubeconfig on that cluster, the one that Gatehouse is given
 * @returns with `kubeconfig` the one to work with as a person
 */
export async function startScenario(scenario: keyof typeof onSandbox, kubeconfig = identity): Promise<Gatehouse> {
  if (cluster === null) return startGatehouse({ args: onSandbox[scenario] });
  const kubectl = (...args: readonly string[]) =>
    execFileSync('kubectl', args, { cwd: root, env: { ...process.env, KUBECONFIG: cluster }, stdio: 'pipe' });
  const all = new Set(Object.values(namespaces).flat());
  kubectl('delete', 'namespace', ...all, '--ignore-not-found', '--wait');
  kubectl('apply', '-f', join('examples', scenario, firstFile[scenario]));
  for (const namespace of namespaces[scenario].slice(1)) {
    kubectl('wait', '-n', namespace, '--for=condition=Available', 'deployment', '--all', '--timeout=60s');
  }
  const gatehouse = await startGatehouse({ args: ['--kubeconfig', kubeconfig, '--controller'] });
  return { ...gatehouse, kubeconfig: cluster };
}
