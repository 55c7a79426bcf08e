import { readText } from '../../mock-service/files/read-text.ts';
import { InputErrors } from '../../mock-service/settings/input-errors.ts';
import { isMapping } from '../../mock-service/settings/path.ts';
import { yamlSource } from '../../mock-service/settings/source.ts';
import { sketchFromOpenApi } from '../init/from-openapi.ts';
import { METHODS, type Method, type SketchKey } from '../init/sketch.ts';
import { parseTopology } from '../topology/read-topology.ts';
import type { ImportRoute } from './routes.ts';

/** Routes that somebody has written down, and what their service is called. */
export interface GivenRoutes {
  readonly name: string;
  readonly routes: readonly ImportRoute[];
  /** What of them cannot be told from a log, a line each. */
  readonly notes: readonly string[];
}

/** Reads the routes of an OpenAPI file, or of a topology with a service. @throws InputErrors if it is neither */
export function readGivenRoutes(file: string): GivenRoutes {
  const text = readText(file);
  const { value } = yamlSource(text, file);
  if (isMapping(value) && (value.openapi !== undefined || value.swagger !== undefined)) {
    const { name, routes, leftOut } = sketchFromOpenApi(text, file);
    return { name, routes, notes: leftOut };
  }
  const { name, service } = parseTopology(text, file);
  if (service === undefined) {
    const message = 'a topology without a service has no routes: --routes takes an OpenAPI file or a topology with one';
    throw new InputErrors([{ file, line: null, column: null, path: '', message }]);
  }
  const notes: string[] = [];
  const keyOf = (
    route: string,
    keys: readonly { readonly entry: string; readonly by: { readonly in: string; readonly name: string } }[],
  ): SketchKey | null => {
    const [first, ...more] = keys;
    if (first === undefined) return null;
    if (more.length > 0) notes.push(`${route}: of its ${keys.length} entries only ${first.entry} is counted`);
    const { in: place, name: part } = first.by;
    if (place === 'header') notes.push(`${route}: headers are in no access log; the user is taken for ${part}`);
    return { entry: first.entry, by: place === 'user' || place === 'header' ? 'user' : `${place}.${part}` };
  };
  const routes = service.routes.flatMap(({ method, path, reads, writes }): ImportRoute[] => {
    const known = METHODS.find(each => each === method) as Method;
    const route = `${method} ${path}`;
    return [
      {
        ...{ method: known, path, reads: keyOf(route, reads) },
        writes: writes === null ? null : (keyOf(route, writes) ?? 'uncached'),
      },
    ];
  });
  return { name, routes, notes };
}
