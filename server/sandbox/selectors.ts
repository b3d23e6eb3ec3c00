import { evaluateSelector, isMatch, type LabelSelectorLike } from '#lib/kube/label-selector.ts';
import { badRequest } from './api-error.ts';
import { isJson } from './json.ts';
import type { StoredObject } from './store.ts';

/** Does the object belong to what a list or watch asked for? */
export type ObjectFilter = (object: StoredObject) => boolean;

/** Both selectors of a list or watch as one test. @throws ApiError BadRequest */
export function buildFilter(labelSelector: string | null, fieldSelector: string | null): ObjectFilter {
  const selector = labelSelector ? parseLabelSelector(labelSelector) : null;
  const fields = fieldSelector ? parseFieldSelector(fieldSelector) : [];
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
  if (!exists) throw badRequest(`unable to parse requirement: ${text}`);
  const [, not, key = ''] = exists;
  return { key, operator: not ? 'DoesNotExist' : 'Exists' };
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

/** Any scalar field can be selected by; absent reads as the empty text. */
function fieldText(object: StoredObject, path: string): string {
  const found = path.split('.').reduce<unknown>((value, field) => (isJson(value) ? value[field] : undefined), object);
  return typeof found === 'string' || typeof found === 'number' || typeof found === 'boolean' ? String(found) : '';
}
