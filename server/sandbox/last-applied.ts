import type { KubeObject } from '#lib/kube/object.ts';
import { isJson, type Json } from './json.ts';

/** Annotation in which `kubectl apply` keeps what it applied, to know later what it may remove. */
export const lastAppliedAnnotation = 'kubectl.kubernetes.io/last-applied-configuration';

/** Letter by letter what `kubectl apply` writes for this manifest, or its next run would find a change in it. */
export function formatLastApplied(given: Json): string {
  const metadata = isJson(given.metadata) ? given.metadata : {};
  const before = isJson(metadata.annotations) ? metadata.annotations : {};
  const { [lastAppliedAnnotation]: _own, ...annotations } = before;
  return `${encodeAsGo({ ...given, metadata: { ...metadata, annotations } })}\n`;
}

/** The object with the annotation that its manifest gives it. */
export function asApplied<T extends KubeObject>(object: T, given: Json): T {
  const { metadata } = object;
  const annotations = { ...metadata.annotations, [lastAppliedAnnotation]: formatLastApplied(given) };
  return { ...object, metadata: { ...metadata, annotations } };
}

/** JSON as Go writes it: fields by name, and nothing that could end a script element. */
export function encodeAsGo(value: unknown): string {
  const text = JSON.stringify(value, (_field, part: unknown) => (isJson(part) ? sorted(part) : part));
  return text.replace(/[<>&\u2028\u2029]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function sorted(object: Json): Json {
  return Object.fromEntries(Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1)));
}
