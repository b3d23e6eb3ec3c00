import type { Drawing, PlacedNode } from '#lib/topology/layout-result.ts';

type RouteBox = Extract<PlacedNode, { kind: 'route' }>;

/** Routes with a problem, from the top down. */
export function problemsOf(drawing: Drawing): readonly RouteBox[] {
  return drawing.nodes
    .filter((node) => node.kind === 'route' && node.node.state !== 'accepted')
    .map((node) => node as RouteBox)
    .sort((a, b) => a.y - b.y);
}

/** The problem after (or before) the selected one; round and round. */
export function nextProblem(drawing: Drawing, selected: string | null, step: 1 | -1): RouteBox | null {
  const problems = problemsOf(drawing);
  const at = problems.findIndex(({ id }) => id === selected);
  if (at < 0) return (step === 1 ? problems[0] : problems.at(-1)) ?? null;
  return problems[(at + step + problems.length) % problems.length] ?? null;
}
