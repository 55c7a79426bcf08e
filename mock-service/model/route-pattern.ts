/** What matches the requests of a route, `GET /v1.0/users/:user`, written as method and path: any user, with or without a query. */
export function routePattern(route: string): RegExp {
  const parts = route
    .split('/')
    .map(part => (part.startsWith(':') ? '[^/?]+' : part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')));
  return new RegExp(`^${parts.join('/')}(\\?.*)?$`);
}
