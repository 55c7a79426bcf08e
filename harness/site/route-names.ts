import type { Service } from '../../mock-service/service/service.ts';

/** A service's routes as operations name them: `GET /path/:id`. */
export function routeNames({ routes }: Pick<Service, 'routes'>): string[] {
  return routes.map(({ method, path }) => `${method} ${path}`);
}
