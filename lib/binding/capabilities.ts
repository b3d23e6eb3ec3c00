import type { Capabilities } from './result.ts';

/** What the embedded proxy serves. */
export const embeddedProxyCapabilities: Capabilities = {
  protocols: ['HTTP', 'HTTPS'],
  routeKinds: ['HTTPRoute'],
  ruleFeatures: ['RequestHeaderModifier', 'ResponseHeaderModifier', 'RequestRedirect', 'URLRewrite', 'timeouts'],
  gatewayFeatures: [],
};

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
    'ExternalAuth',
    'ExtensionRef',
    'timeouts',
    'retry',
    'sessionPersistence',
  ],
  gatewayFeatures: ['parametersRef', 'frontendValidation', 'anyAddressType'],
};
