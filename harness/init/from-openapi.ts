import { InputErrors, type Problem } from '../../mock-service/settings/input-errors.ts';
import { isMapping, type Path } from '../../mock-service/settings/path.ts';
import { type Source, yamlSource } from '../../mock-service/settings/source.ts';
import { exampleOf, type Resolve } from './json-example.ts';
import { fromTemplate, shapeOf } from './route-path.ts';
import {
  ASSUMED_THINK_S,
  ASSUMED_WRITING,
  entriesOf,
  keyOf,
  LONGEST_PATH,
  METHODS,
  type Method,
  nameFrom,
  type Sketch,
  type SketchCall,
  type SketchRoute,
  type SketchUser,
  withOneMeaning,
} from './sketch.ts';

type Mapping = Record<string, unknown>;

/** A longer example is not for reading. */
const LONGEST_BODY = 2000;

/**
 * What an OpenAPI file (3.x, or 2.0) says of a service: its routes, what they answer, where they name their user. What a route looks up in a
 * cache no such file says: reads are taken to be about what their path names, and writes to change that.
 * @param text YAML or JSON
 * @throws InputErrors with all that cannot be used
 */
export function sketchFromOpenApi(text: string, file: string): Sketch {
  const source = yamlSource(text, file);
  const reader = new OpenApiReader(source, file);
  return reader.sketch();
}

class OpenApiReader {
  readonly #document: Mapping;
  readonly #source: Source;
  readonly #file: string;
  readonly #problems: Problem[] = [];
  readonly #leftOut: string[] = [];
  readonly #shapes = new Set<string>();
  /** What each route sends, by its place in the list. */
  readonly #sends: (string | null)[] = [];

  constructor(source: Source, file: string) {
    this.#source = source;
    this.#file = file;
    this.#document = isMapping(source.value) ? source.value : {};
  }

  sketch(): Sketch {
    const { openapi, swagger, paths, info } = this.#document;
    if (typeof openapi !== 'string' && typeof swagger !== 'string') {
      this.#wrong([], 'no OpenAPI file: it has no openapi, such as "openapi: 3.1.0", at its top');
    } else if (!isMapping(paths) || Object.keys(paths).length === 0) {
      this.#wrong(['paths'], 'no paths: there is nothing to ask for');
    }
    const found = isMapping(paths) ? this.#routes(paths) : [];
    if (this.#problems.length === 0 && found.length === 0)
      this.#wrong(['paths'], 'no operations that can be asked for');
    if (this.#problems.length > 0) throw new InputErrors(this.#problems);
    const routes = withOneMeaning(found);
    const title = isMapping(info) && typeof info.title === 'string' ? info.title : '';
    return {
      name: nameFrom(title.replace(/\b(open)?api\b/gi, '')),
      source: `the OpenAPI file ${this.#file}`,
      user: this.#user(),
      entries: entriesOf(routes),
      routes,
      visit: this.#visit(routes),
      leftOut: this.#leftOut,
    };
  }

  #routes(paths: Mapping): SketchRoute[] {
    const base = this.#basePath();
    return Object.entries(paths).flatMap(([path, written]) => {
      const at = ['paths', path];
      if (!path.startsWith('/')) return this.#wrong(at, 'a path begins with /');
      const item = this.#resolved(written, at);
      return METHODS.flatMap(method => {
        const operation = item?.[method.toLowerCase()];
        if (operation === undefined) return [];
        return this.#route(method, base + path, operation, [...at, method.toLowerCase()]);
      });
    });
  }

  #route(method: Method, path: string, written: unknown, at: Path): SketchRoute[] {
    const operation = this.#resolved(written, at);
    if (operation === undefined) return [];
    if (operation.deprecated === true) {
      this.#leftOut.push(`${method} ${path}: deprecated`);
      return [];
    }
    const route = fromTemplate(path);
    if (route.length > LONGEST_PATH) {
      this.#leftOut.push(`${method} ${path}: a path of over ${LONGEST_PATH} characters`);
      return [];
    }
    const shape = `${method} ${shapeOf(route)}`;
    if (this.#shapes.has(shape)) {
      this.#leftOut.push(`${method} ${path}: the same route as another one, once whole parts are parameters`);
      return [];
    }
    this.#shapes.add(shape);
    const key = keyOf(route);
    const isRead = method === 'GET' || method === 'HEAD' || method === 'OPTIONS';
    this.#sends.push(isRead ? null : this.#body(operation.requestBody, [...at, 'requestBody']));
    return [
      {
        ...{ method, path: route, reads: isRead && method === 'GET' ? key : null },
        ...{ writes: isRead ? null : (key ?? 'uncached'), sizeBytes: 0 },
        ...this.#answer(operation.responses, [...at, 'responses']),
      },
    ];
  }

