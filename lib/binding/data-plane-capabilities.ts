/** Something our data plane may or may not serve in a rule. */
export type RuleFeature =
  | 'RequestHeaderModifier'
  | 'ResponseHeaderModifier'
  | 'RequestRedirect'
  | 'URLRewrite'
  | 'RequestMirror'
  | 'CORS'
  /** on a backendRef, where it cannot answer before one is drawn */
  | 'CORS of a backendRef'
  | 'ExternalAuth'
  | 'ExtensionRef'
  | 'timeouts'
  | 'retry'
  | 'sessionPersistence';

/** Something of a Gateway outside its listeners' protocols that a data plane may or may not serve. */
export type GatewayFeature = 'parametersRef' | 'frontendValidation' | 'anyAddressType';

/** Values of `appProtocol` that ask for more than HTTP/1.1. @see GEP-1911 */
export type BackendProtocol = 'kubernetes.io/h2c' | 'kubernetes.io/ws' | 'kubernetes.io/wss';

/** What the data plane that serves a Gateway can do; our Gateways are judged by ours, others by the whole spec. */
export type Capabilities = Readonly<{
  /** listener protocols, as in `listeners[].protocol` */
  protocols: readonly string[];
  /** Route kinds of `gateway.networking.k8s.io` */
  routeKinds: readonly string[];
  ruleFeatures: readonly RuleFeature[];
  gatewayFeatures: readonly GatewayFeature[];
  /** what of `appProtocol` on a Service port is spoken to backends; words without the `kubernetes.io/` prefix are hints */
  backendProtocols: readonly BackendProtocol[];
}>;
