import type { KeySource, ServiceDescription } from '../../mock-service/service/declared/description.ts';
import { nameOf } from './cost-class.ts';
import { type ImportedKeys, type KeyStream, streamOf } from './imported-keys.ts';
import type { Observation } from './observation.ts';
import { restartsOf } from './restarts.ts';

/** The arrivals that telemetry saw, as a script drives a twin with them: requests by route and window. */
export interface Traffic {
  readonly windowS: number;
  /** Names of routes, and of each how many requests came in each window. */
  readonly routes: readonly { readonly name: string; readonly counts: readonly number[] }[];
  /** Users who moved to another pool. */
  readonly moves: readonly { readonly atS: number; readonly overS: number; readonly to: string }[];
  /** Instances that began again. */
  readonly restarts: readonly { readonly atS: number; readonly pool: string; readonly share: number }[];
  /** Shares of pools that no failover explains, and windows that nobody measured: a sentence each. */
  readonly notes: readonly string[];
}

/** From here on a pool has the users; what is between is a move. */
const ALL = 0.9;

/** The arrivals of the windows `from` up to `to`. @param home the first pool */
export function trafficOf(observation: Observation, home: string, other: string, from: number, to: number): Traffic {
  const windowS = ((observation.edges[1] as number) - (observation.edges[0] as number)) / 1000;
  const notes: string[] = [];
  let filled = 0;
  const routes = [...observation.byRoute].map(([name, column]) => ({
    name,
    counts: column.slice(from, to).map((count, i, own) => {
      if (count !== null) return count;
      filled++;
      // The nearest window before it that is known, or the first after.
      return own.slice(0, i).findLast(each => each !== null) ?? own.find(each => each !== null) ?? 0;
    }),
  }));
  if (filled > 0) notes.push(`${filled} numbers of requests were not measured: the window before stands for them`);
  const column = (name: string) => observation.pools.find(pool => pool.name === name)?.requests ?? [];
  const shares = Array.from({ length: to - from }, (_, i) => {
    const [here, there] = [column(home)[from + i] ?? 0, column(other)[from + i] ?? 0];
    return here + there === 0 ? 0 : there / (here + there);
  });
  const { moves, shared } = movesOf(shares, windowS, home, other);
  if (shared > shares.length / 4)
    notes.push(`in ${shared} of ${shares.length} windows both pools had users: the twin gives them all to one`);
  const restarts = Map.groupBy(observation.instances, ({ pool }) => pool);
  const restarted = [...restarts].flatMap(([pool, own]) =>
    Array.from({ length: to - from }, (_, i) => {
      const count = own.filter(each => restartsOf(each).includes(from + i)).length;
      return { atS: (i + 0.5) * windowS, pool, share: count / own.length };
    }).filter(({ share }) => share > 0),
  );
  return {
    windowS,
    restarts: restarted,
    routes: routes.filter(({ counts }) => counts.some(count => count > 0)),
    moves,
    notes,
  };
}

function movesOf(shares: readonly number[], windowS: number, home: string, other: string) {
  const moves: { atS: number; overS: number; to: string }[] = [];
  let at = home;
  let shared = 0;
  let since: number | null = null;
  for (const [i, share] of shares.entries()) {
    const side = share >= ALL ? other : share <= 1 - ALL ? home : null;
    if (side === null) {
      shared++;
      since ??= i;
      continue;
    }
    if (side !== at) {
      // Where a window shows the move it is as long as that window's share says.
      const from = since ?? i;
      moves.push({ atS: from * windowS, overS: Math.max(0, (i - from) * windowS), to: side });
      at = side;
    }
    since = null;
  }
  return { moves, shared };
}

/** Whether anything came in the windows `from` up to `to`. */
export function hasTraffic({ byRoute }: Observation, from: number, to: number): boolean {
  return [...byRoute.values()].some(column => column.slice(from, to).some(count => (count ?? 0) > 0));
}

/** How uneven keys are, by entry, and users; 0: all alike. */
export const SKEW_OF = (entry: string): string => `SKEW_${entry.toUpperCase().replaceAll('-', '_')}`;
export const SKEW_OF_USERS = 'SKEW_USERS';

