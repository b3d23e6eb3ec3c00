'use client';

import { Check, Copy } from 'lucide-react';
import { useState } from 'react';
import { Button } from './button.tsx';
import { cn } from './cn.ts';

export type CopyButtonProps = Readonly<{
  text: string;
  /** what is copied: `Copy name` */
  label: string;
  className?: string | undefined;
}>;

/** Copies and says so for a moment in place. */
export function CopyButton({ text, label, className }: CopyButtonProps) {
  const [state, setState] = useState<'idle' | 'copied' | 'failed'>('idle');
  const spoken = { idle: label, copied: 'Copied', failed: 'Copying was refused by the browser' }[state];
  const Glyph = state === 'copied' ? Check : Copy;
  return (
    <Button
      look="ghost"
      size="smallIcon"
      aria-label={spoken}
      title={spoken}
      className={cn('shrink-0', className)}
      onClick={() => {
        navigator.clipboard.writeText(text).then(
          () => setState('copied'),
          () => setState('failed'),
        );
      }}
      onBlur={() => setState('idle')}
      onMouseLeave={() => setState('idle')}
    >
      <Glyph size={14} aria-hidden="true" className={state === 'copied' ? 'text-ok' : undefined} />
    </Button>
  );
}
