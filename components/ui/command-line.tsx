import { CopyButton } from './copy-button.tsx';

/** A command to paste into a shell; it wraps between words rather than hide its end. */
export function CommandLine({ command }: Readonly<{ command: string }>) {
  return (
    <div className="flex items-start gap-2 rounded-md border border-line bg-sunken py-0.5 pr-0.5 pl-3">
      <code className="min-w-0 flex-1 py-1 font-mono text-xs whitespace-pre-wrap text-ink [overflow-wrap:anywhere]">
        {command.split(/(\s+)/).map((token, index) =>
          index % 2 === 1 ? (
            token
          ) : (
            // biome-ignore lint/suspicious/noArrayIndexKey: words of one line, never moved
            <span key={index} className="inline-block max-w-full">
              {token}
            </span>
          ),
        )}
      </code>
      <CopyButton text={command} label="Copy command" />
    </div>
  );
}
