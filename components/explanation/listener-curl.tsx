import { CommandLine } from '#components/ui/command-line.tsx';
import type { ListenerDetail } from '#lib/api/messages.ts';
import { curlFor } from './curl.ts';

type ListenerCurlProps = Readonly<{ detail: ListenerDetail; hostname: string | null }>;

/** A command that a rule of the listener answers; where none is known that is said. */
export function ListenerCurl({ detail: { name, url, plainGet }, hostname }: ListenerCurlProps) {
  if (url === null) return null;
  return (
    <div>
      <CommandLine command={curlFor({ url, hostname, plainGet })} />
      {!plainGet && (
        <p className="mt-1 text-xs text-ink-3">
          No rule of listener <code className="font-mono">{name}</code> is known to answer a plain GET.
        </p>
      )}
    </div>
  );
}
