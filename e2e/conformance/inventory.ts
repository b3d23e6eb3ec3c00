import { execFileSync } from 'node:child_process';

/** The tests of a profile with their level, `core` or `extended`, as the suite itself says. */
export function readInventory(suite: string, profile: string): ReadonlyMap<string, string> {
  const text = execFileSync(suite, ['-test.run=^TestInventory$'], { encoding: 'utf8' });
  return new Map(
    text.split('\n').flatMap((line): [string, string][] => {
      const [name, level = '', test = ''] = line.split(' ');
      return name === profile && test !== '' ? [[test, level]] : [];
    }),
  );
}
