import { CopyButton } from './copy-button.tsx';

/** A line to paste into a shell. */
export function CommandLine({ command }: Readonly<{ command: string }>) {
  return (
    <div className="flex items-center gap-2 rounded-md border border-line bg-sunken py-0.5 pr-0.5 pl-3">
      <code className="min-w-0 flex-1 overflow-x-auto font-mono text-xs whitespace-pre text-ink">{command}</code>
      <CopyButton text={command} label="Copy command" />
    </div>
  );
}
