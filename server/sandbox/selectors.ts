import type { KindDeclaration } from '#lib/gateway-api/declaration.ts';
import { evaluateSelector, isMatch, type LabelSelectorLike } from '#lib/kube/label-selector.ts';
import { badRequest } from './api-error.ts';
import { isJson } from './json.ts';
import type { StoredObject } from './store.ts';

/** Does the object belong to what a list or watch asked for? */
export type ObjectFilter = (object: StoredObject) => boolean;

/**
 * The selectors of a list or watch of this kind as one test.
 *
 * @param query `labelSelector` and `fieldSelector` count
 * @throws ApiError BadRequest for one that is malformed, or a field that the kind cannot be selected by
 */
export function buildFilter(kind: KindDeclaration, query: URLSearchParams): ObjectFilter {
  const labelSelector = query.get('labelSelector');
  const selector = labelSelector ? parseLabelSelector(labelSelector) : null;
  const fields = parseFieldSelector(query.get('fieldSelector') ?? '');
  for (const { path } of fields) checkFieldLabel(kind, path);
  return (object) =>
    (selector === null || isMatch(evaluateSelector(selector, object.metadata.labels ?? {}))) &&
    fields.every(({ path, value, equal }) => (fieldText(object, path) === value) === equal);
}

/**
 * A label selector as a query writes it: `a=b`, `a==b`, `a!=b`, `a in (b,c)`, `a notin (b,c)`, `a`, `!a`.
 *
 * @throws ApiError BadRequest
 */
export function parseLabelSelector(text: string): LabelSelectorLike {
  return { matchExpressions: splitOutsideParentheses(text).map(parseRequirement) };
}

type Requirement = Readonly<{ key: string; operator: string; values?: readonly string[] }>;

const setBased = /^(\S+)\s+(in|notin)\s*\(([^()]*)\)$/;
const equality = /^([^\s!=]+)\s*(==|=|!=)\s*([^\s=!]*)$/;
const existence = /^(!?)\s*([^\s!=(),]+)$/;

function parseRequirement(text: string): Requirement {
  const set = setBased.exec(text);
  if (set) {
    const [, key = '', operator, list = ''] = set;
    return { key, operator: operator === 'in' ? 'In' : 'NotIn', values: list.split(',').map((item) => item.trim()) };
  }
  const equal = equality.exec(text);
  if (equal) {
    const [, key = '', operator, value = ''] = equal;
    return { key, operator: operator === '!=' ? 'NotIn' : 'In', values: [value] };
  }
  const exists = existence.exec(text);
  if (!exists) throw badRequest(`unable to parse requirement: ${foundIn(text)}`);
  const [, not, key = ''] = exists;
  return { key, operator: not ? 'DoesNotExist' : 'Exists' };
}

/** What stands where an operator should. */
function foundIn(text: string): string {
  const [, second] = /^[^\s!=(),]+\s+([^\s!=(),]+)$/.exec(text) ?? [];
  return second === undefined ? text : `found '${second}', expected: in, notin, =, ==, !=, gt, lt`;
}

function splitOutsideParentheses(text: string): readonly string[] {
  return text
    .split(/,(?![^(]*\))/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

type FieldRequirement = Readonly<{ path: string; value: string; equal: boolean }>;

function parseFieldSelector(text: string): readonly FieldRequirement[] {
  return text
    .split(',')
    .filter((part) => part !== '')
    .map((part) => {
      const [, path, operator, value = ''] = /^([^=!]+)(==|=|!=)(.*)$/.exec(part) ?? [];
      if (!path) throw badRequest(`invalid selector: '${part}'; can't understand '${part}'`);
      return { path, value, equal: operator !== '!=' };
    });
}

/** What objects of built-in kinds can be selected by, besides their name and namespace. */
const fieldLabels: Readonly<Record<string, readonly string[]>> = {
  Pod: [
    'spec.nodeName',
    'spec.host',
    'spec.restartPolicy',
    'spec.schedulerName',
    'spec.serviceAccountName',
    'spec.hostNetwork',
    'status.phase',
    'status.podIP',
    'status.podIPs',
    'status.nominatedNodeName',
  ],
  Event: [
    ...['kind', 'namespace', 'name', 'uid', 'apiVersion', 'resourceVersion', 'fieldPath'].map(
      (field) => `involvedObject.${field}`,
    ),
    'reason',
    'reportingComponent',
    'source',
    'type',
  ],
  Namespace: ['status.phase'],
  Secret: ['type'],
  Service: ['spec.clusterIP', 'spec.type'],
};

/** An API server refuses what it cannot select by: an empty list would say that there is no such object. */
function checkFieldLabel({ group, kind, custom, scope }: KindDeclaration, label: string): void {
  const more = group === '' ? fieldLabels[kind] : undefined;
  if (label === 'metadata.name' || more?.includes(label)) return;
  if (label === 'metadata.namespace' && (scope === 'Namespaced' || !custom)) return;
  if (custom || more) throw badRequest(`field label not supported: ${label}`);
  throw badRequest(`"${label}" is not a known field selector: only "metadata.name", "metadata.namespace"`);
}

/** Labels that stand for a field of another name. */
const standsFor: Readonly<Record<string, string>> = { source: 'source.component', 'spec.host': 'spec.nodeName' };

/** Absent reads as the empty text, but for switches. */
function fieldText(object: StoredObject, label: string): string {
  const path = (standsFor[label] ?? label).split('.');
  const found = path.reduce<unknown>((value, field) => (isJson(value) ? value[field] : undefined), object);
  if (found === undefined && label === 'spec.hostNetwork') return 'false';
  return typeof found === 'string' || typeof found === 'number' || typeof found === 'boolean' ? String(found) : '';
}
