import type { KubeObject } from '#lib/kube/object.ts';
import { jsonType } from './causes.ts';
import type { Cause, KindDeclaration } from './declaration.ts';

const labelPattern = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const subdomain = new RegExp(`^${labelPattern}(\\.${labelPattern})*$`);
const label = new RegExp(`^${labelPattern}$`);
const qualifiedName = /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;

const subdomainSentence =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
const labelSentence =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
const valueSentence =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";
const keySentence =
  "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";

const invalid = (field: string, value: string, sentence: string): Cause => ({
  reason: 'FieldValueInvalid',
  field,
  message: `Invalid value: ${JSON.stringify(value)}: ${sentence}`,
});

/** Names, labels and annotations by apimachinery's rules (RFC 1123 names, qualified label keys). */
export function metadataCauses(declaration: KindDeclaration, { metadata }: KubeObject): Cause[] {
  if (typeof metadata !== 'object' || metadata === null) {
    return [{ reason: 'FieldValueRequired', field: 'metadata', message: 'Required value' }];
  }
  const mistyped = TEXTS.flatMap((field) => typeCauses(`metadata.${field}`, metadata[field]));
  return [
    ...(mistyped.length > 0 ? mistyped : nameCauses(declaration, metadata)),
    ...labelCauses(metadata.labels),
    ...annotationCauses(metadata.annotations),
  ];
}

/** What names an object: of another type no reader could tell which one is meant. */
const TEXTS = ['name', 'generateName', 'namespace'] as const;

function typeCauses(field: string, value: unknown): Cause[] {
  if (value === undefined || value === null || typeof value === 'string') return [];
  const type = jsonType(value);
  const message = `Invalid value: "${type}": ${field} in body must be of type string: "${type}"`;
  return [{ reason: 'FieldValueTypeInvalid', field, message }];
}

function nameCauses(declaration: KindDeclaration, { name, generateName }: KubeObject['metadata']): Cause[] {
  if (!name && generateName) return [];
  if (typeof name !== 'string' || name === '') {
    return [
      {
        reason: 'FieldValueRequired',
        field: 'metadata.name',
        message: 'Required value: name or generateName is required',
      },
    ];
  }
  const short = declaration.group === '' && (declaration.kind === 'Namespace' || declaration.kind === 'Service');
  if (short && (!label.test(name) || name.length > 63)) return [invalid('metadata.name', name, labelSentence)];
  if (!subdomain.test(name) || name.length > 253) return [invalid('metadata.name', name, subdomainSentence)];
  return [];
}

function keyCauses(field: string, key: string): Cause[] {
  const slash = key.indexOf('/');
  const prefix = slash < 0 ? null : key.slice(0, slash);
  const name = key.slice(slash + 1);
  if (prefix !== null && !subdomain.test(prefix)) return [invalid(field, key, `prefix part ${subdomainSentence}`)];
  return qualifiedName.test(name) && name.length <= 63 ? [] : [invalid(field, key, keySentence)];
}

function labelCauses(labels: unknown): Cause[] {
  if (labels === undefined) return [];
  if (typeof labels !== 'object' || labels === null)
    return [invalid('metadata.labels', String(labels), 'must be a map')];
  return Object.entries(labels).flatMap(([key, value]) => {
    const field = 'metadata.labels';
    if (typeof value !== 'string') return typeCauses(`${field}.${key}`, value);
    return [...keyCauses(field, key), ...(isLabelValue(value) ? [] : [invalid(field, value, valueSentence)])];
  });
}

/** May a label have this value? */
export function isLabelValue(value: string): boolean {
  return value === '' || (qualifiedName.test(value) && value.length <= 63);
}

function annotationCauses(annotations: unknown): Cause[] {
  if (typeof annotations !== 'object' || annotations === null) return [];
  return Object.entries(annotations).flatMap(([key, value]) => [
    ...keyCauses('metadata.annotations', key.toLowerCase()),
    ...typeCauses(`metadata.annotations.${key}`, value),
  ]);
}