/** Requests that come one after another, at a rate and with a mix of their own. */
interface Group {
  /** Its scenario. */
  readonly name: string;
  readonly routes: Traffic['routes'];
  /** What its keys are, at which the first request begins, and how many a request goes on; null: they are drawn. */
  readonly stream: {
    readonly entry: string;
    readonly keys: KeyStream;
    readonly from: number;
    readonly step: number;
  } | null;
}

/**
 * A k6 script that brings these arrivals: one iteration a request, at the rate and with the mix of its window. Keys are those of a log, in its order; or,
 * without one, they are drawn anew for each, as uneven as the environment says: what sessions ask for again and again shows in that unevenness too.
 * @param lib where `headroom-failover/lib` is, as imports name it
 * @param imported the log's keys, and where in them the arrivals begin, 0–1
 */
export function trafficScript(
  traffic: Traffic,
  service: ServiceDescription,
  timeoutMs: number,
  lib: string,
  imported: (ImportedKeys & { readonly position: number }) | null = null,
): string {
  const { windowS, routes, moves, restarts } = traffic;
  const groups = imported === null ? [{ name: 'traffic', routes, stream: null }] : groupsOf(routes, service, imported);
  const entries = service.entries.map(({ name, keys }) => {
    const found = imported?.reads.get(name);
    if (found !== undefined)
      return `  ${quoted(name)}: () => STREAMS[${quoted(streamName(name, 'reads'))}][2 * Math.floor(Math.random() * ${found.length}) + 1] * COPIES,`;
    return `  ${quoted(name)}: sampler(${keys === 'user' ? 'USERS' : keys}, ${quoted(SKEW_OF(name))}),`;
  });
  const streams = streamsOf(groups, imported).map(
    ([name, stream]) =>
      `  ${name}: new SharedArray(${quoted(name)}, () => JSON.parse('${JSON.stringify(stream.flat())}')),\n`,
  );
  const how =
    imported === null
      ? 'its key by how uneven keys are (SKEW_<ENTRY>, SKEW_USERS; 0: all alike).'
      : 'its key is the next that an access log was asked for of that kind: numbers, in no relation to what the log had.';
  return `/**
 * The arrivals that telemetry saw, window by window, for a twin: written by headroom calibrate or backtest, and the same for the same telemetry.
 * A request is drawn by the mix of its window, ${how}
 */
${imported === null ? '' : "import { SharedArray } from 'k6/data';\n"}import exec from 'k6/execution';
import http from 'k6/http';
import { Trend } from 'k6/metrics';
import { failOver, operatorAt, restart } from ${quoted(`${lib}/operations`)};
import { zipfSampler } from ${quoted(`${lib}/traffic`)};

const WINDOW_S = ${windowS};
const MOVES = ${JSON.stringify(moves)};

const RESTARTS = ${JSON.stringify(restarts)};

const BASE = __ENV.BASE_URL;
const USERS = Number(__ENV.USERS);

function sampler(size, skew) {
  const uneven = Number(__ENV[skew] ?? 0);
  if (uneven === 0) return () => Math.floor(Math.random() * size);
  const rank = zipfSampler(size, uneven);
  return () => rank(Math.random) - 1;
}
${imported === null ? '' : streamsText(streams, imported.copies)}
const user = sampler(USERS, ${quoted(SKEW_OF_USERS)});
const keys = {
${entries.join('\n')}
};

/** Requests a minute and shares of the calls by window, and the calls. */
const GROUPS = {
${groups.map(group => groupText(group, service, windowS)).join('')}};

/** What callers wait for, by window. */
const waited = Array.from({ length: ${windowsIn(routes)} }, (_, i) => new Trend(\`window_\${i}\`, true));

const arrivals = ({ rates, most }, name) => ({
  executor: 'ramping-arrival-rate',
  exec: name,
  startRate: rates[0],
  timeUnit: '1m',
  stages: rates.flatMap(target => [{ target, duration: '0s' }, { target, duration: \`\${WINDOW_S}s\` }]),
  preAllocatedVUs: Math.max(1, Math.ceil(most * 0.2)),
  maxVUs: Math.max(10, Math.ceil((most * ${timeoutMs * 1.5}) / 1000)),
  gracefulStop: '${Math.ceil(timeoutMs / 1000) + 1}s',
});

export const options = {
  scenarios: {
    ...Object.fromEntries(Object.entries(GROUPS).map(([name, group]) => [name, arrivals(group, name)])),
    ...Object.fromEntries(MOVES.map(({ atS }, i) => [\`move_\${i}\`, operatorAt(\`\${atS}s\`, \`move\${i}\`)])),
    ...Object.fromEntries(RESTARTS.map(({ atS }, i) => [\`restart_\${i}\`, operatorAt(\`\${atS}s\`, \`restart\${i}\`)])),
  },
  summaryTrendStats: ['med', 'p(99)', 'count'],
};

/** One request of a group. @param given its user and keys; left out: drawn */
function request({ rates, shares, calls }, ...given) {
  const at = Math.min(rates.length - 1, Math.floor((Date.now() - exec.scenario.startTime) / 1000 / WINDOW_S));
  let rest = Math.random();
  let which = shares[at].findIndex(share => (rest -= share) < 0);
  if (which < 0) which = shares[at].findLastIndex(share => share > 0);
  if (which < 0) return;
  const response = calls[which](...given);
  waited[at].add(response.timings.duration);
}
${groups.map(callsText).join('')}${moves.map(({ to, overS }, i) => `\nexport function move${i}() {\n  failOver(${quoted(to)}${overS > 0 ? `, '${overS}s'` : ''});\n}\n`).join('')}${restarts.map(({ pool, share }, i) => `\nexport function restart${i}() {\n  restart(${quoted(pool)}, ${Math.floor(10_000 * share) / 10_000});\n}\n`).join('')}`;
}

