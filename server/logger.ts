import { pino } from 'pino';

/** Fixed phrases plus fields, as every room logs: `log.warn({ route, code }, 'upstream gave no answer')`. */
export type Log = Readonly<{
  debug: (fields: object, phrase: string) => void;
  info: (fields: object, phrase: string) => void;
  warn: (fields: object, phrase: string) => void;
  error: (fields: object, phrase: string) => void;
}>;

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Writes JSON lines to standard error, so that what a person reads stays alone on standard output. */
export function createLog(level: LogLevel): Log {
  return pino(
    {
      level,
      base: null,
      redact: ['token', 'authorization', '*.token', '*.authorization', 'headers.authorization', 'headers.cookie'],
    },
    process.stderr,
  );
}
