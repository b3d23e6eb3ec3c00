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

/** Pages that show the same data: what is filtered and selected means the same in each. */
const VIEWS: readonly string[] = ['/', '/routes', '/gateways', '/listenersets', '/grants'];

/** The address of a page, from the page at `from`: between views of the same data filters and selection go with it. */
export function withFilters(
  href: string,
  from: Readonly<{ pathname: string; search: string }> = window.location,
): string {
  if (!VIEWS.includes(href) || !VIEWS.includes(from.pathname)) return href;
  const query = new URLSearchParams(from.search);
  query.delete('view');
  const text = query.toString();
  return text ? `${href}?${text}` : href;
}
