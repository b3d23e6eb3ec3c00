import { RE2JS } from 're2js';

/** Compiles a RegularExpression value; `null` when it is not one. */
export type CompilePattern = (pattern: string) => ((text: string) => boolean) | null;

/**
 * Patterns in RE2's syntax, held against the whole text, in linear time whatever the pattern. Each is compiled once
 * for as long as the returned function lives.
 */
export function createPatternCompiler(): CompilePattern {
  const compiled = new Map<string, ((text: string) => boolean) | null>();
  return (pattern) => {
    const known = compiled.get(pattern);
    if (known !== undefined) return known;
    const matcher = compile(pattern);
    compiled.set(pattern, matcher);
    return matcher;
  };
}

function compile(pattern: string): ((text: string) => boolean) | null {
  try {
    const expression = RE2JS.compile(pattern);
    return (text) => expression.matches(text);
  } catch {
    return null;
  }
}
