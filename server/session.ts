import { relative } from 'node:path';
import type { KindCoverage } from '#lib/api/messages.ts';
import type { ManifestProblem } from '#lib/snapshot/from-manifests.ts';
import type { KindState } from './cluster/snapshot-store.ts';

/** How far a kind is known, with the API server's words while something is wrong. */
export function coverageOf({ collection, resource, state }: KindState): KindCoverage {
  const refused = state.phase === 'forbidden' || state.phase === 'notInstalled' ? state.phase : null;
  return {
    collection,
    resource,
    coverage: refused ?? (state.synced ? 'complete' : 'syncing'),
    ...(state.lastError === null ? {} : { message: state.lastError }),
    ...(state.phase === 'retrying' && state.lastEventAt !== null
      ? { staleSince: new Date(state.lastEventAt).toISOString() }
      : {}),
  };
}

/** `shop/routes.yaml:12 HTTPRoute shop/cart: spec.rules[0]: …`, with the path as seen from `folder`. */
export function sayManifestProblem({ file, line, object, field, message }: ManifestProblem, folder: string): string {
  const path = relative(folder, file);
  const place = `${path === '' || path.startsWith('..') ? file : path}:${line}`;
  const subject = object ? ` ${object.kind} ${object.namespace ? `${object.namespace}/` : ''}${object.name}` : '';
  return `${place}${subject}: ${field ? `${field}: ` : ''}${message}`;
}
