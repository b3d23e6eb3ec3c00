import { orderOf } from './field-walks.ts';
import { isJson, type Json } from './json.ts';

/**
 * Keys by which lists of built-in kinds merge, by the field's name (`patchMergeKey` in Kubernetes' types). `ports`
 * stands for two: a Service's merge by `port`, a container's by `containerPort`.
 */
const mergeKeys: Readonly<Record<string, readonly string[]>> = {
  ports: ['containerPort', 'port'],
  containers: ['name'],
  initContainers: ['name'],
  ephemeralContainers: ['name'],
  env: ['name'],
  volumeMounts: ['mountPath'],
  volumeDevices: ['devicePath'],
  volumes: ['name'],
  imagePullSecrets: ['name'],
  secrets: ['name'],
  hostAliases: ['ip'],
  topologySpreadConstraints: ['topologyKey'],
  conditions: ['type'],
  ownerReferences: ['uid'],
};

/** Lists of plain values that merge as sets. */
const mergedSets: ReadonlySet<string> = new Set(['finalizers']);

/**
 * A strategic merge patch: a merge patch whose lists merge item by item, with the directives `$patch`,
 * `$setElementOrder/…`, `$deleteFromPrimitiveList/…` and `$retainKeys`.
 *
 * @see Kubernetes, "Update API objects in place using kubectl patch"
 */
export function applyStrategicMerge(target: unknown, patch: unknown): unknown {
  if (!isJson(patch)) return patch;
  if (patch.$patch === 'replace') return withoutDirectives(patch);
  if (patch.$patch === 'delete') return undefined;
  const output: Record<string, unknown> = retained(isJson(target) ? target : {}, patch.$retainKeys);
  for (const [field, value] of Object.entries(patch)) {
    if (field.startsWith('$')) continue;
    if (value === null) delete output[field];
    else output[field] = mergeField(field, output[field], value);
  }
  applyListDirectives(output, patch);
  return output;
}

function retained(target: Json, keys: unknown): Record<string, unknown> {
  if (!Array.isArray(keys)) return { ...target };
  return Object.fromEntries(Object.entries(target).filter(([field]) => keys.includes(field)));
}

function mergeField(field: string, target: unknown, value: unknown): unknown {
  if (!Array.isArray(value)) return applyStrategicMerge(target, value);
  const current: readonly unknown[] = Array.isArray(target) ? target : [];
  if (mergedSets.has(field)) return [...new Set([...current, ...value])];
  const key = keyOf(field, [...value, ...current]);
  if (!key) return value;
  return mergeLists(current, value.filter(isJson), key);
}

/** The merge key in use: the first candidate that an item carries. */
function keyOf(field: string, items: readonly unknown[]): string | undefined {
  if (!Object.hasOwn(mergeKeys, field)) return undefined;
  return mergeKeys[field]?.find((key) => items.some((item) => isJson(item) && key in item));
}

function mergeLists(current: readonly unknown[], patches: readonly Json[], key: string): readonly unknown[] {
  if (patches.some(({ $patch, ...rest }) => $patch === 'replace' && Object.keys(rest).length === 0)) {
    return patches.filter(({ $patch }) => $patch === undefined);
  }
  const id = (item: unknown): string => JSON.stringify(isJson(item) ? item[key] : item);
  const live = new Map(current.map((item) => [id(item), item]));
  for (const patch of patches) {
    if (patch.$patch === 'delete') live.delete(id(patch));
  }
  const changes = new Map(patches.filter(({ $patch }) => $patch === undefined).map((patch) => [id(patch), patch]));
  return orderOf([...live.keys()], [...changes.keys()]).map((each) => {
    const patch = changes.get(each);
    return patch ? applyStrategicMerge(live.get(each) ?? {}, patch) : live.get(each);
  });
}

function applyListDirectives(output: Record<string, unknown>, patch: Json): void {
  for (const [directive, value] of Object.entries(patch)) {
    const [name, field = ''] = directive.split('/');
    const list = output[field];
    if (!Array.isArray(value) || !Array.isArray(list)) continue;
    if (name === '$deleteFromPrimitiveList') output[field] = list.filter((item) => !value.includes(item));
    if (name === '$setElementOrder') output[field] = inOrder(field, list, value);
  }
}

/** Items the order names, in that order; the others keep their place behind the item they followed. */
function inOrder(field: string, list: readonly unknown[], order: readonly unknown[]): readonly unknown[] {
  const key = keyOf(field, list);
  const id = (item: unknown): unknown => (key && isJson(item) ? item[key] : item);
  const ids = order.map(id);
  const rank = (item: unknown): number => ids.indexOf(id(item));
  const named = list.filter((item) => rank(item) >= 0).toSorted((a, b) => rank(a) - rank(b));
  let next = 0;
  return list.map((item) => (rank(item) >= 0 ? named[next++] : item));
}

function withoutDirectives(patch: Json): Json {
  return Object.fromEntries(Object.entries(patch).filter(([field]) => !field.startsWith('$')));
}
