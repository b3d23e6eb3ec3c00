import type { KubeObject } from '#lib/kube/object.ts';
import type { ClusterClient } from './client.ts';
import { isStatus } from './errors.ts';

const CRD = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions/gatewayclasses.gateway.networking.k8s.io';
const ANNOTATION = 'gateway.networking.k8s.io/bundle-version';

/**
 * Which release of Gateway API is installed, by the annotation of its CRDs.
 *
 * @returns null when they carry none; undefined when this identity may not see them, or there are none
 * @throws ClusterError when there is no answer
 * @see Gateway API, GatewayClassConditionSupportedVersion
 */
export async function readBundleVersion(client: Pick<ClusterClient, 'request'>): Promise<string | null | undefined> {
  try {
    const crd = (await client.request({ method: 'GET', path: CRD })) as KubeObject;
    return crd.metadata.annotations?.[ANNOTATION] ?? null;
  } catch (error) {
    if (isStatus(error, 403) || isStatus(error, 404)) return undefined;
    throw error;
  }
}