  /** The first answer that says that all went well. */
  #answer(written: unknown, at: Path): Pick<SketchRoute, 'status' | 'body'> {
    const responses = isMapping(written) ? written : {};
    const status = Object.keys(responses).find(code => /^2(\d\d|XX)$/i.test(code));
    if (status === undefined) return { status: 200, body: null };
    const response = this.#resolved(responses[status], [...at, status]);
    const body =
      response?.schema === undefined ? this.#body(response, [...at, status]) : this.#text(response.schema, at);
    return { status: /^\d+$/.test(status) ? Number(status) : 200, body };
  }

  /** An example of what is sent or answered as JSON; null: none is said. */
  #body(written: unknown, at: Path): string | null {
    const content = written === undefined ? undefined : this.#resolved(written, at)?.content;
    if (!isMapping(content)) return null;
    const type = Object.keys(content).find(each => /json/i.test(each));
    const media = type === undefined ? undefined : content[type];
    if (!isMapping(media)) return null;
    const { example, examples, schema } = media;
    if (example !== undefined) return short(example);
    const first = isMapping(examples) ? Object.values(examples)[0] : undefined;
    const named = first === undefined ? undefined : this.#resolved(first, at)?.value;
    return named === undefined ? this.#text(schema, at) : short(named);
  }

  #text(schema: unknown, at: Path): string | null {
    if (schema === undefined) return null;
    const resolve: Resolve = value => this.#resolved(value, at);
    return short(exampleOf(schema, resolve));
  }

  /** Where its security schemes say that requests name their user. */
  #user(): SketchUser {
    const { components, securityDefinitions } = this.#document;
    const schemes = isMapping(components) ? components.securitySchemes : securityDefinitions;
    for (const written of Object.values(isMapping(schemes) ? schemes : {})) {
      const scheme = this.#resolved(written, []);
      const { type, in: place, name } = scheme ?? {};
      if (
        type === 'apiKey' &&
        typeof name === 'string' &&
        (place === 'header' || place === 'cookie' || place === 'query')
      )
        return { in: place, name, assumed: false };
      if (type === 'http' || type === 'oauth2' || type === 'openIdConnect')
        return { in: 'bearer', name: 'sub', assumed: false };
    }
    return { in: 'header', name: 'x-user', assumed: true };
  }

  /** The path that all paths begin with. */
  #basePath(): string {
    const { servers, basePath } = this.#document;
    const first: unknown = Array.isArray(servers) ? servers[0] : undefined;
    if (!isMapping(first) || typeof first.url !== 'string')
      return trimmed(typeof basePath === 'string' ? basePath : '');
    const { variables } = first;
    const filled = first.url.replaceAll(/\{([^{}]+)\}/g, (_, name: string) => {
      const variable = isMapping(variables) ? variables[name] : undefined;
      return isMapping(variable) ? String(variable.default ?? name) : name;
    });
    return trimmed(URL.parse(filled, 'http://localhost')?.pathname ?? '');
  }

  /** Reads first, in the order of the file; some visits write too. */
  #visit(routes: readonly SketchRoute[]): SketchCall[] {
    const calls = routes.map(
      ({ writes }, route): SketchCall => ({
        ...{ route, thinkS: ASSUMED_THINK_S, share: writes === null ? 1 : ASSUMED_WRITING },
        sends: this.#sends[route] ?? null,
      }),
    );
    const inOrder = [...calls.filter(({ share }) => share === 1), ...calls.filter(({ share }) => share < 1)];
    return inOrder.map((call, i) => (i === 0 ? { ...call, thinkS: 0 } : call));
  }

  /** A mapping, or what its `$ref` leads to in this file. What leads elsewhere is a problem. */
  #resolved(written: unknown, at: Path): Mapping | undefined {
    let value = written;
    for (const seen = new Set<unknown>(); isMapping(value) && typeof value.$ref === 'string'; ) {
      const { $ref } = value;
      if (seen.has(value)) return this.#none(at, `${$ref} leads back to itself`);
      seen.add(value);
      if (!$ref.startsWith('#/')) {
        return this.#none(
          at,
          `$ref ${$ref} is in another file: put all into one first, with the bundler of your OpenAPI tools`,
        );
      }
      value = $ref
        .slice(2)
        .split('/')
        .map(step => decoded(step).replaceAll('~1', '/').replaceAll('~0', '~'))
        .reduce<unknown>((inside, step) => (isMapping(inside) ? inside[step] : undefined), this.#document);
      if (value === undefined) return this.#none(at, `$ref ${$ref} leads nowhere`);
    }
    return isMapping(value) ? value : undefined;
  }

  #none(at: Path, message: string): undefined {
    this.#wrong(at, message);
    return undefined;
  }

  #wrong(at: Path, message: string): [] {
    this.#problems.push({ ...this.#source.place(at, false), path: at.join('.'), message });
    return [];
  }
}

function trimmed(path: string): string {
  return path.replace(/\/+$/, '');
}

function short(example: unknown): string | null {
  if (example === undefined) return null;
  const text = JSON.stringify(example);
  return text.length <= LONGEST_BODY ? text : null;
}

/** A part of a `$ref`; as it stands where its escapes are none: it then leads nowhere. */
function decoded(step: string): string {
  try {
    return decodeURIComponent(step);
  } catch {
    return step;
  }
}
