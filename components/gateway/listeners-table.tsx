'use client';

import { ExternalLink } from 'lucide-react';
import { Fragment } from 'react';
import { conditionBadge } from '#components/explanation/condition-words.ts';
import { linkTo } from '#components/explanation/curl.ts';
import { PortNotice } from '#components/explanation/gateway-facts.tsx';
import { StatusIcon, StatusWord } from '#components/ui/badge.tsx';
import { cn } from '#components/ui/cn.ts';
import { FINGER } from '#components/ui/finger.ts';
import { KindBadge } from '#components/ui/kind-badge.tsx';
import { Cell, PlainTable } from '#components/ui/plain-table.tsx';
import { Section } from '#components/ui/section.tsx';
import { SentenceText } from '#components/ui/sentence-text.tsx';
import type { GatewayDetail, ListenerDetail } from '#lib/api/messages.ts';
import type { ListenerResult } from '#lib/binding/result.ts';
import { formatKey } from '#lib/kube/object-key.ts';
import type { AttachmentEdge, GatewayNode, ListenerNode } from '#lib/topology/topology.ts';
import { sayNoCertificate } from './listener-words.ts';

const HEADS = [
  { label: 'NAME' },
  { label: 'PROTOCOL' },
  { label: 'PORT', align: 'right' },
  { label: 'HOSTNAME' },
  { label: 'CERTIFICATE' },
  { label: 'ALLOWED ROUTES' },
  { label: 'ATTACHED', align: 'right' },
  { label: 'PROGRAMMED' },
] as const;

/** What the graph knows of the Gateway; null while it is not read. */
export type GatewayNodes = Readonly<{
  gateway: GatewayNode | null;
  listenerOf: (key: string) => ListenerNode | null;
  /** attachments that its listeners refuse; null while they are not read */
  refused: readonly AttachmentEdge[] | null;
}>;

type TableProps = Readonly<{ detail: GatewayDetail; nodes: GatewayNodes }>;

/** The listeners in the order of the spec; a sentence below each that does not work as asked. */
export function ListenersTable({ detail, nodes }: TableProps) {
  const { listeners } = detail.result;
  const conflicts = listeners.filter(({ conflictsWith }) => conflictsWith.length > 0).length;
  return (
    <Section title="Listeners" aside={`${listeners.length}, ${conflicts === 0 ? 'none' : conflicts} in conflict`}>
      <PlainTable label="Listeners" heads={HEADS}>
        {listeners.map((listener) => {
          const about = detail.listeners.find(({ key }) => key === listener.key);
          return (
            <Fragment key={listener.key}>
              <ListenerRow listener={listener} about={about} node={nodes.listenerOf(listener.key)} />
              <TroubleRow listener={listener} about={about} />
            </Fragment>
          );
        })}
      </PlainTable>
    </Section>
  );
}

type RowProps = Readonly<{ listener: ListenerResult; about: ListenerDetail | undefined }>;

function ListenerRow({ listener, about, node }: RowProps & Readonly<{ node: ListenerNode | null }>) {
  // ours by our verdict, another controller's as it wrote it
  const programmed = node?.programmed ?? null;
  return (
    <tr>
      <Cell head="Name" className="font-mono font-semibold">
        {listener.name}
      </Cell>
      <Cell head="Protocol">
        <KindBadge kind={listener.protocol} />
      </Cell>
      <Cell head="Port" align="right" className="font-mono">
        {listener.port}
      </Cell>
      <Cell head="Hostname" className="font-mono">
        <Hostname hostname={listener.hostname} url={about ? linkTo(about) : null} />
      </Cell>
      <Cell head="Certificate">
        <Certificates protocol={listener.protocol} about={about} />
      </Cell>
      <Cell head="Allowed routes">
        {listener.supportedKinds.map(({ kind }) => kind).join(', ') || 'none'}
        <span className="block text-ink-3">{node?.allows}</span>
      </Cell>
      <Cell head="Attached" align="right" className="font-semibold">
        {listener.attachedRoutes.length}
      </Cell>
      <Cell head="Programmed">{programmed && <StatusWord name={programmed.badge} word={programmed.word} />}</Cell>
    </tr>
  );
}

function Hostname({ hostname, url }: Readonly<{ hostname: string | null; url: string | null }>) {
  // a name of the cluster need not resolve here; curl's --resolve line is beside it
  if (hostname !== null) return hostname;
  if (url === null) return 'any';
  return (
    <a
      href={url}
      target="_blank"
      rel="noreferrer"
      title={url}
      aria-label={`any, open ${url}`}
      className={cn(
        'inline-flex items-center gap-1 text-accent underline underline-offset-2 hover:decoration-2',
        FINGER,
      )}
    >
      any
      <ExternalLink size={12} aria-hidden="true" />
    </a>
  );
}

function Certificates({ protocol, about }: Readonly<{ protocol: string; about: ListenerDetail | undefined }>) {
  if (!about || about.certificates.length === 0)
    return <span className="text-ink-3">{sayNoCertificate(protocol)}</span>;
  return about.certificates.map(({ secret, state }) => (
    <span key={secret} className="flex items-center gap-1 font-mono">
      {state !== 'valid' && <StatusIcon name={state === 'invalid' ? 'refused' : 'silent'} />}
      {formatKey(secret)}
      {state !== 'valid' && (
        <span className="font-sans text-ink-2">{state === 'invalid' ? 'unusable' : 'unknown'}</span>
      )}
    </span>
  ));
}

function TroubleRow({ listener, about }: RowProps) {
  const moved = listener.portReport !== null && listener.portReport.state !== 'bound';
  const bad = about?.summary.conditions.filter(
    ({ type, status, reason }) => !['accepted'].includes(conditionBadge(type, status, reason)),
  );
  if (!moved && (!bad || bad.length === 0)) return null;
  return (
    <tr>
      <td colSpan={HEADS.length} className="bg-sunken px-2.5 py-2 max-tab:block max-tab:rounded-md">
        <ul className="flex flex-col gap-1">
          {bad?.map(({ type, status, reason, sentence }) => (
            <li key={type} className="flex flex-wrap gap-x-2">
              <StatusWord name={conditionBadge(type, status, reason)} word={`${type} ${status}`} />
              <code className="font-mono">{reason}</code>
              <SentenceText sentence={sentence} className="text-ink-2" />
            </li>
          ))}
        </ul>
        {moved && <PortNotice listener={listener} />}
      </td>
    </tr>
  );
}
