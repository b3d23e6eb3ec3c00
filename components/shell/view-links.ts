export type ViewName = 'graph' | 'outline' | 'table';

/** The address of a view of the same data: filters and selection in the query go with it. */
export function withView(view: ViewName, query = new URLSearchParams(window.location.search)): string {
  const next = new URLSearchParams(query);
  next.delete('view');
  if (view === 'outline') next.set('view', 'outline');
  const text = next.toString();
  const path = view === 'table' ? '/routes' : '/';
  return text ? `${path}?${text}` : path;
}
