/** A place in two answers where they differ. */
export type Difference = Readonly<{ at: string; sandbox: unknown; cluster: unknown }>;

/** Values that are a server's own, wherever they stand. */
const own: ReadonlySet<string> = new Set([
  'uid',
  'resourceVersion',
  'creationTimestamp',
  'deletionTimestamp',
  'time',
  'continue',
  'clusterIP',
]);

/** The answer without what differs from server to server and run to run. */
export function normalise(value: unknown, field = ''): unknown {
  if (own.has(field) && value !== undefined && value !== 'None') return '(own)';
  if (field === 'managedFields' && Array.isArray(value)) return normaliseOwners(value);
  if (Array.isArray(value)) return value.map((item) => normalise(item));
  if (typeof value === 'object' && value !== null) {
    const fields = normaliseCauses(value as Readonly<Record<string, unknown>>);
    return Object.fromEntries(Object.entries(fields).map(([name, item]) => [name, normalise(item, name)]));
  }
  return typeof value === 'string' ? normaliseText(value) : value;
}

/** Their order goes by times. */
function normaliseOwners(entries: readonly unknown[]): unknown {
  const id = (entry: unknown): string => {
    const { manager, operation, subresource } = entry as Readonly<Record<string, unknown>>;
    return `${operation} ${manager} ${subresource}`;
  };
  return Object.fromEntries(entries.map((entry) => [id(entry), normalise(entry)]));
}

/** Faults are found in the order of Go's maps, which is none. */
function normaliseCauses(status: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { details, message } = status;
  const causes = isParted(details) && Array.isArray(details.causes) ? details.causes : [];
  if (!isParted(details) || causes.length < 2 || status.reason !== 'Invalid') return status;
  const sorted = causes.toSorted((a, b) => (JSON.stringify(a.field) < JSON.stringify(b.field) ? -1 : 1));
  return { ...status, message: String(message).replace(/\[.*\]$/s, '[…]'), details: { ...details, causes: sorted } };
}

function normaliseText(text: string): string {
  return text
    .replace(/\b10\.96\.\d+\.\d+/g, '(address)')
    .replace(/\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, '(uid)')
    .replace(/\b\d{4}-\d\d-\d\dT[\d:.]+Z/g, '(time)')
    .replace(/(resourceVersion: )"\d+"/g, '$1(own)')
    .replace(/^\d+[smh](\d+s)?$/, '(age)')
    .replace(/(\s)\d+s\b/g, '$1(age)')
    .replace(/ +/g, ' ');
}

/** Where two normalised answers differ, in the order of the first. */
export function findDifferences(sandbox: unknown, cluster: unknown, at = ''): readonly Difference[] {
  if (isParted(sandbox) && isParted(cluster) && Array.isArray(sandbox) === Array.isArray(cluster)) {
    const names = new Set([...Object.keys(sandbox), ...Object.keys(cluster)]);
    return [...names].flatMap((name) => {
      const place = Array.isArray(sandbox) ? `${at}[${name}]` : at ? `${at}.${name}` : name;
      return findDifferences(sandbox[name], cluster[name], place);
    });
  }
  return JSON.stringify(sandbox) === JSON.stringify(cluster) ? [] : [{ at, sandbox, cluster }];
}

function isParted(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
