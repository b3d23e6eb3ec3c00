/** Where a room writes: fields, then a fixed phrase. */
export type SandboxLog = Readonly<{
  info: (fields: object, phrase: string) => void;
  warn: (fields: object, phrase: string) => void;
  error: (fields: object, phrase: string) => void;
}>;
