import type { Capabilities } from './result.ts';

/** What the embedded proxy serves. */
export const embeddedProxyCapabilities: Capabilities = {
  protocols: ['HTTP', 'HTTPS'],
  routeKinds: ['HTTPRoute'],
  ruleFeatures: [
    'RequestHeaderModifier',
    'ResponseHeaderModifier',
    'RequestRedirect',
    'URLRewrite',
    'RequestMirror',
    'CORS',
    'timeouts',
    'retry',
  ],
  gatewayFeatures: ['frontendValidation'],
  backendProtocols: ['kubernetes.io/h2c', 'kubernetes.io/ws', 'kubernetes.io/wss'],
};

/**
 * The same in the names of the official suite, as a GatewayClass claims them: a name stands here when all that its
 * tests ask for is served. @see Gateway API, GatewayClass.status.supportedFeatures; pkg/features
 */
export const embeddedProxyFeatures: readonly string[] = [
  'BackendTLSPolicy',
  'BackendTLSPolicySANValidation',
  'Gateway',
  'GatewayAddressEmpty',
  'GatewayBackendClientCertificate',
  'GatewayFrontendClientCertificateValidation',
  'GatewayFrontendClientCertificateValidationInsecureFallback',
  'GatewayHTTPListenerIsolation',
  'GatewayHTTPSListenerDetectMisdirectedRequests',
  'GatewayInfrastructurePropagation',
  'GatewayPort8080',
  'GatewayStaticAddresses',
  'HTTPRoute',
  'HTTPRoute303RedirectStatusCode',
  'HTTPRoute307RedirectStatusCode',
  'HTTPRoute308RedirectStatusCode',
  'HTTPRouteBackendProtocolH2C',
  'HTTPRouteBackendProtocolWebSocket',
  'HTTPRouteBackendRequestHeaderModification',
  'HTTPRouteBackendTimeout',
  'HTTPRouteCORS',
  'HTTPRouteDestinationPortMatching',
  'HTTPRouteHostRewrite',
  'HTTPRouteMethodMatching',
  'HTTPRouteNamedRouteRule',
  'HTTPRouteParentRefPort',
  'HTTPRoutePathRedirect',
  'HTTPRoutePathRewrite',
  'HTTPRoutePortRedirect',
  'HTTPRouteQueryParamMatching',
  'HTTPRouteRequestMirror',
  'HTTPRouteRequestMultipleMirrors',
  'HTTPRouteRequestPercentageMirror',
  'HTTPRouteRequestTimeout',
  'HTTPRouteResponseHeaderModification',
  'HTTPRouteRetry',
  'HTTPRouteRetryBackendTimeout',
  'HTTPRouteRetryConnectionError',
  'HTTPRouteSchemeRedirect',
  'ListenerSet',
  'ReferenceGrant',
];

/** Everything HTTPRoute and its listeners may ask for: how Gateways of others, and `check`, are judged. */
export const wholeSpecCapabilities: Capabilities = {
  protocols: ['HTTP', 'HTTPS', 'TLS', 'TCP', 'UDP'],
  routeKinds: ['HTTPRoute', 'GRPCRoute', 'TLSRoute', 'TCPRoute', 'UDPRoute'],
  ruleFeatures: [
    'RequestHeaderModifier',
    'ResponseHeaderModifier',
    'RequestRedirect',
    'URLRewrite',
    'RequestMirror',
    'CORS',
    'CORS of a backendRef',
    'ExternalAuth',
    'ExtensionRef',
    'timeouts',
    'retry',
    'sessionPersistence',
  ],
  gatewayFeatures: ['parametersRef', 'frontendValidation', 'anyAddressType'],
  backendProtocols: ['kubernetes.io/h2c', 'kubernetes.io/ws', 'kubernetes.io/wss'],
};
