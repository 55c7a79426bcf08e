import { InputErrors } from '../../mock-service/settings/input-errors.ts';
import { isMapping } from '../../mock-service/settings/path.ts';
import { fromRecorded, shapeOf } from './route-path.ts';
import {
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

/** One request of a recording that a script can make again. */
interface Recorded {
  readonly method: Method;
  readonly url: URL;
  readonly status: number;
  readonly startMs: number;
  readonly endMs: number;
  readonly sizeBytes: number;
  readonly sends: string | null;
  readonly headers: readonly string[];
  readonly cookies: readonly string[];
}

/** Shorter pauses are the browser's, not the user's: those calls follow each other at once. */
const SHORTEST_THINK_MS = 100;
/** What a browser fetches besides asking the service; a cache before the service has those. */
const ASSET = /^(?:image|font|audio|video|text\/css|text\/javascript|application\/(?:x-)?javascript|application\/wasm)/;
const SESSION_COOKIE = /sess|sid|auth|token|user|login/i;

/**
 * What a recording of one visit (HAR 1.2, as browsers save it) shows of a service: its routes, the order in which they are asked and how long the
 * user thought in between. No value of a header or cookie is kept.
 * @throws InputErrors if it is none, or has nothing that can be asked again
 */
export function sketchFromHar(text: string, file: string): Sketch {
  const problem = (message: string) => new InputErrors([{ file, line: null, column: null, path: '', message }]);
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    throw problem(`no HAR file: ${(error as Error).message}`);
  }
  const log = isMapping(content) ? content.log : undefined;
  const entries: unknown = isMapping(log) ? log.entries : undefined;
  if (!Array.isArray(entries)) throw problem('no HAR file: it has no log.entries');
  const leftOut = new Map<string, number>();
  const leave = (why: string): [] => {
    leftOut.set(why, (leftOut.get(why) ?? 0) + 1);
    return [];
  };
  const all = entries.flatMap(entry => recordedOf(entry, leave)).sort((a, b) => a.startMs - b.startMs);
  const origin = mainOrigin(all);
  const calls = all.filter(({ url }) => url.origin === origin || leave(`to ${url.origin}, another site`).length > 0);
  if (calls.length === 0) {
    throw problem(
      `none of its ${entries.length} requests can be asked again: ${[...leftOut.keys()].join('; ') || 'there are none'}`,
    );
  }
  const { routes, routeOf } = routesOf(calls);
  return {
    name: nameFrom(new URL(origin).hostname.replace(/^www\./, '').split('.')[0] ?? ''),
    source: `the recording ${file} of ${origin}`,
    user: userOf(calls),
    entries: entriesOf(routes),
    routes,
    visit: calls.map((call, i) => callOf(call, calls[i - 1], routeOf[i] as number)),
    leftOut: [...leftOut].map(([why, times]) => `${times} ${times === 1 ? 'request' : 'requests'} ${why}`),
  };
}

function recordedOf(entry: unknown, leave: (why: string) => []): Recorded[] {
  if (!isMapping(entry) || !isMapping(entry.request) || !isMapping(entry.response)) return leave('that cannot be read');
  const { request, response } = entry;
  const url = URL.parse(String(request.url));
  const startMs = Date.parse(String(entry.startedDateTime));
  if (url === null || Number.isNaN(startMs)) return leave('without a URL or a time');
  if (!url.protocol.startsWith('http')) return leave('that are not HTTP');
  if (fromRecorded(url.pathname).length > LONGEST_PATH) return leave(`with a path of over ${LONGEST_PATH} characters`);
  const method = METHODS.find(each => each === String(request.method).toUpperCase());
  if (method === undefined) return leave(`with the method ${request.method}`);
  const status = Number(response.status);
  const content: Mapping = isMapping(response.content) ? response.content : {};
  if (ASSET.test(String(content.mimeType ?? ''))) return leave('for images, styles and scripts');
  if (status === 304) return leave('answered 304, from the browser’s own cache');
  if (status >= 300 && status < 400) return leave('answered by a redirect: what it leads to is there');
  if (!(Number.isInteger(status) && status >= 200 && status < 300)) return leave(`answered ${status || 'by nobody'}`);
  const { postData } = request;
  return [
    {
      ...{ method, url, status, startMs, endMs: startMs + Math.max(0, Number(entry.time) || 0) },
      sizeBytes: Math.max(0, Math.round(Number(content.size) || 0)),
      sends: isMapping(postData) ? '{}' : null,
      headers: namesOf(request.headers),
      cookies: namesOf(request.cookies),
    },
  ];
}

function namesOf(list: unknown): string[] {
  return Array.isArray(list) ? list.flatMap(each => (isMapping(each) ? [String(each.name)] : [])) : [];
}

/** The site that was asked most. */
function mainOrigin(calls: readonly Recorded[]): string {
  const counts = new Map<string, number>();
  for (const { url } of calls) counts.set(url.origin, (counts.get(url.origin) ?? 0) + 1);
  return [...counts].reduce((most, each) => (each[1] > most[1] ? each : most), ['', 0] as [string, number])[0];
}

/** Each route once, and which one each call is of. */
function routesOf(calls: readonly Recorded[]): { routes: SketchRoute[]; routeOf: number[] } {
  const indexes = new Map<string, number>();
  const found: SketchRoute[] = [];
  const routeOf = calls.map(({ method, url, status, sizeBytes }) => {
    const path = fromRecorded(url.pathname);
    const shape = `${method} ${shapeOf(path)}`;
    const known = indexes.get(shape);
    if (known !== undefined) return known;
    const key = keyOf(path);
    const isRead = method === 'GET' || method === 'HEAD' || method === 'OPTIONS';
    indexes.set(shape, found.length);
    return (
      found.push({
        ...{ method, path, status, body: null, sizeBytes },
        reads: method === 'GET' ? key : null,
        writes: isRead ? null : (key ?? 'uncached'),
      }) - 1
    );
  });
  return { routes: withOneMeaning(found), routeOf };
}

function userOf(calls: readonly Recorded[]): SketchUser {
  const headers = new Set(calls.flatMap(call => call.headers.map(name => name.toLowerCase())));
  if (headers.has('authorization')) return { in: 'bearer', name: 'sub', assumed: false };
  const cookie = calls.flatMap(({ cookies }) => cookies).find(name => SESSION_COOKIE.test(name));
  if (cookie !== undefined && /^[\w-]+$/.test(cookie)) return { in: 'cookie', name: cookie, assumed: false };
  return { in: 'header', name: 'x-user', assumed: true };
}

function callOf({ startMs, sends }: Recorded, before: Recorded | undefined, route: number): SketchCall {
  const pauseMs = before === undefined ? 0 : startMs - before.endMs;
  return { route, thinkS: pauseMs < SHORTEST_THINK_MS ? 0 : pauseMs / 1000, share: 1, sends };
}
