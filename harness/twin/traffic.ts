import type { KeySource, ServiceDescription } from '../../mock-service/service/declared/description.ts';
import { nameOf } from './cost-class.ts';
import type { Observation } from './observation.ts';

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
      const count = own.filter(each => each.restarted.has(from + i)).length;
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

/** How uneven keys are, by entry, and users; 0: all alike. */
export const SKEW_OF = (entry: string): string => `SKEW_${entry.toUpperCase().replaceAll('-', '_')}`;
export const SKEW_OF_USERS = 'SKEW_USERS';

/**
 * A k6 script that brings these arrivals: one iteration a request, at the rate and with the mix of its window. Keys are drawn anew for each, as uneven as
 * the environment says: what sessions ask for again and again shows in that unevenness too.
 * @param lib where `headroom-failover/lib` is, as imports name it
 */
export function trafficScript(traffic: Traffic, service: ServiceDescription, timeoutMs: number, lib: string): string {
  const { windowS, routes, moves, restarts } = traffic;
  const known = routes.map(({ name, counts }) => ({
    name,
    counts,
    route: service.routes.find(each => nameOf(each) === name),
  }));
  const windows = Math.max(...routes.map(({ counts }) => counts.length));
  const totals = Array.from({ length: windows }, (_, i) =>
    routes.reduce((sum, { counts }) => sum + (counts[i] ?? 0), 0),
  );
  const perMinute = totals.map(total => Math.round((60 * total) / windowS));
  const most = Math.max(...perMinute) / 60;
  const shares = totals.map((total, i) =>
    routes.map(({ counts }) => Number((total === 0 ? 0 : (counts[i] ?? 0) / total).toFixed(5))),
  );
  const entries = service.entries.map(
    ({ name, keys }) => `  ${quoted(name)}: sampler(${keys === 'user' ? 'USERS' : keys}, ${quoted(SKEW_OF(name))}),`,
  );
  const calls = known.map(({ name, route }) => {
    if (route === undefined) throw new Error(`${name} is no route of the service`);
    return `  ${callOf(route, service)},`;
  });
  return `/**
 * The arrivals that telemetry saw, window by window, for a twin: written by headroom calibrate or backtest, and the same for the same telemetry.
 * A request is drawn by the mix of its window, its key by how uneven keys are (SKEW_<ENTRY>, SKEW_USERS; 0: all alike).
 */
import exec from 'k6/execution';
import http from 'k6/http';
import { Trend } from 'k6/metrics';
import { failOver, operatorAt, restart } from ${quoted(`${lib}/operations`)};
import { zipfSampler } from ${quoted(`${lib}/traffic`)};

const WINDOW_S = ${windowS};
/** Requests a minute, by window. */
const RATES = ${JSON.stringify(perMinute)};
/** Shares of the calls below, by window. */
const SHARES = ${JSON.stringify(shares)};
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

const user = sampler(USERS, ${quoted(SKEW_OF_USERS)});
const keys = {
${entries.join('\n')}
};

/** What callers wait for, by window. */
const waited = RATES.map((_, i) => new Trend(\`window_\${i}\`, true));

export const options = {
  scenarios: {
    traffic: {
      executor: 'ramping-arrival-rate',
      startRate: RATES[0],
      timeUnit: '1m',
      stages: RATES.flatMap(target => [{ target, duration: '0s' }, { target, duration: \`\${WINDOW_S}s\` }]),
      preAllocatedVUs: ${Math.max(1, Math.ceil(most * 0.2))},
      maxVUs: ${Math.max(10, Math.ceil((most * timeoutMs * 1.5) / 1000))},
      gracefulStop: '${Math.ceil(timeoutMs / 1000) + 1}s',
    },
    ...Object.fromEntries(MOVES.map(({ atS }, i) => [\`move_\${i}\`, operatorAt(\`\${atS}s\`, \`move\${i}\`)])),
    ...Object.fromEntries(RESTARTS.map(({ atS }, i) => [\`restart_\${i}\`, operatorAt(\`\${atS}s\`, \`restart\${i}\`)])),
  },
  summaryTrendStats: ['med', 'p(99)', 'count'],
};

const calls = [
${calls.join('\n')}
];

export default function request() {
  const at = Math.min(RATES.length - 1, Math.floor((Date.now() - exec.scenario.startTime) / 1000 / WINDOW_S));
  let rest = Math.random();
  let which = SHARES[at].findIndex(share => (rest -= share) < 0);
  if (which < 0) which = SHARES[at].findLastIndex(share => share > 0);
  if (which < 0) return;
  const response = calls[which]();
  waited[at].add(response.timings.duration);
}
${moves.map(({ to, overS }, i) => `\nexport function move${i}() {\n  failOver(${quoted(to)}${overS > 0 ? `, '${overS}s'` : ''});\n}\n`).join('')}${restarts.map(({ pool, share }, i) => `\nexport function restart${i}() {\n  restart(${quoted(pool)}, ${share.toFixed(4)});\n}\n`).join('')}`;
}

/** A call of a route, with a user and keys of its own. */
function callOf(route: ServiceDescription['routes'][number], service: ServiceDescription): string {
  const sources = [...route.reads, ...(route.writes ?? [])];
  const keyFor = (place: KeySource['in'], name: string): string => {
    if (service.user.in === place && service.user.name === name) return '`user${u}`';
    const found = sources.find(({ by }) => by.in === place && by.name === name);
    return found === undefined ? "'1'" : `keys[${quoted(found.entry)}]()`;
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
  return `(${userKeys ? 'u = user()' : ''}) => http.request(${quoted(route.method)}, ${url}, ${body}, ${params})`;
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
