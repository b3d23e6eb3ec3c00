'use client';

import { CloudAlert, FileX2, Lock, PackageX, PenOff, WifiOff } from 'lucide-react';
import { useNow } from '#components/data/use-now.ts';
import { useSession } from '#components/data/use-session.ts';
import type { Icon } from '#components/ui/icons.tsx';
import { Notice } from '#components/ui/notice.tsx';
import { formatAge } from '#lib/kube/age.ts';
import { type Gap, gapsOf } from './coverage.ts';

const ICONS: Readonly<Record<Gap['kind'], Icon>> = {
  forbidden: Lock,
  stale: WifiOff,
  failing: CloudAlert,
  notInstalled: PackageX,
  manifests: FileX2,
  noLease: PenOff,
};

const REST: Readonly<Record<Gap['kind'], string>> = {
  forbidden: 'The rest is shown without them; what depends on them is “not known”, never “missing”.',
  failing: 'They are tried again; until then what depends on them is “not known”, and no status is written on it.',
  stale: 'What you see of them is from then.',
  notInstalled: 'Install the Gateway API CRDs and they appear here by themselves.',
  manifests: 'The files are not changed; mend them and they are read again.',
  noLease:
    'The Lease that settles which process writes cannot be held, so what you see as status may be old; it is tried again.',
};

/** What is not seen and why, above every page. */
export function CoverageNotices() {
  const { data: session } = useSession();
  const gaps = session ? gapsOf(session) : [];
  if (gaps.length === 0) return null;
  return (
    <div className="flex max-h-[34vh] shrink-0 flex-col gap-2 overflow-y-auto border-b border-line bg-bg px-4 py-2">
      {gaps.map((gap) => (
        <Notice key={gap.kind} icon={ICONS[gap.kind]} title={gap.title}>
          {gap.since && <Since since={gap.since} />} {REST[gap.kind]}
          <Lines lines={gap.lines} />
        </Notice>
      ))}
    </div>
  );
}

function Since({ since }: Readonly<{ since: string }>) {
  const now = useNow(1000);
  return <>Last heard {formatAge(Math.max(0, now - Date.parse(since)))} ago.</>;
}

const OPEN_UP_TO = 2;

function Lines({ lines }: Readonly<{ lines: readonly string[] }>) {
  if (lines.length === 0) return null;
  const list = (
    <ul className="mt-1 font-mono text-xs [overflow-wrap:anywhere]">
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
  if (lines.length <= OPEN_UP_TO) return list;
  return (
    <details>
      <summary className="cursor-pointer text-accent">Which</summary>
      {list}
    </details>
  );
}