/** Requests of one kind of entry, those that look it up and those that remove it, have the keys of a log in its order; the others have none. */
function groupsOf(
  routes: Traffic['routes'],
  service: ServiceDescription,
  imported: ImportedKeys & { readonly position: number },
): Group[] {
  const total = (own: Traffic['routes']): number =>
    own.flatMap(({ counts }) => counts).reduce((sum, each) => sum + each, 0);
  const byName = Map.groupBy(routes, ({ name }) => {
    const found = streamOf(service, name);
    const keys = found === null ? undefined : imported[found.of].get(found.entry);
    return found === null || keys === undefined || keys.length === 0 ? 'others' : streamName(found.entry, found.of);
  });
  return [...byName].map(([name, own]): Group => {
    const found = streamOf(service, (own[0] as Traffic['routes'][number]).name);
    if (found === null || name === 'others') return { name, routes: own, stream: null };
    const { entry, of } = found;
    const keys = imported[of].get(entry) as KeyStream;
    // What removes an entry keeps its place among what looks it up, also where the log has more or fewer of it than these arrivals.
    const lookups = byName.get(streamName(entry, 'reads'));
    const looked = imported.reads.get(entry) as KeyStream;
    const step =
      of === 'reads' || lookups === undefined
        ? 1
        : (keys.length / looked.length) * (total(lookups) / Math.max(1, total(own)));
    const from = Math.floor(imported.position * keys.length * imported.copies);
    return { name, routes: own, stream: { entry, keys, from, step } };
  });
}

/** By name; also of what is only looked up beside something else, at random then. */
function streamsOf(groups: readonly Group[], imported: ImportedKeys | null): (readonly [string, KeyStream])[] {
  const looked = [...(imported?.reads ?? [])].map(([entry, keys]) => [streamName(entry, 'reads'), keys] as const);
  return [
    ...new Map([
      ...looked,
      ...groups.flatMap(({ name, stream }) => (stream === null ? [] : [[name, stream.keys] as const])),
    ]),
  ];
}

/** As an identifier. */
function streamName(entry: string, of: 'reads' | 'writes'): string {
  return `${of}_${entry.replaceAll('-', '_')}`;
}

