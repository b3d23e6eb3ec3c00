import { z } from 'zod';
import { backendObjectReference, headerName, localObjectReference, portNumber, preciseHostname } from './common.ts';
import { listMap, listSet } from './list-types.ts';

/** Experimental channel: no leading, trailing or doubled space in a header's value. */
export const headerValue = z
  .string()
  .regex(/^[!-~]+([\t ]?[!-~]+)*$/)
  .min(1)
  .max(4096);

const httpHeader = z.object({
  name: headerName.describe('Name of the header, in any case.'),
  value: headerValue.describe('Value of the header.'),
});
export const httpHeaderFilter = z.object({
  set: listMap(z.array(httpHeader).max(16), 'name').optional().describe('Headers to put in place of what was there.'),
  add: listMap(z.array(httpHeader).max(16), 'name').optional().describe('Headers to append to what was there.'),
  remove: listSet(z.array(z.string()).max(16)).optional().describe('Names of headers to take out.'),
});
export type HTTPHeaderFilter = z.output<typeof httpHeaderFilter>;

export const httpPathModifier = z.object({
  type: z
    .enum(['ReplaceFullPath', 'ReplacePrefixMatch'])
    .describe('ReplaceFullPath, or ReplacePrefixMatch for the part that matched.'),
  replaceFullPath: z.string().max(1024).optional().describe('The path in place of the whole.'),
  replacePrefixMatch: z.string().max(1024).optional().describe('The path in place of the prefix that matched.'),
});
export type HTTPPathModifier = z.output<typeof httpPathModifier>;

/** Where copies of requests go, and how many of them. */
export const requestMirror = z.object({
  backendRef: backendObjectReference.describe('Where the copy goes.'),
  percent: z.int32().min(0).max(100).optional().describe('Share of the requests that is copied, in percent.'),
  fraction: z
    .object({
      numerator: z.int32().min(0).describe('So many of them.'),
      denominator: z.int32().min(1).default(100).describe('Of so many requests.'),
    })
    .optional()
    .describe('Share of the requests that is copied, as a fraction.'),
});

const cors = z.object({
  allowOrigins: listSet(z.array(z.string().min(1).max(253)).max(64))
    .optional()
    .describe('Origins that may ask.'),
  allowCredentials: z.boolean().optional().describe('Whether requests may carry credentials.'),
  allowMethods: listSet(z.array(z.string()).max(9)).optional().describe('Methods they may use.'),
  allowHeaders: listSet(z.array(headerName).max(64)).optional().describe('Headers they may send.'),
  exposeHeaders: listSet(z.array(headerName).max(64)).optional().describe('Headers of the answer they may read.'),
  maxAge: z.int32().min(1).default(5).describe('Seconds a preflight’s answer may be kept.'),
});

const names = () => listSet(z.array(z.string()).max(64)).optional();

const externalAuth = z.object({
  protocol: z.enum(['HTTP', 'GRPC']).describe('HTTP or GRPC.'),
  backendRef: backendObjectReference.describe('The service that is asked.'),
  grpc: z
    .object({ allowedHeaders: names().describe('Headers of the request it is told.') })
    .optional()
    .describe('How it is asked by gRPC.'),
  http: z
    .object({
      path: z.string().optional().describe('Path in front of the one of the request.'),
      allowedHeaders: names().describe('Headers of the request it is told.'),
      allowedResponseHeaders: names().describe('Headers of its answer that go on to the backend.'),
    })
    .optional()
    .describe('How it is asked by HTTP.'),
  forwardBody: z
    .object({ maxSize: z.int32().optional().describe('The most bytes of it.') })
    .optional()
    .describe('Whether it is told the body.'),
});

export const httpRouteFilter = z.object({
  type: z
    .enum([
      'RequestHeaderModifier',
      'ResponseHeaderModifier',
      'RequestMirror',
      'RequestRedirect',
      'URLRewrite',
      'ExtensionRef',
      'CORS',
      'ExternalAuth',
    ])
    .describe('Which filter this is.'),
  requestHeaderModifier: httpHeaderFilter.optional().describe('Changes headers of the request.'),
  responseHeaderModifier: httpHeaderFilter.optional().describe('Changes headers of the answer.'),
  requestMirror: requestMirror.optional().describe('Sends a copy of the request elsewhere.'),
  requestRedirect: z
    .object({
      scheme: z.enum(['http', 'https']).optional().describe('Scheme to go to; that of the request when left out.'),
      hostname: preciseHostname.optional().describe('Host to go to; that of the request when left out.'),
      path: httpPathModifier.optional().describe('Path to go to; that of the request when left out.'),
      port: portNumber.optional().describe('Port to go to; by the scheme, else that of the listener, when left out.'),
      statusCode: z.literal([301, 302, 303, 307, 308]).default(302).describe('Status code of the answer.'),
    })
    .optional()
    .describe('Answers with a redirect.'),
  urlRewrite: z
    .object({
      hostname: preciseHostname.optional().describe('Host the backend is told.'),
      path: httpPathModifier.optional().describe('Path the backend is told.'),
    })
    .optional()
    .describe('Changes host or path before forwarding.'),
  cors: cors.optional().describe('Answers preflights and adds CORS headers.'),
  externalAuth: externalAuth.optional().describe('Asks another service whether the request may pass.'),
  extensionRef: localObjectReference.optional().describe('A filter of the implementation.'),
});
export type HTTPRouteFilter = z.output<typeof httpRouteFilter>;
