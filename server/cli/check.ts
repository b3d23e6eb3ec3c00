import { styleText } from 'node:util';
import { stringify } from 'yaml';
import { formatKey, identityOf } from '#lib/kube/object-key.ts';
import { yamlWriting } from '#lib/snapshot/yaml.ts';
import { type Checked, checkManifests } from './check-manifests.ts';
import type { Finding } from './finding.ts';
import { findProblems } from './findings.ts';
import { buildObjectList } from './format-list.ts';
import { formatTable, type Paint } from './format-table.ts';
import { readInputs } from './read-inputs.ts';
import { UsageError } from './usage-error.ts';

/** As commander hands them over. */
export type CheckFlags = Readonly<{ output: 'table' | 'json' | 'yaml'; controller: string; complete: boolean }>;

export type Streams = Readonly<{
  stdin: NodeJS.ReadableStream;
  stdout: NodeJS.WriteStream;
  stderr: NodeJS.WriteStream;
}>;

/**
 * `gatehouse check`: judges manifests and prints verdicts and problems (table), or the objects with their status
 * (json, yaml) with the problems on standard error.
 *
 * @returns 1 when something is refused, else 0
 * @throws UsageError for inputs that cannot be read or hold no object
 */
export async function runCheck(inputs: readonly string[], flags: CheckFlags, streams: Streams): Promise<number> {
  const files = await readInputs(inputs, streams.stdin);
  const coverage = flags.complete ? 'complete' : 'partial';
  const checked = checkManifests(files, { controller: flags.controller, coverage });
  if (checked.manifests.objects.length === 0 && checked.manifests.problems.length === 0) {
    throw new UsageError(`no objects in ${inputs.join(', ')}`);
  }
  const findings = findProblems(checked);
  print(checked, findings, flags, streams);
  return findings.some(({ severity }) => severity === 'error') ? 1 : 0;
}

function print(checked: Checked, findings: readonly Finding[], { output }: CheckFlags, streams: Streams): void {
  const { stdout, stderr } = streams;
  if (output === 'table') {
    const paint: Paint = (colour, text) => styleText(colour, text, { stream: stdout });
    stdout.write(formatTable(checked, findings, paint));
    return;
  }
  for (const finding of findings) stderr.write(`${formatLine(finding)}\n`);
  const left = leftOut(checked);
  if (left.length > 0)
    stderr.write(`left out of the output, for an API server would refuse them: ${left.join(', ')}\n`);
  const list = buildObjectList(checked);
  stdout.write(output === 'json' ? `${JSON.stringify(list, null, 2)}\n` : stringify(list, yamlWriting));
}

/** The objects that cannot be in the output. */
function leftOut({ manifests }: Checked): readonly string[] {
  const refused = manifests.problems.flatMap(({ severity, object }) =>
    severity === 'refused' && object ? [object] : [],
  );
  const names = refused.map(({ kind, namespace, name }) => `${kind} ${namespace ? `${namespace}/` : ''}${name}`);
  const kept = new Set(manifests.objects.map(({ key }) => `${identityOf(key).kind} ${formatKey(key)}`));
  return [...new Set(names)].filter((name) => !kept.has(name));
}

/** `file:line: error: HTTPRoute hr/x: spec.rules[0]: message`, as editors and CI read it. */
function formatLine({ position, severity, object, field, message }: Finding): string {
  const about = [object, field].filter((part) => part !== null).map((part) => `${part}: `);
  return `${position.file}:${position.line}: ${severity}: ${about.join('')}${message}`;
}
