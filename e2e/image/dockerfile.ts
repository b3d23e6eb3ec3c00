import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');

/** One instruction: a line with its continuations. */
export type Instruction = Readonly<{ keyword: string; words: readonly string[] }>;

/** A FROM and what follows it, up to the next. */
export type Stage = Readonly<{ base: string; name: string; instructions: readonly Instruction[] }>;

/** Files of an earlier stage, or with `from` null of the context, and where they go. */
export type Copy = Readonly<{ from: string | null; sources: readonly string[]; into: string }>;

export const dockerfileText = readFileSync(join(root, 'deploy/Dockerfile'), 'utf8');

/** The stages of `deploy/Dockerfile`, which writes its instructions plainly: no ARG, no heredoc, no quotes but JSON. */
export function readStages(text = dockerfileText): readonly Stage[] {
  const lines = text.replaceAll('\\\n', ' ').split('\n');
  const instructions = lines.filter((line) => line.trim() !== '' && !line.startsWith('#')).map(readInstruction);
  const starts = instructions.flatMap(({ keyword }, index) => (keyword === 'FROM' ? [index] : []));
  return starts.map((start, index) => {
    const [base = '', , name = ''] = instructions[start]?.words ?? [];
    return { base, name, instructions: instructions.slice(start + 1, starts[index + 1]) };
  });
}

function readInstruction(line: string): Instruction {
  const [, keyword = '', rest = ''] = /^(\w+)\s+(.*)$/.exec(line.trim()) ?? [];
  const words = rest.startsWith('[') ? (JSON.parse(rest) as string[]) : rest.split(/\s+/);
  return { keyword, words };
}

export function copiesOf({ instructions }: Stage): readonly Copy[] {
  return instructions.flatMap(({ keyword, words }) => {
    if (keyword !== 'COPY') return [];
    const [flag = ''] = words;
    const from = /^--from=(.+)$/.exec(flag)?.[1] ?? null;
    const paths = from === null ? words : words.slice(1);
    return [{ from, sources: paths.slice(0, -1), into: paths.at(-1) ?? '' }];
  });
}

/** The words of the only instruction of its kind. */
export function wordsOf({ instructions }: Stage, keyword: string): readonly string[] {
  const found = instructions.filter((each) => each.keyword === keyword);
  if (found.length !== 1) throw new Error(`${found.length} instructions ${keyword}`);
  return found[0]?.words ?? [];
}
