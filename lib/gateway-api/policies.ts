import { z } from 'zod';
import type { KubeObject } from '#lib/kube/object.ts';
import {
  condition,
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

const policyStatus = z.object({
  ancestors: z
    .array(
      z.object({
        ancestorRef: parentReference,
        controllerName: z.string().min(1).max(253),
        conditions: z.array(condition).max(8),
      }),
    )
    .max(16),
});

const targetRef = z.object({
  group: groupName,
  kind: kindName,
  name: objectName,
});

export const backendTlsPolicySchema = z.object({
  spec: z.object({
    targetRefs: z
      .array(targetRef.extend({ sectionName: sectionName.optional() }))
      .min(1)
      .max(16),
    validation: z.object({
      caCertificateRefs: z.array(localObjectReference).max(8).optional(),
      wellKnownCACertificates: z.string().min(1).max(253).optional(),
      hostname: preciseHostname,
      subjectAltNames: z
        .array(
          z.object({
            type: z.enum(['Hostname', 'URI']),
            hostname: z.string().max(253).optional(),
            uri: z.string().max(253).optional(),
          }),
        )
        .max(5)
        .optional(),
    }),
    options: z.record(z.string(), z.string().max(4096)).optional(),
  }),
  status: policyStatus.optional(),
});

export type BackendTLSPolicy = KubeObject & z.output<typeof backendTlsPolicySchema>;

export const backendTrafficPolicySchema = z.object({
  spec: z.object({
    targetRefs: z.array(targetRef).min(1).max(16),
    retryConstraint: z
      .object({
        budget: z
          .object({ percent: z.int32().min(0).max(100).default(20), interval: duration.default('10s') })
          .optional(),
        minRetryRate: z
          .object({ count: z.int32().min(1).max(1_000_000).default(10), interval: duration.default('1s') })
          .optional(),
      })
      .optional(),
    sessionPersistence: sessionPersistence.optional(),
  }),
  status: policyStatus.optional(),
});

export const meshSchema = z.object({
  spec: z.object({
    controllerName: z.string().min(1).max(253),
    parametersRef: localObjectReference.extend({ namespace: z.string().optional() }).optional(),
    description: z.string().max(64).optional(),
  }),
  status: z
    .object({
      conditions: z.array(condition).max(8).optional(),
      supportedFeatures: z
        .array(z.object({ name: z.string() }))
        .max(64)
        .optional(),
    })
    .optional(),
});

/** XBackend is experimental and still moving: stored as written, not judged. */
export const backendSchema = z.object({ spec: z.looseObject({}), status: z.looseObject({}).optional() });
