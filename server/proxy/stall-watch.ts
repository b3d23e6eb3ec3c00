import { isUnread } from './client-message.ts';
import type { Passage } from './passage.ts';

/**
 * Calls back when the client has done nothing for `stallMs` although it is its turn: it owes a body, or has an answer
 * to read. One that waits for a slow endpoint waits as long as it likes.
 */
export function watchStall(
  { request, response, expects }: Pick<Passage, 'request' | 'response' | 'expects'>,
  stallMs: number,
  stalled: () => void,
): void {
  const owesBody = () => {
    // flowing: somebody takes what comes; one that waits to be told to go on owes nothing yet
    const isAwaited = request.readableFlowing === true && !request.complete;
    return isAwaited && (expects !== 'continue' || request.readableDidRead);
  };
  response.setTimeout(stallMs, () => {
    if (owesBody() || isUnread(response)) stalled();
    else response.setTimeout(stallMs);
  });
}
