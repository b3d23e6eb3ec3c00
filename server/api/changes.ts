import { type Document, parseAllDocuments } from 'yaml';
import { z } from 'zod';
import type { ChangeOutcome, ChangesRequest, ChangesResponse, RequestedChange } from '#lib/api/messages.ts';
import { formatManifest } from '#lib/explain/diff.ts';
import { findKind } from '#lib/gateway-api/kinds.ts';
import { groupOf, type KubeObject } from '#lib/kube/object.ts';
import { keyOf, type ObjectKey, objectKey } from '#lib/kube/object-key.ts';
import { yamlReading } from '#lib/snapshot/yaml.ts';
import { HttpProblem } from './http.ts';

/** The API server's answer, in its own words when it refused. */
export type WriteAnswer =
  | Readonly<{ kind: 'stored'; object: KubeObject }>
  | Readonly<{ kind: 'refused' } & NonNullable<ChangeOutcome['refusal']>>;

/** Single writes to the cluster; they throw HttpProblem CLUSTER_UNREACHABLE when there is no answer. */
export type ObjectWrites = Readonly<{
  read: (key: ObjectKey, apiVersion: string) => Promise<WriteAnswer | Readonly<{ kind: 'absent' }>>;
  create: (object: KubeObject, dryRun: boolean) => Promise<WriteAnswer>;
  replace: (object: KubeObject, dryRun: boolean) => Promise<WriteAnswer>;
  patch: (
    patch: Readonly<{
      key: ObjectKey;
      apiVersion: string;
      patchType: 'merge' | 'json';
      patch: unknown;
      dryRun: boolean;
    }>,
  ) => Promise<WriteAnswer>;
}>;

const identity = z.object({ group: z.string(), kind: z.string(), namespace: z.string(), name: z.string() });
const kubeObject = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({ name: z.string().min(1) }),
});
const requestShape = z.object({
  dryRun: z.boolean(),
  changes: z
    .array(
      z.discriminatedUnion('action', [
        z.object({
          action: z.literal('patch'),
          target: identity,
          apiVersion: z.string(),
          patchType: z.enum(['merge', 'json']),
          patch: z.unknown(),
        }),
        z.object({ action: z.literal('create'), object: kubeObject }),
        z.object({ action: z.literal('replace'), yaml: z.string(), resourceVersion: z.string().optional() }),
      ]),
    )
    .min(1)
    .max(50),
});

/**
 * Asks the API server for each change in turn; with `dryRun` it says what would be stored and stores nothing.
 * Stops at the first refusal, whose words are in its outcome.
 *
 * @throws HttpProblem BAD_REQUEST naming the field, or CLUSTER_UNREACHABLE
 */
export async function makeChanges(body: unknown, writes: ObjectWrites): Promise<ChangesResponse> {
  const parsed = requestShape.safeParse(body);
  if (!parsed.success) throw new HttpProblem('BAD_REQUEST', z.prettifyError(parsed.error));
  const { changes, dryRun } = parsed.data as ChangesRequest;
  const outcomes: ChangeOutcome[] = [];
  for (const change of changes) {
    const outcome = await makeChange(change, dryRun, writes);
    outcomes.push(outcome);
    if (outcome.refusal) break;
  }
  return { dryRun, outcomes };
}

async function makeChange(change: RequestedChange, dryRun: boolean, writes: ObjectWrites): Promise<ChangeOutcome> {
  if (change.action === 'create') {
    const answer = await writes.create(change.object, dryRun);
    return outcome(keyOf(change.object), 'create', null, answer);
  }
  if (change.action === 'patch') {
    const key = objectKey(change.target);
    const { apiVersion, patchType, patch } = change;
    const before = await writes.read(key, apiVersion);
    if (before.kind === 'refused') return outcome(key, 'patch', null, before);
    const answer = await writes.patch({ key, apiVersion, patchType, patch, dryRun });
    return outcome(key, 'patch', before.kind === 'stored' ? before.object : null, answer);
  }
  return replaceObject(readYaml(change.yaml), change.resourceVersion, dryRun, writes);
}

