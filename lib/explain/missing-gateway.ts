import { inKeyOrder, isAbsenceFact } from '#lib/binding/context.ts';
import type { ParentResult } from '#lib/binding/result.ts';
import { list, type Sentence, say } from '#lib/binding/sentence.ts';
import { GATEWAY_GROUP, type ParentReference } from '#lib/gateway-api/common.ts';
import { identityOf, objectKey } from '#lib/kube/object-key.ts';
import type { FixDraft } from './build-fix.ts';
import { apiVersionOf } from './commands.ts';
import type { Change } from './explanation.ts';
import type { FixContext } from './fix-context.ts';

/**
 * How a Gateway that a Route names and that is not there would be created: the least that takes the Route, as a
 * command for its owner to look over; or what is still to be decided before it can be written.
 */
export function writeMissingGateway(context: FixContext, parent: ParentResult): Pick<FixDraft, 'asCommand' | 'notes'> {
  const { source } = parent;
  const { group, kind } = identityOf(parent.parent);
  if (source.from !== 'parentRef' || group !== GATEWAY_GROUP || kind !== 'Gateway') return {};
  const { snapshot } = context;
  const classes = inKeyOrder(snapshot.gatewayClasses).map(([, { metadata }]) => metadata.name);
  const [className] = classes;
  const open = [
    ...(isAbsenceFact(snapshot.coverage.gatewayClasses)
      ? sayClassChoice(classes)
      : [say`Which GatewayClasses there are is not known.`]),
    ...sayNoNamespace(context, identityOf(parent.parent).namespace),
    ...(isForTls(source.ref) ? [say`A listener for HTTPS needs a certificate.`] : []),
  ];
  if (open.length > 0 || className === undefined) return { notes: open };
  return { asCommand: createGateway(context, parent, source.ref, className) };
}

function sayClassChoice(classes: readonly string[]): Sentence[] {
  if (classes.length === 1) return [];
  return classes.length === 0
    ? [say`No GatewayClass is known that it could name.`]
    : [say`Which GatewayClass it names is for its owner to say: ${list(classes, 'or')}.`];
}

function sayNoNamespace({ snapshot }: FixContext, name: string): Sentence[] {
  const isThere = snapshot.namespaces.has(objectKey({ group: '', kind: 'Namespace', namespace: '', name }));
  return isThere || !isAbsenceFact(snapshot.coverage.namespaces) ? [] : [say`There is no namespace ${name} either.`];
}

/** What the parentRef asks for is meant for HTTPS, as far as its name or port tells. */
function isForTls({ sectionName = '', port }: ParentReference): boolean {
  return port === 443 || /https|tls/.test(sectionName);
}

/** One listener, the one asked for; of other namespaces only that of the Route is let in. */
function createGateway(
  { route }: FixContext,
  { parent }: ParentResult,
  { sectionName, port }: ParentReference,
  gatewayClassName: string,
): Change {
  const { group, kind, namespace, name } = identityOf(parent);
  const own = identityOf(route.key).namespace;
  const matchLabels = { 'kubernetes.io/metadata.name': own };
  const listener = {
    name: sectionName || 'http',
    protocol: 'HTTP',
    port: port || 80,
    ...(own !== namespace && { allowedRoutes: { namespaces: { from: 'Selector', selector: { matchLabels } } } }),
  };
  const metadata = { name, namespace };
  const spec = { gatewayClassName, listeners: [listener] };
  return { action: 'create', object: { apiVersion: apiVersionOf({ group, kind }), kind, metadata, spec } };
}
