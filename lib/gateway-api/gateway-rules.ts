import type { AdmissionRule } from './declaration.ts';
import type { Gateway, Listener } from './gateway.ts';

type Listeners = readonly Listener[];
type Addresses = NonNullable<Gateway['spec']['addresses']>;

const isNot =
  (...protocols: readonly string[]) =>
  ({ protocol }: Listener) =>
    !protocols.includes(protocol);

function unique<T>(items: readonly T[], key: (item: T) => string): boolean {
  return new Set(items.map(key)).size === items.length;
}

function isIpAddress(value: string): boolean {
  if (/^(25[0-5]|2[0-4]\d|1?\d?\d)(\.(25[0-5]|2[0-4]\d|1?\d?\d)){3}$/.test(value)) return true;
  const [head = '', tail, ...more] = value.split('::');
  if (more.length > 0 || !/^[0-9A-Fa-f:]+$/.test(value)) return false;
  const groups = (part: string): string[] => (part === '' ? [] : part.split(':'));
  const all = [...groups(head), ...groups(tail ?? '')];
  const fine = all.every((group) => /^[0-9A-Fa-f]{1,4}$/.test(group));
  return fine && (tail === undefined ? all.length === 8 : all.length < 8);
}

/** Rules on a list of listeners, wherever it stands (Gateway, ListenerSet). */
export function listenerRules(at: string): AdmissionRule[] {
  return [
    {
      name: 'no-tls-without-encryption',
      at,
      message: "tls must not be specified for protocols ['HTTP', 'TCP', 'UDP']",
      holds: (listeners: Listeners) => listeners.every((l) => isNot('HTTP', 'TCP', 'UDP')(l) || l.tls === undefined),
    },
    {
      name: 'https-terminates',
      at,
      message: 'tls mode must be Terminate for protocol HTTPS',
      holds: (listeners: Listeners) =>
        listeners.every((l) => isNot('HTTPS')(l) || l.tls === undefined || l.tls.mode === 'Terminate'),
    },
    {
      name: 'tls-mode-for-tls',
      at,
      message: 'tls mode must be set for protocol TLS',
      holds: (listeners: Listeners) => listeners.every((l) => isNot('TLS')(l) || l.tls !== undefined),
    },
    {
      name: 'no-hostname-below-tls',
      at,
      message: "hostname must not be specified for protocols ['TCP', 'UDP']",
      holds: (listeners: Listeners) => listeners.every((l) => isNot('TCP', 'UDP')(l) || !l.hostname),
    },
    {
      name: 'listener-names-unique',
      at,
      message: 'Listener name must be unique within the Gateway',
      holds: (listeners: Listeners) => unique(listeners, ({ name }) => name),
    },
    {
      name: 'listeners-distinct',
      at,
      message: 'Combination of port, protocol and hostname must be unique for each listener',
      holds: (listeners: Listeners) => unique(listeners, (l) => `${l.port} ${l.protocol} ${l.hostname ?? ''}`),
    },
    {
      name: 'terminate-needs-certificate',
      at: `${at}[*].tls`,
      message: 'certificateRefs or options must be specified when mode is Terminate',
      holds: ({ mode, certificateRefs, options }: NonNullable<Listener['tls']>) =>
        mode !== 'Terminate' || (certificateRefs?.length ?? 0) > 0 || Object.keys(options ?? {}).length > 0,
    },
  ];
}

/** The CEL validations of the Gateway CRD, v1.6.1 experimental channel. */
export const gatewayRules: readonly AdmissionRule[] = [
  ...listenerRules('spec.listeners'),
  {
    name: 'ip-addresses-unique',
    at: 'spec.addresses',
    message: 'IPAddress values must be unique',
    holds: (addresses: Addresses) =>
      unique(
        addresses.filter(({ type, value }) => type === 'IPAddress' && value !== undefined),
        ({ value }) => value ?? '',
      ),
  },
  {
    name: 'hostname-addresses-unique',
    at: 'spec.addresses',
    message: 'Hostname values must be unique',
    holds: (addresses: Addresses) =>
      unique(
        addresses.filter(({ type, value }) => type === 'Hostname' && value !== undefined),
        ({ value }) => value ?? '',
      ),
  },
  {
    name: 'ip-address-is-one',
    at: 'spec.addresses[*]',
    message: 'IPAddress value must be a valid IPv4 or IPv6 address',
    holds: ({ type, value }: Addresses[number]) => type !== 'IPAddress' || !value || isIpAddress(value),
  },
  {
    name: 'hostname-address-is-one',
    at: 'spec.addresses[*]',
    message:
      'Hostname value must be empty or contain only valid characters (matching ^(\\*\\.)?[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$)',
    holds: ({ type, value }: Addresses[number]) =>
      type !== 'Hostname' ||
      !value ||
      /^(\*\.)?[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/.test(value),
  },
  {
    name: 'frontend-ports-unique',
    at: 'spec.tls.frontend.perPort',
    message: 'Port for TLS configuration must be unique within the Gateway',
    holds: (entries: readonly { port: number }[]) => unique(entries, ({ port }) => String(port)),
  },
];
