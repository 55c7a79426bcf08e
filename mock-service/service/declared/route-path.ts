/** The names of a path's parameters: `/orders/:id` has `id`. */
export function paramsIn(path: string): string[] {
  return path.split('/').flatMap(part => (part.startsWith(':') ? [part.slice(1)] : []));
}

/** What a path matches: `/orders/:id` and `/orders/:number` match the same. */
export function shapeOf(path: string): string {
  return path.replaceAll(/:[^/]+/g, ':');
}