async function replaceObject(
  edited: KubeObject,
  resourceVersion: string | undefined,
  dryRun: boolean,
  writes: ObjectWrites,
): Promise<ChangeOutcome> {
  const key = keyOf(edited);
  const before = await writes.read(key, edited.apiVersion);
  if (before.kind === 'absent') {
    if (resourceVersion !== undefined) return outcome(key, 'replace', null, noLongerThere(edited));
    return outcome(key, 'create', null, await writes.create(edited, dryRun));
  }
  if (before.kind === 'refused') return outcome(key, 'replace', null, before);
  const whole = withServerFields(edited, before.object, resourceVersion);
  return outcome(key, 'replace', before.object, await writes.replace(whole, dryRun));
}

/** Who edited an object that was read does not mean to make it anew. */
function noLongerThere({ kind, metadata: { namespace, name } }: KubeObject): WriteAnswer {
  const place = namespace ? `${namespace}/${name}` : name;
  const message = `${kind} ${place} is not there: it was deleted since it was read, or its name was edited.`;
  const causes = [{ field: 'metadata.name', message: 'no object of this name' }];
  return { kind: 'refused', message, causes, isConflict: false };
}

/** What the editor does not show stays as it is: the server's own metadata, kubectl's bookkeeping, the status. */
function withServerFields(edited: KubeObject, before: KubeObject, resourceVersion: string | undefined): KubeObject {
  const hidden = Object.entries(before.metadata.annotations ?? {}).filter(([name]) =>
    name.startsWith('kubectl.kubernetes.io/'),
  );
  const annotations = { ...Object.fromEntries(hidden), ...edited.metadata.annotations };
  const { labels: _labels, annotations: _annotations, ...server } = before.metadata;
  const { status } = before as KubeObject & { status?: unknown };
  return {
    ...edited,
    metadata: {
      ...server,
      ...edited.metadata,
      ...(Object.keys(annotations).length > 0 ? { annotations } : {}),
      resourceVersion: resourceVersion ?? edited.metadata.resourceVersion ?? before.metadata.resourceVersion,
    },
    ...(status === undefined ? {} : { status }),
  } as KubeObject;
}

function readYaml(text: string): KubeObject {
  const documents = parseAllDocuments(text, yamlReading);
  const [document, more] = Array.isArray(documents) ? documents : [];
  if (!document || more) throw new HttpProblem('BAD_REQUEST', 'yaml must hold exactly one object.');
  const [fault] = document.errors;
  if (fault) throw new HttpProblem('BAD_REQUEST', `yaml: ${fault.message}`);
  const parsed = kubeObject.safeParse(toValue(document));
  if (!parsed.success) throw new HttpProblem('BAD_REQUEST', `yaml: ${z.prettifyError(parsed.error)}`);
  const { apiVersion } = parsed.data;
  if (groupOf(apiVersion).includes('/')) throw new HttpProblem('BAD_REQUEST', `yaml: apiVersion ${apiVersion}`);
  return inNamespace(parsed.data as unknown as KubeObject);
}

/** @throws HttpProblem BAD_REQUEST for aliases that multiply beyond measure, and for those that name nothing */
function toValue(document: Document): unknown {
  try {
    return document.toJS();
  } catch (cause) {
    throw new HttpProblem('BAD_REQUEST', `yaml: ${(cause as Error).message}`, cause);
  }
}

/** As kubectl does: `default` where none is written. */
function inNamespace(object: KubeObject): KubeObject {
  const isNamespaced = findKind(groupOf(object.apiVersion), object.kind)?.scope === 'Namespaced';
  if (!isNamespaced || object.metadata.namespace) return object;
  return { ...object, metadata: { ...object.metadata, namespace: 'default' } };
}

function outcome(
  key: ObjectKey,
  action: ChangeOutcome['action'],
  before: KubeObject | null,
  answer: WriteAnswer,
): ChangeOutcome {
  const stored = answer.kind === 'stored';
  return {
    key,
    action,
    before: before ? formatManifest(before) : null,
    after: stored ? formatManifest(answer.object) : null,
    refusal: stored ? null : { message: answer.message, causes: answer.causes, isConflict: answer.isConflict },
  };
}
