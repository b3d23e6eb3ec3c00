'use client';

import { useNow } from '#components/data/use-now.ts';
import { Addresses } from '#components/explanation/gateway-facts.tsx';
import { StatusComparisons } from '#components/explanation/status-comparison.tsx';
import { Badge, StatusIcon } from '#components/ui/badge.tsx';
import { Section } from '#components/ui/section.tsx';
import type { GatewayDetail, ListenerDetail } from '#lib/api/messages.ts';
import { formatKey } from '#lib/kube/object-key.ts';
import { shadowedOf } from './shadowed.ts';

const DAY_MS = 86_400_000;
/** Renewal is due well before this; what is left then is worth a colour. */
const SOON_DAYS = 21;

/** Conditions, addresses, certificates and shadowed rules beside the tables. */
export function GatewayAside({ detail }: Readonly<{ detail: GatewayDetail }>) {
  return (
    <aside
      aria-label="State of the Gateway"
      className="min-w-0 border-line bg-canvas px-5 py-4 max-roomy:border-t roomy:overflow-y-auto roomy:border-l"
    >
      <StatusComparisons statuses={detail.statuses} />
      <Addresses detail={detail} />
      <Certificates listeners={detail.listeners} />
      <Shadowed detail={detail} />
    </aside>
  );
}

type Certificate = ListenerDetail['certificates'][number];

function Certificates({ listeners }: Readonly<{ listeners: readonly ListenerDetail[] }>) {
  const bySecret = new Map(listeners.flatMap((listener) => listener.certificates).map((each) => [each.secret, each]));
  if (bySecret.size === 0) return null;
  return (
    <Section title={bySecret.size === 1 ? 'Certificate' : 'Certificates'}>
      <ul className="flex flex-col gap-2">
        {[...bySecret.values()].map((certificate) => (
          <li key={certificate.secret} className="rounded-lg border border-line bg-surface px-3 py-2 text-xs">
            <CertificateFacts certificate={certificate} />
          </li>
        ))}
      </ul>
    </Section>
  );
}

function CertificateFacts({
  certificate: { secret, state, message, notAfter, names },
}: Readonly<{ certificate: Certificate }>) {
  return (
    <>
      <div className="flex flex-wrap items-center gap-2">
        <code className="font-mono font-semibold [overflow-wrap:anywhere]">{formatKey(secret)}</code>
        <span className="ml-auto">
          {state === 'valid' ? <DaysLeft notAfter={notAfter} /> : <StateBadge state={state} />}
        </span>
      </div>
      {state === 'valid' ? (
        <p className="mt-1 text-ink-2">
          {names.length > 0 && (
            <>
              Covers <span className="font-mono [overflow-wrap:anywhere]">{names.join(', ')}</span>.{' '}
            </>
          )}
          {notAfter && `Not after ${new Date(notAfter).toUTCString().replace('GMT', 'UTC')}.`}
        </p>
      ) : (
        <p className="mt-1 text-ink-2 [overflow-wrap:anywhere]">{message}</p>
      )}
    </>
  );
}

function StateBadge({ state }: Readonly<{ state: 'invalid' | 'unknown' }>) {
  return state === 'invalid' ? <Badge name="refused" word="Unusable" /> : <Badge name="silent" word="Unknown" />;
}

function DaysLeft({ notAfter }: Readonly<{ notAfter: string | null }>) {
  const now = useNow(60_000);
  if (notAfter === null || now === 0) return null;
  const days = Math.floor((Date.parse(notAfter) - now) / DAY_MS);
  if (days < 0) return <Badge name="refused" word="Expired" />;
  return (
    <Badge name={days < SOON_DAYS ? 'drift' : 'accepted'} word={days === 1 ? '1 day left' : `${days} days left`} />
  );
}

function Shadowed({ detail }: Readonly<{ detail: GatewayDetail }>) {
  const shadowed = shadowedOf(detail);
  if (shadowed.length === 0) return null;
  return (
    <Section title="Shadowed rules" aside="Accepted, yet silent">
      <ul className="divide-y divide-line-soft rounded-lg border border-line bg-surface">
        {shadowed.map(({ listener, merged: { entry }, winner }) => (
          <li
            key={`${listener.key} ${entry.route} ${entry.hostname} ${entry.ruleIndex} ${entry.matchIndex}`}
            className="flex gap-2 px-3 py-2 text-xs"
          >
            <StatusIcon name="shadowed" className="mt-0.5 size-3.5" />
            <p className="min-w-0 text-ink-2 [overflow-wrap:anywhere]">
              <Code>{formatKey(entry.route)}</Code> asks for <Code>{entry.match.path.value || '/'}</Code>, which{' '}
              <Code>{formatKey(winner)}</Code> {winner === entry.route ? 'takes in an earlier rule' : 'takes first'}.
            </p>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Code({ children }: Readonly<{ children: string }>) {
  return <code className="font-mono font-[550] text-ink">{children}</code>;
}
