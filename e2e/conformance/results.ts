/** One line of `go test -json`. @see `go doc test2json` */
type TestEvent = Readonly<{ Action: string; Test?: string; Output?: string }>;

export type Outcome = 'passed' | 'failed' | 'skipped';

/** A test of the suite, with all it and its steps wrote. */
export type TestResult = Readonly<{ name: string; outcome: Outcome; output: string }>;

export type Results = Readonly<{
  /** one line of `go test -json`; others are ignored */
  take: (line: string) => TestResult | null;
  /** tests that ran or were skipped; one that began and did not end failed */
  all: () => readonly TestResult[];
  /** what was written outside of any test of the suite, set-up included */
  setup: () => string;
}>;

const outcomes: Readonly<Record<string, Outcome>> = { pass: 'passed', fail: 'failed', skip: 'skipped' };

/** Counts the tests right below TestConformance; their own steps belong to them. */
export function collectResults(): Results {
  const output = new Map<string, string>();
  const finished = new Map<string, TestResult>();
  let setup = '';
  return {
    take: (line) => {
      const event = read(line);
      if (!event) return null;
      const [, name] = event.Test?.split('/') ?? [];
      if (name === undefined) {
        setup += event.Output ?? '';
        return null;
      }
      output.set(name, (output.get(name) ?? '') + (event.Output ?? ''));
      const outcome = outcomes[event.Action];
      if (!outcome || event.Test?.split('/').length !== 2) return null;
      const result = { name, outcome, output: output.get(name) ?? '' };
      finished.set(name, result);
      return result;
    },
    all: () => [...output].map(([name, text]) => finished.get(name) ?? { name, outcome: 'failed', output: text }),
    setup: () => setup,
  };
}

function read(line: string): TestEvent | null {
  try {
    return JSON.parse(line) as TestEvent;
  } catch {
    return null;
  }
}

/** `Skipping NAME: suite does not support FEATURE` → its end. */
export function skipReason({ output }: TestResult): string {
  return /Skipping [^:]+: (.*)/.exec(output)?.[1] ?? 'no reason given';
}

/** The suite's words at the first thing that failed. */
export function failureWords({ output }: TestResult): string {
  const lines = output.split('\n').map((line) => line.trim());
  const told = lines.filter((line) => /^(Error|Error Trace|Messages):/.test(line) && !line.startsWith('Error Trace'));
  return (
    told.slice(0, 2).join(' ').replace(/\s+/g, ' ') ||
    lines
      .filter((line) => line !== '')
      .slice(-3, -2)
      .join('')
  );
}
