import type { ChangeOutcome } from '#lib/api/messages.ts';

type Refusal = NonNullable<ChangeOutcome['refusal']>;

/** Causes that the API server's sentence does not hold already: it usually joins all of them. */
export function unsaidCauses({ message, causes }: Pick<Refusal, 'message' | 'causes'>): Refusal['causes'] {
  return causes.filter((cause) => !message.includes(cause.message));
}
