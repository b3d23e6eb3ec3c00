/** A piece of a sentence: prose, or a name, label or field to be set in the mono face. */
export type Part = Readonly<{ text: string }> | Readonly<{ code: string }>;

/** One sentence with its full stop, in reading order. `formatSentence` gives it as plain text. */
export type Sentence = readonly Part[];

/**
 * Builds a sentence: what is written is prose, what is filled in is code, and a sentence filled in stays as it is.
 *
 *     say`Namespace ${'hr'} is not.`  →  [{text:'Namespace '}, {code:'hr'}, {text:' is not.'}]
 */
export function say(strings: TemplateStringsArray, ...values: readonly (string | number | Sentence)[]): Sentence {
  const parts: Part[] = [];
  strings.forEach((text, index) => {
    if (text) parts.push({ text });
    const value = values[index];
    if (value === undefined) return;
    if (typeof value === 'object') parts.push(...value);
    else parts.push({ code: String(value) });
  });
  return parts;
}

/** Prose alone, e.g. a word chosen by number. */
export function prose(text: string): Sentence {
  return text ? [{ text }] : [];
}

/** `a`, `b` and `c`. @param word between the last two */
export function list(items: readonly string[], word: 'and' | 'or' = 'and'): Sentence {
  return items.flatMap((item, index): Part[] => {
    if (index === 0) return [{ code: item }];
    return [{ text: index === items.length - 1 ? ` ${word} ` : ', ' }, { code: item }];
  });
}

/** `listener a`, `listeners a and b`: things of a kind by name. */
export function listOf(one: string, many: string, names: readonly string[]): Sentence {
  return say`${prose(names.length === 1 ? one : many)} ${list(names)}`;
}

/** `a, b and c` as plain text, for condition messages. */
export function formatList(items: readonly string[]): string {
  return formatSentence(list(items));
}

/** Sentences one after the other. */
export function join(sentences: readonly Sentence[], separator = ' '): Sentence {
  return sentences.flatMap((sentence, index) => (index === 0 ? [...sentence] : [{ text: separator }, ...sentence]));
}

/** A sentence as plain text, without marks, as condition messages and terminals have it. */
export function formatSentence(sentence: Sentence): string {
  return sentence.map((part) => ('code' in part ? part.code : part.text)).join('');
}
