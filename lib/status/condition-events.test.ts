import { expect, test } from 'vitest';
import type { ConditionStatus } from '#lib/kube/condition.ts';
import type { KubeObject } from '#lib/kube/object.ts';
import { conditionEvents } from './condition-events.ts';

const us = 'gatehouse.dev/gateway-controller';

type Short = readonly [type: string, status: ConditionStatus, reason: string];

const conditionsOf = (all: readonly Short[]) =>
  all.map(([type, status, reason]) => ({ type, status, reason, message: `${type} is ${status}.` }));

function withStatus(status: unknown): KubeObject {
  const metadata = { name: 'x', namespace: 'shop' };
  return { apiVersion: 'gateway.networking.k8s.io/v1', kind: 'Any', metadata, status } as KubeObject;
}

const route = (all: readonly Short[], controllerName = us) =>
  withStatus({
    parents: [
      {
        parentRef: { namespace: 'infra', name: 'edge', sectionName: 'web', port: 80 },
        controllerName,
        conditions: conditionsOf(all),
      },
    ],
  });
const gateway = (all: readonly Short[], listener: readonly Short[] = []) =>
  withStatus({ conditions: conditionsOf(all), listeners: [{ name: 'web', conditions: conditionsOf(listener) }] });
const nothing = withStatus(undefined);
const place = 'Parent infra/edge, sectionName web, port 80';

test.each([
  [
    'a Route that is accepted',
    nothing,
    route([
      ['Accepted', 'True', 'Accepted'],
      ['ResolvedRefs', 'True', 'ResolvedRefs'],
    ]),
    [`Normal Accepted ${place}: Accepted is True.`],
  ],
  [
    'a Route that is refused',
    nothing,
    route([['Accepted', 'False', 'NotAllowedByListeners']]),
    [`Warning NotAllowedByListeners ${place}: Accepted is False.`],
  ],
  [
    'another reason',
    route([['Accepted', 'False', 'NotAllowedByListeners']]),
    route([['Accepted', 'False', 'NoMatchingListenerHostname']]),
    [`Warning NoMatchingListenerHostname ${place}: Accepted is False.`],
  ],
  [
    'what stays as it was',
    route([['Accepted', 'False', 'NotAllowedByListeners']]),
    route([['Accepted', 'False', 'NotAllowedByListeners']]),
    [],
  ],
  ['what is not known', route([['Accepted', 'True', 'Accepted']]), route([['Accepted', 'Unknown', 'Pending']]), []],
  [
    'references that resolve again',
    route([['ResolvedRefs', 'False', 'RefNotPermitted']]),
    route([['ResolvedRefs', 'True', 'ResolvedRefs']]),
    [`Normal ResolvedRefs ${place}: ResolvedRefs is True.`],
  ],
  [
    'a condition that is bad when True',
    nothing,
    route([['PartiallyInvalid', 'True', 'UnsupportedValue']]),
    [`Warning UnsupportedValue ${place}: PartiallyInvalid is True.`],
  ],
  [
    'an entry of another controller',
    nothing,
    route([['Accepted', 'False', 'NotAllowedByListeners']], 'example.com/other'),
    [],
  ],
  [
    'a Gateway with a bad listener',
    nothing,
    gateway(
      [['Programmed', 'True', 'Programmed']],
      [
        ['Programmed', 'True', 'Programmed'],
        ['ResolvedRefs', 'False', 'InvalidCertificateRef'],
      ],
    ),
    ['Normal Programmed Programmed is True.', 'Warning InvalidCertificateRef Listener web: ResolvedRefs is False.'],
  ],
  [
    'a policy',
    nothing,
    withStatus({
      ancestors: [
        {
          ancestorRef: { name: 'edge' },
          controllerName: us,
          conditions: conditionsOf([['Accepted', 'False', 'NoValidCACertificate']]),
        },
      ],
    }),
    ['Warning NoValidCACertificate Parent shop/edge: Accepted is False.'],
  ],
  [
    'a v1alpha1 Route',
    nothing,
    withStatus({
      gateways: [
        {
          gatewayRef: { namespace: 'infra', name: 'edge', controller: us },
          conditions: conditionsOf([['Admitted', 'False', 'NotAdmitted']]),
        },
      ],
    }),
    ['Warning NotAdmitted Parent infra/edge: Admitted is False.'],
  ],
  [
    'a v1alpha1 listener',
    nothing,
    withStatus({
      listeners: [
        {
          port: 80,
          conditions: conditionsOf([
            ['Conflicted', 'True', 'HostnameConflict'],
            ['Ready', 'True', 'Ready'],
          ]),
        },
      ],
    }),
    ['Warning HostnameConflict Listener on port 80: Conflicted is True.'],
  ],
] as const)('%s', (_, before, after, expected) => {
  const said = conditionEvents(before, after, [us]).map(({ type, reason, message }) => `${type} ${reason} ${message}`);
  expect(said).toEqual(expected);
});
