import { Readable } from 'node:stream';

/** A request's body that more than one reader gets from its first byte on. */
export type SharedBody = Readonly<{
  /** For the next attempt; the one before reads no more. With back-pressure. Ask `isWhole` first. */
  open: () => Readable;
  /** For a copy beside the attempts; one that falls behind too far is destroyed rather than waited for. */
  copy: () => Readable;
  /** false once more went by than is kept: then no attempt can begin anew */
  isWhole: () => boolean;
  /** no reader is left: what still comes is read and dropped */
  drop: () => void;
}>;

/** What is kept of a body for another attempt, and how far a copy may fall behind. In bytes. */
const KEPT_BYTES = 256 * 1024;

/** Nothing is read from `source` before the first reader asks. */
export function shareBody(source: Readable): SharedBody {
  const copies = new Set<Readable>();
  let kept: Buffer[] | null = [];
  let keptBytes = 0;
  let isEnded = false;
  let isStarted = false;
  let reader: Readable | null = null;

  function keep(chunk: Buffer): void {
    keptBytes += chunk.length;
    if (keptBytes > KEPT_BYTES) kept = null;
    kept?.push(chunk);
  }

  function start(): void {
    if (isStarted) return;
    isStarted = true;
    source.on('data', (chunk: Buffer) => {
      keep(chunk);
      for (const copy of copies) {
        copy.push(chunk);
        if (copy.readableLength > KEPT_BYTES) copy.destroy(new Error('the copy fell behind'));
      }
      if (reader?.push(chunk) === false) source.pause();
    });
    source.once('end', () => {
      isEnded = true;
      for (const each of [reader, ...copies]) each?.push(null);
    });
    source.once('close', () => {
      if (isEnded) return;
      for (const each of [reader, ...copies]) each?.destroy(new Error('the client went away'));
    });
  }

  function follow(read: () => void): Readable {
    const follower = new Readable({ read });
    follower.on('error', () => {});
    for (const chunk of kept ?? []) follower.push(chunk);
    if (isEnded) follower.push(null);
    return follower;
  }

  return {
    open: () => {
      reader?.destroy();
      reader = follow(() => {
        start();
        source.resume();
      });
      return reader;
    },
    copy: () => {
      const copy = follow(() => {});
      copies.add(copy);
      copy.once('close', () => copies.delete(copy));
      return copy;
    },
    isWhole: () => kept !== null,
    drop: () => {
      reader = null;
      source.resume();
    },
  };
}
