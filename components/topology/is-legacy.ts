/** Objects of `networking.x-k8s.io/v1alpha1` may have the name of one of today's API, and are marked. */
export function isLegacy(group: string): boolean {
  return group === 'networking.x-k8s.io';
}
