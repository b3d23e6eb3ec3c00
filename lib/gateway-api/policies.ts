import { z } from 'zod';
import type { KubeObject } from '#lib/kube/object.ts';
import {
  conditions,
  duration,
  groupName,
  kindName,
  localObjectReference,
  objectName,
  parentReference,
  preciseHostname,
  sectionName,
  sessionPersistence,
} from './common.ts';
import { listMap } from './list-types.ts';

const policyStatus = z
  .object({
    ancestors: z
      .array(
        z.object({
          ancestorRef: parentReference.describe('The object the entry is about, a Gateway as a rule.'),
          controllerName: z.string().min(1).max(253).describe('Who wrote this entry.'),
          conditions: conditions.describe('Accepted, ResolvedRefs.'),
        }),
      )
      .max(16)
      .describe('What each Gateway’s controller makes of the policy.'),
  })
  .optional()
  .describe('What the controllers make of the policy.');

const targetRef = z.object({
  group: groupName.describe('Group of the target; empty is the core group.'),
  kind: kindName.describe('Kind of the target.'),
  name: objectName.describe('Name of the target.'),
});

const subjectAltName = z.object({
  type: z.enum(['Hostname', 'URI']).describe('Hostname or URI.'),
  hostname: z.string().max(253).optional().describe('The host name, for Hostname.'),
  uri: z.string().max(253).optional().describe('The URI, for URI.'),
});

export const backendTlsPolicySchema = z.object({
  spec: z
    .object({
      targetRefs: z
        .array(
          targetRef.extend({
            sectionName: sectionName.optional().describe('Name of a port of the target; all its ports when left out.'),
          }),
        )
        .min(1)
        .max(16)
        .describe('The Services that are spoken to by TLS.'),
      validation: z
        .object({
          caCertificateRefs: z
            .array(localObjectReference)
            .max(8)
            .optional()
            .describe('CA certificates that vouch for the backend.'),
          wellKnownCACertificates: z
            .string()
            .min(1)
            .max(253)
            .optional()
            .describe('System for the authorities the system trusts, instead.'),
          hostname: preciseHostname.describe('Server name asked for, which the certificate must be for.'),
          subjectAltNames: z
            .array(subjectAltName)
            .max(5)
            .optional()
            .describe('Names of which the certificate must have one, in place of hostname.'),
        })
        .describe('How the backend’s certificate is judged.'),
      options: z.record(z.string(), z.string().max(4096)).optional().describe('Options of the implementation.'),
    })
    .describe('Which backends are spoken to by TLS, and how.'),
  status: policyStatus,
});

export type BackendTLSPolicy = KubeObject & z.output<typeof backendTlsPolicySchema>;

export const backendTrafficPolicySchema = z.object({
  spec: z
    .object({
      targetRefs: listMap(z.array(targetRef).min(1).max(16), 'group', 'kind', 'name').describe(
        'The backends the policy is for.',
      ),
      retryConstraint: z
        .object({
          budget: z
            .object({
              percent: z.int32().min(0).max(100).default(20).describe('The most retries, in percent of requests.'),
              interval: duration.default('10s').describe('Time they are counted over.'),
            })
            .optional()
            .describe('How many retries there may be.'),
          minRetryRate: z
            .object({
              count: z.int32().min(1).max(1_000_000).default(10).describe('So many retries.'),
              interval: duration.default('1s').describe('In this time.'),
            })
            .optional()
            .describe('Retries that are granted in any case.'),
        })
        .optional()
        .describe('Keeps retries from becoming a flood.'),
      sessionPersistence: sessionPersistence.optional().describe('Keeps a client on one endpoint.'),
    })
    .describe('Which backends the policy is for, and what it asks.'),
  status: policyStatus,
});

export const meshSchema = z.object({
  spec: z
    .object({
      controllerName: z.string().min(1).max(253).describe('Name of the controller of the mesh; never changes.'),
      parametersRef: localObjectReference
        .extend({ namespace: z.string().optional().describe('Namespace of the object.') })
        .optional()
        .describe('Object with parameters of the mesh.'),
      description: z.string().max(64).optional().describe('A line for people.'),
    })
    .describe('Who manages the mesh.'),
  status: z
    .object({
      conditions: conditions.optional().describe('Accepted.'),
      supportedFeatures: listMap(
        z.array(z.object({ name: z.string().describe('Name of the feature.') })).max(64),
        'name',
      )
        .optional()
        .describe('Features the controller claims, sorted by name.'),
    })
    .optional()
    .describe('What the controller makes of the mesh.'),
});

/** XBackend is experimental and still moving: stored as written, not judged. */
export const backendSchema = z.object({
  spec: z.looseObject({}).describe('The destination; not judged here.'),
  status: z.looseObject({}).optional().describe('What a controller makes of it.'),
});
