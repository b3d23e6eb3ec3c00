import type { Cause, KindDeclaration } from '#lib/gateway-api/declaration.ts';
import { evaluateSelector, isMatch } from '#lib/kube/label-selector.ts';
import { isJson, type Json, listAt, objectAt, omit, textAt } from './json.ts';
import { withPodDefaults } from './pod-defaults.ts';
import type { StoredObject } from './store.ts';

type Completed = Readonly<{ object: StoredObject; causes: readonly Cause[] }>;
type Completion = (object: StoredObject, old: StoredObject | undefined, addresses: ServiceAddresses) => Completed;

/**
 * Fills in what the API server's own strategies fill in for built-in kinds: the namespace's label and finalizer,
 * the Service's address, the Secret's stringData.
 */
export function completeBuiltIn(
  kind: KindDeclaration,
  object: StoredObject,
  old: StoredObject | undefined,
  addresses: ServiceAddresses,
): Completed {
  const completion = completions[`${kind.group}/${kind.kind}`];
  return completion ? completion(object, old, addresses) : { object, causes: [] };
}

/** Fills in the defaults of built-in kinds that depend on other fields; what they fill in is owned by the writer. */
export function withBuiltInDefaults(kind: KindDeclaration, object: StoredObject): StoredObject {
  return defaults[`${kind.group}/${kind.kind}`]?.(object) ?? object;
}

const defaults: Readonly<Record<string, (object: StoredObject) => StoredObject>> = {
  '/Namespace': defaultNamespace,
  '/ConfigMap': (object) => withoutEmpty(object, 'data', 'binaryData'),
  '/Secret': (object) => withoutEmpty(defaultSecret(object), 'data'),
  '/Service': defaultService,
  '/Pod': (object) => ({ ...object, spec: withPodDefaults(objectAt(object, 'spec')) }),
  'apps/Deployment': defaultDeployment,
  'discovery.k8s.io/EndpointSlice': defaultEndpointSlice,
};

/** Go leaves out empty maps. */
function withoutEmpty(object: StoredObject, ...fields: readonly string[]): StoredObject {
  const empty = fields.filter((field) => Object.keys(objectAt(object, field)).length === 0);
  return omit(object, ...empty) as StoredObject;
}

function defaultEndpointSlice(object: StoredObject): StoredObject {
  if (!Array.isArray(object.endpoints)) return object;
  return { ...object, endpoints: object.endpoints.map((endpoint: Json) => ({ conditions: {}, ...endpoint })) };
}

const completions: Readonly<Record<string, Completion>> = {
  '/Namespace': completeNamespace,
  '/Service': completeService,
  'apps/Deployment': completeDeployment,
};

function defaultNamespace(object: StoredObject): StoredObject {
  const { metadata } = object;
  const labels = { ...metadata.labels, 'kubernetes.io/metadata.name': metadata.name };
  return { ...object, metadata: { ...metadata, labels } };
}

function completeNamespace(object: StoredObject, old: StoredObject | undefined): Completed {
  // only the finalize subresource changes spec.finalizers
  const spec = old ? old.spec : { finalizers: ['kubernetes'] };
  const status = old ? object.status : { phase: 'Active' };
  return { object: { ...object, spec, status }, causes: [] };
}

function defaultSecret(object: StoredObject): StoredObject {
  const plain = Object.entries(objectAt(object, 'stringData'));
  const encoded = plain.map(([key, text]) => [key, Buffer.from(String(text)).toString('base64')]);
  const data = { ...objectAt(object, 'data'), ...Object.fromEntries(encoded) };
  const rest = omit(object, 'stringData') as StoredObject;
  return Object.keys(data).length > 0 ? { ...rest, data } : rest;
}

/** The API server's defaults of a rolling update. */
function defaultDeployment(object: StoredObject): StoredObject {
  const spec = objectAt(object, 'spec');
  const strategy = { type: 'RollingUpdate', ...objectAt(spec, 'strategy') };
  const rollingUpdate = { maxSurge: '25%', maxUnavailable: '25%', ...objectAt(strategy, 'rollingUpdate') };
  const completed = strategy.type === 'RollingUpdate' ? { ...strategy, rollingUpdate } : strategy;
  const template = objectAt(spec, 'template');
  const pod = { ...template, spec: withPodDefaults(objectAt(template, 'spec')) };
  return { ...object, spec: { ...spec, strategy: completed, template: pod } };
}

