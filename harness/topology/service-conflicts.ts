import { PLACEHOLDER } from '../../mock-service/service/declared/answer.ts';
import { paramsIn, shapeOf } from '../../mock-service/service/declared/route-path.ts';
import { HEALTH_CHECK } from '../../mock-service/service/health-check.ts';
import type { Conflict } from '../../mock-service/settings/check.ts';
import { nearMiss } from '../../mock-service/settings/near-miss.ts';
import type { Path } from '../../mock-service/settings/path.ts';
import { entriesOf, goesPastCache, needsSource, sourceOf } from './declared-keys.ts';
import type { WrittenRoute, WrittenService } from './service-schema.ts';

/** Keys of all kinds together: the model counts by key. */
const MOST_KEYS = 100_000_000;
const BODILESS = [204, 205, 304];

/** What of a declared service is each right but does not go together. @param readBody throws if there is no such file */
export function serviceConflicts(
  users: number,
  readBody: (file: string) => string,
): (service: WrittenService, written: (path: Path) => boolean) => Iterable<Conflict> {
  return function* (service, written) {
    const { entries, routes, user } = service;
    const names = Object.keys(routes);
    if (user.path !== undefined && !names.some(name => paramsIn(name).includes(user.path as string))) {
      const params = [...new Set(names.flatMap(paramsIn))];
      yield { path: ['user', 'path'], wrong: 'no route has such a parameter', allowed: oneOf(params, user.path) };
    }
    const keys = Object.values(entries).reduce((sum, { count }) => sum + (count ?? users), users);
    if (keys > MOST_KEYS) {
      const allowed = `users and keys of all entries may be ${MOST_KEYS} together, and are ${keys}`;
      yield { path: ['entries'], others: [['users']], wrong: 'too many keys', allowed };
    }
    const shapes = new Map([
      [`${HEALTH_CHECK.method} ${HEALTH_CHECK.path}`, 'the health check that every service has'],
    ]);
    for (const [name, route] of Object.entries(routes)) {
      const path = ['routes', name];
      const same = shapes.get(shapeOf(name));
      if (same !== undefined) yield { path, wrong: 'a route that there is already', allowed: `it is ${same}` };
      shapes.set(shapeOf(name), `that of ${name}`);
      for (const conflict of routeConflicts(name, route, service, readBody, each => written([...path, ...each])))
        yield { ...conflict, path: [...path, ...conflict.path] };
    }
  };
}

function* routeConflicts(
  name: string,
  route: WrittenRoute,
  { entries }: WrittenService,
  readBody: (file: string) => string,
  written: (path: Path) => boolean,
): Iterable<Conflict> {
  const params = paramsIn(name);
  const [reads, writes] = [entriesOf(route.reads), entriesOf(route.writes)];
  for (const key of ['reads', 'writes'] as const) {
    const list = route[key];
    for (const [i, entry] of entriesOf(list).entries()) {
      if (entry in entries) continue;
      const path = Array.isArray(list) ? [key, i] : [key];
      yield { path, wrong: 'no such entry', allowed: oneOf([...Object.keys(entries), 'uncached'], entry) };
    }
  }
  const { by } = route;
  const bySource = typeof by === 'object' ? Object.entries(by) : [];
  for (const [entry] of bySource) {
    if ([...reads, ...writes].includes(entry)) continue;
    yield { path: ['by', entry], wrong: 'not an entry of this route', allowed: oneOf([...reads, ...writes], entry) };
  }
  if (by !== undefined && reads.length + writes.length === 0)
    yield { path: ['by'], wrong: 'can never act', allowed: 'it goes with reads or writes of an entry' };
  for (const [path, source] of typeof by === 'string'
    ? [[['by'], by] as const]
    : bySource.map(([entry, source]) => [['by', entry], source] as const)) {
    if (!source.startsWith('path.') || params.includes(source.slice(5))) continue;
    yield {
      path: [...path],
      wrong: 'no such parameter',
      allowed: oneOf(
        params.map(param => `path.${param}`),
        source,
      ),
    };
  }
  for (const entry of new Set([...reads, ...writes])) {
    const described = entries[entry];
    if (described === undefined || !needsSource(described) || sourceOf(by, entry) !== undefined) continue;
    const sources = [...params.map(param => `path.${param}`), 'user', 'query.NAME', 'header.NAME', 'constant.NAME'];
    yield {
      path: ['by'],
      wrong: `missing for ${entry}`,
      allowed: `which part of a request is its key: ${sources.join(', ')}`,
    };
  }
  if (route.together && reads.length < 2)
    yield { path: ['together'], wrong: 'can never act', allowed: 'it goes with several reads' };
  const isPlain = route.reads === undefined && route.writes === undefined;
  if (route.background && (isPlain || (route.reads !== undefined && route.writes !== undefined)))
    yield { path: ['background'], wrong: 'not one thing to do', allowed: 'it goes with reads or with writes' };
  yield* costConflicts(route);
  yield* answerConflicts(route, params, readBody, written);
}

function* costConflicts({ cost, reads, writes, background }: WrittenRoute): Iterable<Conflict> {
  if (cost === undefined) return;
  if (cost.miss !== undefined && reads === undefined)
    yield { path: ['cost', 'miss'], wrong: 'can never act', allowed: 'it goes with reads' };
  if (cost.write !== undefined && writes === undefined)
    yield { path: ['cost', 'write'], wrong: 'can never act', allowed: 'it goes with writes' };
  const hits =
    background || (reads !== undefined && !goesPastCache(reads)) || (reads === undefined && writes === undefined);
  if (cost.hit !== undefined && !hits)
    yield {
      path: ['cost', 'hit'],
      wrong: 'can never act',
      allowed: 'it goes with reads of entries, or with neither reads nor writes',
    };
}

function* answerConflicts(
  { answer }: WrittenRoute,
  params: readonly string[],
  readBody: (file: string) => string,
  written: (path: Path) => boolean,
): Iterable<Conflict> {
  const hasBody = written(['answer', 'body']);
  const { bodyFile, status } = answer;
  if (hasBody && bodyFile !== undefined)
    yield { path: ['answer', 'bodyFile'], wrong: 'a second body', allowed: 'body or bodyFile' };
  if ((hasBody || bodyFile !== undefined) && BODILESS.includes(status))
    yield {
      path: ['answer', 'status'],
      wrong: 'an answer without a body',
      allowed: 'leave out its body, or give another status',
    };
  let text = answer.body ?? '';
  if (bodyFile !== undefined) {
    try {
      text = readBody(bodyFile);
    } catch (error) {
      yield { path: ['answer', 'bodyFile'], wrong: 'cannot be read', allowed: (error as Error).message };
    }
  }
  for (const [placeholder, , place, name] of text.matchAll(PLACEHOLDER)) {
    if (place !== 'path' || params.includes(name as string)) continue;
    const path = ['answer', bodyFile === undefined ? 'body' : 'bodyFile'];
    yield {
      path,
      wrong: `no such parameter as in ${placeholder}`,
      allowed: oneOf(
        params.map(param => `{path.${param}}`),
        placeholder,
      ),
    };
  }
}

/** The words that there are, and which of them was probably meant. */
function oneOf(words: readonly string[], written: string): string {
  if (words.length === 0) return 'there is none here';
  const meant = nearMiss(written, words);
  return `one of ${words.join(', ')}${meant === undefined ? '' : `; did you mean ${meant}?`}`;
}
