import { cn } from './cn.ts';

const SHORT: Readonly<Record<string, string>> = {
  GatewayClass: 'GC',
  Gateway: 'G',
  ListenerSet: 'LS',
  HTTPRoute: 'HTTP',
  GRPCRoute: 'gRPC',
  TLSRoute: 'TLS',
  TCPRoute: 'TCP',
  UDPRoute: 'UDP',
  Namespace: 'NS',
  Service: 'S',
  ReferenceGrant: 'RG',
  BackendTLSPolicy: 'BTP',
};

/** The kind of an object in a few letters; never coloured. A protocol (`HTTPS`) is shown as it is. */
export function KindBadge({ kind, className }: Readonly<{ kind: string; className?: string | undefined }>) {
  return (
    <abbr
      title={kind}
      className={cn(
        'inline-grid h-4 shrink-0 place-items-center rounded-[3px] border border-control px-1 font-mono text-2xs leading-[14px] font-semibold text-ink-2 no-underline',
        className,
      )}
    >
      {SHORT[kind] ?? kind}
    </abbr>
  );
}
