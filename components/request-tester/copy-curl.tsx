'use client';

import { Copy } from 'lucide-react';
import { useState } from 'react';
import { Button } from '#components/ui/button.tsx';

/** Copies the line that sends the same request from a shell. */
export function CopyCurl({ curl }: Readonly<{ curl: string }>) {
  const [word, setWord] = useState('Copy as curl');
  return (
    <Button
      look="ghost"
      size="small"
      title={curl}
      className="font-medium"
      onBlur={() => setWord('Copy as curl')}
      onClick={() => {
        navigator.clipboard.writeText(curl).then(
          () => setWord('Copied'),
          () => setWord('Not allowed'),
        );
      }}
    >
      <Copy size={14} aria-hidden="true" />
      {word}
    </Button>
  );
}
