import type { KubeObject } from '#lib/kube/object.ts';
import { versionOf } from '#lib/kube/object.ts';
import type { ObjectWrites, WriteAnswer } from './api/changes.ts';
import { HttpProblem } from './api/http.ts';
import { ClusterError } from './cluster/errors.ts';
import type { ClusterObjects } from './cluster/objects.ts';

/** Writes of the API room by the cluster room: refusals become answers, silence a problem. */
export function objectWrites(objects: ClusterObjects): ObjectWrites {
  return {
    read: async (key, apiVersion) => {
      const answer = await answered(() => objects.read(key, versionOf(apiVersion)));
      if (answer.kind === 'refused') return answer;
      return answer.object === null ? { kind: 'absent' } : { kind: 'stored', object: answer.object };
    },
    create: (object, dryRun) => answered(() => objects.create(object, { dryRun })),
    replace: (object, dryRun) => answered(() => objects.replace(object, { dryRun })),
    patch: (request) => answered(() => objects.patch(request)),
  };
}

type Refusal = Extract<WriteAnswer, { kind: 'refused' }>;

async function answered<T extends KubeObject | null>(
  ask: () => Promise<T>,
): Promise<Refusal | { kind: 'stored'; object: T }> {
  try {
    return { kind: 'stored', object: await reached(ask) };
  } catch (error) {
    if (!(error instanceof ClusterError) || !error.status) throw error;
    const causes = error.status.causes.map(({ field, message }) => ({ field: field ?? '', message: message ?? '' }));
    const { message, reason } = error.status;
    return { kind: 'refused', message, causes, isConflict: reason === 'Conflict' };
  }
}

async function reached<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ClusterError && !error.status) {
      throw new HttpProblem('CLUSTER_UNREACHABLE', error.message, error);
    }
    throw error;
  }
}
