import { setTimeout as startTimer } from 'node:timers';
import { isUnread } from './client-message.ts';
import type { Passage } from './passage.ts';

type Watched = Pick<Passage, 'request' | 'response' | 'expects'>;

/**
 * Calls back when the client has done nothing for `stallMs`, or up to twice that, although it is its turn: it owes a
 * body, or has an answer to read. One that waits for a slow endpoint waits as long as it likes.
 */
export function watchStall(watched: Watched, stallMs: number, stalled: () => void): void {
  const { request, response } = watched;
  const isStalled = () => owesBody(watched) || isUnread(response);
  if ('stream' in response) {
    // the clock of a stream is put back by what happens on that stream alone
    response.setTimeout(stallMs, () => {
      if (isStalled()) stalled();
      else response.setTimeout(stallMs);
    });
    return;
  }
  // that of a socket is put back by every byte, even one that stands behind the request
  const { socket } = request;
  const progress = () => (owesBody(watched) ? socket.bytesRead : socket.bytesWritten - socket.writableLength);
  let before = -1;
  const look = () => {
    // a tunnel took the connection, and its answer never closes
    if (socket.destroyed) return;
    const now = isStalled() ? progress() : -1;
    if (now >= 0 && now === before) stalled();
    else {
      before = now;
      timer = startTimer(look, stallMs);
    }
  };
  let timer = startTimer(look, stallMs);
  response.once('close', () => clearTimeout(timer));
}

function owesBody({ request, expects }: Watched): boolean {
  // flowing: somebody takes what comes; one that waits to be told to go on owes nothing yet
  const isAwaited = request.readableFlowing === true && !request.complete;
  return isAwaited && (expects !== 'continue' || request.readableDidRead);
}
