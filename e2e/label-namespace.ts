import { execFileSync, spawnSync } from 'node:child_process';
import { CoreV1Api, KubeConfig, PatchStrategy, setHeaderOptions } from '@kubernetes/client-node';

/** True where people's own kubectl is installed. */
export const hasKubectl = spawnSync('kubectl', ['version', '--client'], { stdio: 'ignore' }).status === 0;

/** Sets a label of a namespace, or takes it away with `null`: with kubectl where there is one, as a person would. */
export async function labelNamespace(
  kubeconfig: string,
  name: string,
  key: string,
  value: string | null,
): Promise<void> {
  if (hasKubectl) {
    const change = value === null ? `${key}-` : `${key}=${value}`;
    execFileSync('kubectl', ['--kubeconfig', kubeconfig, 'label', '--overwrite', 'namespace', name, change]);
    return;
  }
  const config = new KubeConfig();
  config.loadFromFile(kubeconfig);
  const patch = { metadata: { labels: { [key]: value } } };
  await config
    .makeApiClient(CoreV1Api)
    .patchNamespace({ name, body: patch }, setHeaderOptions('Content-Type', PatchStrategy.MergePatch));
}
