import type { ParentResult, RouteResult } from '#lib/binding/result.ts';
import { compareText, formatKey, identityOf } from '#lib/kube/object-key.ts';
import type { Checked } from './check-manifests.ts';
import type { Finding } from './finding.ts';
import { padColumns, wrap } from './text.ts';

/** Marks a word; the plain one returns it as it is. */
export type Paint = (colour: 'red' | 'green' | 'yellow' | 'dim' | 'bold', text: string) => string;

const WIDTH = 100;

/** Verdicts, then what is wrong or not known with its place and what would cure it, then the sum; for people. */
export function formatTable(checked: Checked, findings: readonly Finding[], paint: Paint): string {
  const rows = [...checked.result.routes.values()].flatMap((route) => verdictRows(route));
  const [head = [], ...body] = padColumns([['ROUTE', 'PARENT', 'LISTENER', 'VERDICT', 'REFS'], ...rows], WIDTH);
  const table = [head.map((cell) => paint('bold', cell)), ...body.map((row) => paintVerdict(row, paint))];
  const sections = [
    ...(rows.length > 0 ? [table.map((row) => row.join('  ').trimEnd())] : []),
    ...(['error', 'unknown', 'note'] as const).flatMap((severity) => formatSection(severity, findings, paint)),
    [sayTotal(checked, findings)],
  ];
  return `${sections.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

const colours: Readonly<Record<string, Parameters<Paint>[0]>> = {
  attached: 'green',
  refused: 'red',
  missing: 'red',
  unknown: 'yellow',
};

/** The verdict stands in the fourth column. */
function paintVerdict(row: readonly string[], paint: Paint): string[] {
  return row.map((cell, column) => {
    const colour = column === 3 ? colours[cell.trim()] : undefined;
    return colour ? paint(colour, cell) : cell;
  });
}

function verdictRows(route: RouteResult): string[][] {
  const { group, kind } = identityOf(route.key);
  const name = `${kind === 'HTTPRoute' ? '' : `${kind} `}${formatKey(route.key)}`;
  const title = group === 'networking.x-k8s.io' ? `${name} (v1alpha1)` : name;
  const refs = { True: 'resolved', False: route.resolvedRefs.reason, Unknown: 'unknown' }[route.resolvedRefs.status];
  if (!route.judged) return [[title, '', '', 'not judged', '']];
  if (route.parents.length === 0) return [[title, 'none', '', '', refs]];
  return route.parents.flatMap((parent) => listenerRows(parent).map((row) => [title, ...row, refs]));
}

/** Listeners that the parentRef does not select are left out, unless it selects none. */
function listenerRows(parent: ParentResult): string[][] {
  const { kind } = identityOf(parent.parent);
  const name = `${kind === 'Gateway' ? '' : `${kind} `}${formatKey(parent.parent)}`;
  if (parent.target.state !== 'found') {
    const verdict = { missing: 'missing', unknown: 'unknown', notJudged: 'not judged' }[parent.target.state];
    return [[name, '', verdict]];
  }
  const selected = parent.listeners.filter(({ attachment }) => attachment !== 'notSelected');
  if (selected.length === 0) return [[name, '', 'refused']];
  const rows = [...selected].sort((a, b) => compareText(a.listenerName, b.listenerName));
  return rows.map((verdict) => [name, verdict.listenerName, verdict.attachment]);
}

const titles = { error: 'Problems', unknown: 'Not known from these files', note: 'Notes' } as const;

function formatSection(severity: Finding['severity'], findings: readonly Finding[], paint: Paint): string[][] {
  const mine = findings.filter((finding) => finding.severity === severity);
  if (mine.length === 0) return [];
  return [[paint('bold', titles[severity]), ...mine.flatMap((finding) => formatFinding(finding, paint))]];
}

function formatFinding({ severity, position, object, field, message, fixes }: Finding, paint: Paint): string[] {
  const place = `${position.file}:${position.line}`;
  const about = [object, field].filter((part) => part !== null).join('  ');
  const oneLine = `${place}  ${about}`;
  const heads = oneLine.length + 2 <= WIDTH ? [oneLine] : [place, `  ${about}`];
  return [
    ...heads.map((line, index) => `  ${index === 0 ? line.replace(place, paint('dim', place)) : line}`),
    ...wrap(message, WIDTH, '    '),
    ...fixes.flatMap(({ maker, sentence }) =>
      wrap(severity === 'unknown' ? sentence : `fix (${maker.toLowerCase()}): ${sentence}`, WIDTH, '      '),
    ),
  ];
}

function sayTotal({ manifests, result }: Checked, findings: readonly Finding[]): string {
  const count = (n: number, one: string, many = `${one}s`) => `${n} ${n === 1 ? one : many}`;
  const of = (severity: Finding['severity']) => findings.filter((finding) => finding.severity === severity).length;
  const parts = [
    count(manifests.objects.length, 'object'),
    count(result.gateways.size, 'Gateway'),
    count(result.routes.size, 'Route'),
    count(of('error'), 'problem'),
    ...(of('unknown') > 0 ? [`${of('unknown')} not known`] : []),
  ];
  return `${parts.join(', ')}.`;
}
