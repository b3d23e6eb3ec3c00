import type { DiffLine } from '#lib/explain/explanation.ts';
import { cn } from './cn.ts';
import { CopyButton } from './copy-button.tsx';

const MARKS = { same: ' ', added: '+', removed: '-' } as const;
const LOOKS = { same: 'text-ink-2', added: 'bg-ok-soft text-ok', removed: 'bg-bad-soft text-bad' } as const;

/** A manifest before and after, line by line; the sign says what the colour says. */
export function DiffView({ lines, label }: Readonly<{ lines: readonly DiffLine[]; label: string }>) {
  const text = lines.map((line) => `${MARKS[line.mark]} ${line.text}`).join('\n');
  return (
    <figure aria-label={label} className="relative m-0 rounded-md border border-line bg-sunken py-1.5">
      <CopyButton text={text} label="Copy diff" className="absolute top-1 right-1" />
      <pre className="m-0 font-mono text-xs leading-[18px]">
        {lines.map((line, index) => (
          <span
            // biome-ignore lint/suspicious/noArrayIndexKey: lines have no identity of their own
            key={index}
            data-mark={line.mark}
            className={cn('block pr-9 pl-7 -indent-4 whitespace-pre-wrap [overflow-wrap:anywhere]', LOOKS[line.mark])}
          >
            {`${MARKS[line.mark]} ${line.text}\n`}
          </span>
        ))}
      </pre>
    </figure>
  );
}
