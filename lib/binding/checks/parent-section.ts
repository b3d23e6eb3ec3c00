import type { ParentReference } from '#lib/gateway-api/common.ts';
import type { ParentSectionCheck } from '../result.ts';

/**
 * Does the parentRef select this listener? sectionName and port, where set, must both be its own.
 *
 * @see Gateway API, ParentReference.sectionName and .port
 */
export function checkParentSection(
  ref: Pick<ParentReference, 'sectionName' | 'port'>,
  listener: Readonly<{ name: string; port: number }>,
): ParentSectionCheck {
  const { name, port } = listener;
  const mismatched: ('sectionName' | 'port')[] = [];
  if (ref.sectionName && ref.sectionName !== name) mismatched.push('sectionName');
  if (ref.port && ref.port !== port) mismatched.push('port');
  return {
    check: 'parentSection',
    outcome: mismatched.length === 0 ? 'pass' : 'fail',
    sectionName: ref.sectionName || null,
    port: ref.port || null,
    listener: { name, port },
    mismatched,
  };
}
