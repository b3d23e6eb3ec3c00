import { GATEWAY_GROUP, type ParentReference } from '#lib/gateway-api/common.ts';
import { type ObjectKey, objectKey } from '#lib/kube/object-key.ts';
import type { OtherRoute } from '#lib/snapshot/snapshot.ts';
import { parentCollection } from './attachment.ts';
import { type BindingContext, isAbsenceFact } from './context.ts';
import type { JudgedParent } from './gateways.ts';
import type { ParentResult, RouteResult } from './result.ts';

/** A Route of a kind this version does not judge: what it names, and nothing that could pass for a verdict. */
export function readOtherRoute(
  judged: ReadonlyMap<ObjectKey, JudgedParent>,
  context: BindingContext,
  key: ObjectKey,
  route: OtherRoute,
): RouteResult {
  const refs = isRecord(route.spec) && Array.isArray(route.spec.parentRefs) ? route.spec.parentRefs : [];
  const parents = refs.flatMap((raw: unknown, index): ParentResult[] => {
    const ref = readParentRef(raw);
    if (!ref) return [];
    const namespace = ref.namespace ?? route.metadata.namespace ?? '';
    const parent = objectKey({ group: ref.group, kind: ref.kind, namespace, name: ref.name });
    const found = judged.get(parent);
    return [
      {
        source: { from: 'parentRef', index, ref },
        parent,
        target: { state: found ? 'found' : stateOfAbsent(context, ref) },
        owner: found?.ownership.owner ?? 'none',
        controllerName: found?.ownership.controllerName ?? null,
        accepted: null,
        partiallyInvalid: null,
        listeners: [],
      },
    ];
  });
  const resolvedRefs = {
    type: 'ResolvedRefs',
    status: 'Unknown',
    reason: 'Pending',
    message: `${route.kind} is not judged by this version.`,
  } as const;
  return { key, judged: false, parents, rules: [], accepted: 'Unknown', resolvedRefs };
}

function stateOfAbsent({ snapshot }: BindingContext, ref: ParentReference): 'missing' | 'unknown' | 'notJudged' {
  const collection = parentCollection(ref);
  if (collection === null) return 'notJudged';
  return isAbsenceFact(snapshot.coverage[collection]) ? 'missing' : 'unknown';
}

function readParentRef(raw: unknown): ParentReference | null {
  if (!isRecord(raw)) return null;
  const text = (field: string) => (typeof raw[field] === 'string' ? raw[field] : undefined);
  const name = text('name');
  if (name === undefined) return null;
  const [namespace, sectionName, port] = [text('namespace'), text('sectionName'), raw.port];
  return {
    group: text('group') ?? GATEWAY_GROUP,
    kind: text('kind') ?? 'Gateway',
    name,
    ...(namespace && { namespace }),
    ...(sectionName && { sectionName }),
    ...(typeof port === 'number' && { port }),
  };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
