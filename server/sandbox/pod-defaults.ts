import { isJson, type Json, listAt, objectAt, textAt } from './json.ts';

/** The API server's defaults of a Pod's spec, as far as no other field decides on them but the image's tag. */
export function withPodDefaults(spec: Json): Json {
  const lists = Object.fromEntries(
    ['containers', 'initContainers']
      .filter((list) => spec[list] !== undefined)
      .map((list) => [list, listAt(spec, list).map((container) => withContainerDefaults(container))]),
  );
  return {
    terminationGracePeriodSeconds: 30,
    dnsPolicy: 'ClusterFirst',
    schedulerName: 'default-scheduler',
    securityContext: {},
    ...spec,
    ...lists,
  };
}

function withContainerDefaults(container: unknown): unknown {
  if (!isJson(container)) return container;
  return {
    imagePullPolicy: pullPolicyOf(textAt(container, 'image') ?? ''),
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
    resources: {},
    ...container,
    ...(container.env !== undefined && { env: listAt(container, 'env').map(withVersionOfField) }),
  };
}

/** An image without a tag, or of the tag latest, is pulled each time. */
function pullPolicyOf(image: string): string {
  const name = image.slice(image.lastIndexOf('/') + 1);
  const isFixed = name.includes('@') || (name.includes(':') && !name.endsWith(':latest'));
  return isFixed ? 'IfNotPresent' : 'Always';
}

function withVersionOfField(variable: unknown): unknown {
  const from = objectAt(variable, 'valueFrom');
  if (!isJson(variable) || !isJson(from.fieldRef)) return variable;
  return { ...variable, valueFrom: { ...from, fieldRef: { apiVersion: 'v1', ...from.fieldRef } } };
}
