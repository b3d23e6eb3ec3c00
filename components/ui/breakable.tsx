import { Fragment } from 'react';
import { breakParts } from '#lib/topology/layout-text.ts';

/** A long word with places to break it: `Invalid`, `Client`, `Certificate`, `Ref`. */
export function Breakable({ text }: Readonly<{ text: string }>) {
  return (
    <span className="[overflow-wrap:anywhere]">
      {breakParts(text).map((part, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: parts of one text have no other identity
        <Fragment key={index}>
          {index > 0 && <wbr />}
          {part}
        </Fragment>
      ))}
    </span>
  );
}
