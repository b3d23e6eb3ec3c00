/** A command line that cannot be followed; the message names the argument and what to do. Ends with status 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