function streamsText(streams: readonly string[], copies: number): string {
  return `
/** User and key of each request of a kind, by turns. A key of the log's sample stands for so many: as many copies of it are asked for, one after another. */
const COPIES = ${copies};
const STREAMS = {
${streams.join('')}};

/** The user and the key of the i-th request. Past its end a log begins again. */
function asked(stream, i) {
  const at = 2 * (Math.floor(i / COPIES) % (stream.length / 2));
  return [stream[at] * COPIES + (i % COPIES), stream[at + 1] * COPIES + (i % COPIES)];
}
`;
}

function groupText({ name, routes }: Group, service: ServiceDescription, windowS: number): string {
  const totals = Array.from({ length: windowsIn(routes) }, (_, i) =>
    routes.reduce((sum, { counts }) => sum + (counts[i] ?? 0), 0),
  );
  const perMinute = totals.map(total => Math.round((60 * total) / windowS));
  const shares = totals.map((total, i) =>
    routes.map(({ counts }) => Number((total === 0 ? 0 : (counts[i] ?? 0) / total).toFixed(5))),
  );
  const calls = routes.map(route => {
    const known = service.routes.find(each => nameOf(each) === route.name);
    if (known === undefined) throw new Error(`${route.name} is no route of the service`);
    return `      ${callOf(known, service)},\n`;
  });
  return `  ${name}: {
    rates: ${JSON.stringify(perMinute)},
    most: ${Math.max(...perMinute) / 60},
    shares: ${JSON.stringify(shares)},
    calls: [
${calls.join('')}    ],
  },
`;
}

function callsText({ name, stream }: Group): string {
  if (stream === null) return `\nexport function ${name}() {\n  request(GROUPS.${name});\n}\n`;
  const { entry, from, step } = stream;
  return `
export function ${name}() {
  const [u, key] = asked(STREAMS.${name}, ${from} + ${step === 1 ? 'exec.scenario.iterationInTest' : `Math.floor(exec.scenario.iterationInTest * ${Number(step.toPrecision(6))})`});
  request(GROUPS.${name}, u, { ...keys, ${quoted(entry)}: () => key });
}
`;
}

function windowsIn(routes: Traffic['routes']): number {
  return Math.max(...routes.map(({ counts }) => counts.length));
}

/** A call of a route, with the user and the keys that it is given, or else of its own. */
function callOf(route: ServiceDescription['routes'][number], service: ServiceDescription): string {
  const sources = [...route.reads, ...(route.writes ?? [])];
  const keyFor = (place: KeySource['in'], name: string): string => {
    if (service.user.in === place && service.user.name === name) return '`user${u}`';
    const found = sources.find(({ by }) => by.in === place && by.name === name);
    return found === undefined ? "'1'" : `own[${quoted(found.entry)}]()`;
  };
  const path = route.path
    .replaceAll(/:(\w+)/g, (_, name: string) => `\${${keyFor('path', name)}}`)
    .replace(/\*$/, 'rest');
  const query = sources.flatMap(({ by }) => (by.in === 'query' ? [by.name] : []));
  if (service.user.in === 'query') query.push(service.user.name);
  const asked = [...new Set(query)].map(name => `${encodeURIComponent(name)}=\${${keyFor('query', name)}}`);
  const headers = new Map<string, string>();
  for (const { by } of sources) if (by.in === 'header') headers.set(by.name, keyFor('header', by.name));
  const { in: place, name } = service.user;
  if (place === 'header') headers.set(name, '`user${u}`');
  if (place === 'cookie') headers.set('cookie', `\`${name}=user\${u}\``);
  if (place === 'bearer') headers.set('authorization', '`Bearer user${u}`');
  const written = [...headers].map(([key, value]) => `${quoted(key)}: ${value}`);
  const url = `\`\${BASE}${path}${asked.length === 0 ? '' : `?${asked.join('&')}`}\``;
  // The user is drawn once a request, since what is per user is that user's.
  const userKeys =
    sources.some(({ by }) => by.in === 'user') || written.length > 0 || asked.length > 0 || place === 'path';
  const params = `{ headers: { ${written.join(', ')} }, tags: { name: ${quoted(nameOf(route))} } }`;
  const body = route.method === 'GET' || route.method === 'HEAD' ? 'null' : "'{}'";
  return `(${userKeys ? 'u = user()' : '_'}, own = keys) => http.request(${quoted(route.method)}, ${url}, ${body}, ${params})`;
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
