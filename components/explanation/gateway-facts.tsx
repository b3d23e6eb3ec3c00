import { CautionIcon } from '#components/ui/icons.tsx';
import { Notice } from '#components/ui/notice.tsx';
import { Section } from '#components/ui/section.tsx';
import type { GatewayDetail, ListenerDetail } from '#lib/api/messages.ts';
import type { ListenerResult } from '#lib/binding/result.ts';
import { ListenerCurl } from './listener-curl.tsx';

/** Said plainly: the port asked for could not be had. */
export function PortNotice({ listener }: Readonly<{ listener: ListenerResult }>) {
  const report = listener.portReport;
  if (!report || report.state === 'bound') return null;
  if (report.state === 'refused') {
    return (
      <Notice icon={CautionIcon} title={`Port ${listener.port} could not be opened.`}>
        The system says: {report.why}. This listener answers nowhere.
      </Notice>
    );
  }
  return (
    <Notice icon={CautionIcon} title={`Answers on ${report.address}:${report.port} instead of port ${listener.port}.`}>
      The system refused the real port: {report.why}.
    </Notice>
  );
}

/** Addresses in use, and a command for each listener that answers. */
export function Addresses({ detail }: Readonly<{ detail: GatewayDetail }>) {
  const { addresses, owner } = detail.result;
  const urls = detail.listeners.filter(({ url }) => url !== null);
  return (
    <Section title="Addresses" aside={addresses.length === 0 ? 'none' : undefined}>
      {addresses.length === 0 && (
        <p className="text-xs text-ink-2">
          {owner === 'ours' ? 'No address is given to it yet.' : 'Its controller has written no address.'}
        </p>
      )}
      {addresses.map(({ type, value }) => (
        <p key={value} className="mb-1.5 text-xs">
          <code className="font-mono font-semibold">{value}</code> <span className="text-ink-3">{type}, in use</span>
        </p>
      ))}
      <div className="flex flex-col gap-1.5">
        {urls.map((listener) => (
          <ListenerCurl key={listener.key} detail={listener} hostname={hostnameOf(detail, listener)} />
        ))}
      </div>
    </Section>
  );
}

function hostnameOf({ result }: GatewayDetail, listener: ListenerDetail): string | null {
  return result.listeners.find(({ key }) => key === listener.key)?.hostname ?? null;
}