function completeDeployment(object: StoredObject): Completed {
  return { object, causes: selectorCauses(objectAt(object, 'spec')) };
}

function defaultService(object: StoredObject): StoredObject {
  const spec = objectAt(object, 'spec');
  if (spec.ports === undefined) return object;
  return { ...object, spec: { ...spec, ports: listAt(spec, 'ports').map(completePort) } };
}

function completeService(object: StoredObject, old: StoredObject | undefined, addresses: ServiceAddresses): Completed {
  const spec = objectAt(object, 'spec');
  const before = objectAt(old, 'spec');
  const status = object.status ?? { loadBalancer: {} };
  if (spec.type !== 'LoadBalancer' && listAt(objectAt(status, 'loadBalancer'), 'ingress').length > 0) {
    return { object, causes: [strayIngress] };
  }
  if (spec.type === 'ExternalName') return { object: { ...object, spec, status }, causes: [] };
  const had = textAt(before, 'clusterIP');
  const asked = textAt(spec, 'clusterIP') || had;
  if (had && asked !== had) return { object, causes: [immutableAddress(asked ?? '')] };
  const clusterIP = asked ?? addresses.allocate();
  if (asked && !had) addresses.reserve(asked);
  const families = familiesOf(spec);
  const addressed = { ...families, ...spec, clusterIP, clusterIPs: [clusterIP] };
  return { object: { ...object, spec: addressed, status }, causes: [] };
}

/** A headless Service whose endpoints others keep may have those of either family. */
function familiesOf({ clusterIP, selector }: Json): Json {
  const isOpen = clusterIP === 'None' && Object.keys(objectAt({ selector }, 'selector')).length === 0;
  if (isOpen) return { ipFamilies: ['IPv4', 'IPv6'], ipFamilyPolicy: 'RequireDualStack' };
  return { ipFamilies: ['IPv4'], ipFamilyPolicy: 'SingleStack' };
}

function completePort(port: unknown): unknown {
  if (!isJson(port)) return port;
  return { ...port, targetPort: port.targetPort ?? port.port };
}

/** A Deployment that does not select its own Pods would make them for ever. */
function selectorCauses(spec: Json): readonly Cause[] {
  const labels = objectAt(objectAt(objectAt(spec, 'template'), 'metadata'), 'labels') as Record<string, string>;
  if (isMatch(evaluateSelector(objectAt(spec, 'selector'), labels))) return [];
  const message = `Invalid value: ${JSON.stringify(labels)}: \`selector\` does not match template \`labels\``;
  return [{ reason: 'FieldValueInvalid', field: 'spec.template.metadata.labels', message }];
}

function immutableAddress(asked: string): Cause {
  const message = `Invalid value: ["${asked}"]: may not change once set`;
  return { reason: 'FieldValueInvalid', field: 'spec.clusterIPs[0]', message };
}

const strayIngress: Cause = {
  reason: 'FieldValueForbidden',
  field: 'status.loadBalancer.ingress',
  message: "Forbidden: may only be used when `spec.type` is 'LoadBalancer'",
};

/** Hands out cluster IPs of Services from 10.96.0.0/16, lowest free first. */
export class ServiceAddresses {
  readonly #taken = new Set<string>();
  #next = 1;

  allocate(): string {
    for (let tried = 0; tried < 65_534; tried++) {
      const address = `10.96.${this.#next >>> 8}.${this.#next & 255}`;
      this.#next = this.#next >= 65_534 ? 1 : this.#next + 1;
      if (this.#taken.has(address)) continue;
      this.#taken.add(address);
      return address;
    }
    throw new Error('the range 10.96.0.0/16 is full');
  }

  reserve(address: string): void {
    this.#taken.add(address);
  }

  release(service: StoredObject): void {
    const address = textAt(service.spec, 'clusterIP');
    if (address) this.#taken.delete(address);
  }
}
