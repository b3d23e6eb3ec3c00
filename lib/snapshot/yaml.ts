import type { ScalarTag, Tags } from 'yaml';

const BOOL = 'tag:yaml.org,2002:bool';

/** YAML 1.1's words; a label that is to be the text `yes` has to be quoted. */
const bool: ScalarTag = {
  tag: BOOL,
  default: true,
  identify: (value) => typeof value === 'boolean',
  test: /^(?:y|Y|yes|Yes|YES|true|True|TRUE|on|On|ON|n|N|no|No|NO|false|False|FALSE|off|Off|OFF)$/,
  resolve: (text) => /^(?:y|yes|true|on)$/i.test(text),
};

/** Underscores are passed over, and a leading zero makes an octal number. */
const int: ScalarTag = {
  tag: 'tag:yaml.org,2002:int',
  default: true,
  identify: () => false,
  test: /^[-+]?(?:0[0-7_]+|[1-9][0-9_]*_[0-9_]*)$/,
  resolve: (text) => {
    const digits = text.replaceAll('_', '');
    return Number.parseInt(digits, /^[-+]?0/.test(digits) ? 8 : 10);
  },
};

/**
 * How the yaml library reads what people write for kubectl: merge keys, and the plain words that kubectl's parser
 * takes for booleans and octal numbers.
 *
 * @see sigs.k8s.io/yaml (goyaml.v2, resolve.go)
 */
export const yamlReading = {
  merge: true,
  maxAliasCount: 100,
  customTags: (tags: Tags): Tags => [bool, int, ...tags.filter((tag) => typeof tag === 'string' || tag.tag !== BOOL)],
} as const;

/** How it writes what people may give back to kubectl: texts that such a parser would take for something else are quoted. */
export const yamlWriting = { lineWidth: 0, aliasDuplicateObjects: false, compat: 'yaml-1.1' } as const;
