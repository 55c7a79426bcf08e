/** For tests: a small service whose truth is known, its telemetry, and what one would know of it without that. */
import { fileURLToPath } from 'node:url';
import type { NamedCacheSettings } from '../../mock-service/settings/cache-settings.ts';
import { parseCacheSettings } from '../../mock-service/settings/read-cache-settings.ts';
import type { DrillOutcome } from '../drill/drill.ts';
import type { DrillSpec } from '../drill/drill-spec.ts';
import { VirtualDrill } from '../drill/virtual-drill.ts';
import { compileScript } from '../script/compile/compile-script.ts';
import { moduleMembers } from '../script/modules/module-members.ts';
import { resolveRemote } from '../script/node/resolve-remote.ts';
import { VIRTUAL_EPOCH_MS } from '../site/virtual-site.ts';
import { checkTopology } from '../topology/parse-topology.ts';
import { parseTopology } from '../topology/read-topology.ts';
import type { Topology } from '../topology/topology.ts';
import type { CalibrationInputs } from './calibrate.ts';
import { costPaths, routeClasses } from './cost-class.ts';
import type { RawSeries } from './counter.ts';
import { observe } from './observation.ts';
import type { Span } from './range-reader.ts';
import { parseTwin } from './read-twin.ts';
import { ROLE_NAMES } from './role.ts';
import type { Telemetry } from './telemetry.ts';
import { Exporter } from './test-exporter.ts';

const fixture = (name: string): string => fileURLToPath(new URL(`./fixtures/${name}`, import.meta.url));
const EVERY_MS = 2000;

const ROUTES = {
  'GET /': { cost: { fixed: '3ms' } },
  'GET /api/products/:id': { reads: 'product', by: 'path.id' },
  'POST /api/cart': { writes: 'cart' },
};

/** What the service is, in truth. */
export const TRUTH = {
  name: 'small',
  users: 200,
  peak: 100,
  pools: {
    primary: { instances: 2, cores: 1, memory: '1GiB', start: 'warm' },
    alternate: { instances: 2, cores: 1, memory: '1GiB' },
  },
  cost: { hit: { fixed: '4ms' }, miss: { fixed: '30ms' }, write: { fixed: '12ms' } },
  directory: { latency: { fixed: '6ms' }, concurrency: 50 },
  service: { entries: { product: { count: 400 }, cart: { per: 'user' } }, routes: ROUTES },
  objectives: { timeouts: 'off', errors: 'off', p99: 'off', recovery: 'off', headroom: 'off', good: 'off' },
};

export const SETTINGS = parseCacheSettings('ttl: 20s\ncapacity: 300\n', 'today.yaml');

/** What one would write without having measured. */
export const DESCRIBED = {
  ...TRUTH,
  cost: { hit: { fixed: '10ms' }, miss: { fixed: '10ms' }, write: { fixed: '10ms' } },
  directory: { latency: { fixed: '20ms' }, concurrency: 7 },
  pools: {
    primary: { instances: 1, cores: 2, memory: '2GiB', start: 'warm' },
    alternate: { instances: 1, cores: 2, memory: '2GiB' },
  },
  service: { ...TRUTH.service, routes: { ...ROUTES, 'GET /': { cost: { fixed: '10ms' } } } },
};

export interface SmallDay {
  readonly series: readonly RawSeries[];
  readonly span: Span;
  readonly outcome: DrillOutcome;
}

/**
 * Minutes of the service, scraped every two seconds.
 * @param changes laid over the truth @param env of the script
 * @param of the script among the fixtures, and the cache settings
 */
export async function smallDay(
  changes: Record<string, unknown> = {},
  env: Record<string, string> = {},
  seed = 1,
  of: { readonly script: string; readonly settings: NamedCacheSettings } = { script: 'minutes.js', settings: SETTINGS },
): Promise<SmallDay> {
  const script = fixture(of.script);
  const topology = checkTopology({ ...TRUTH, ...changes });
  const spec: DrillSpec = {
    ...{ clock: 'virtual', script, topology, settings: { underTest: of.settings, baseline: of.settings }, seed },
    ...{ arrivals: 'poisson', env, tags: {}, allowedHosts: [], headroom: null },
  };
  const compiled = await compileScript(script, { members: moduleMembers, resolveRemote });
  const ended = Promise.withResolvers<DrillOutcome>();
  const nothing = (): void => {};
  const events = { log: nothing, started: nothing, second: nothing, sampled: nothing, noted: nothing };
  const drill = new VirtualDrill(spec, compiled, { ...events, finished: ended.resolve, crashed: ended.reject });
  const exporter = new Exporter(drill, topology, VIRTUAL_EPOCH_MS, EVERY_MS);
  drill.start();
  const outcome = await ended.promise;
  const { series } = exporter;
  const toMs = Math.max(...series.map(({ atMs }) => atMs.at(-1) ?? 0));
  return { series, span: { fromMs: VIRTUAL_EPOCH_MS + EVERY_MS, toMs }, outcome };
}

/** A twin file for the exporter's names. */
export const smallTwin = (url: string): string => `name: fitted
topology: topology.yaml
settings: settings.yaml
prometheus: { url: '${url}', every: 2s }
window: 10s
preset: prom-client
roles:
  cacheBytes: { query: cache_bytes, labels: { instance: instance } }
  cores: { labels: { instance: instance } }
  memoryLimit: { labels: { instance: instance } }
  storeLimit: { query: store_slots }
`;

/** All that a calibration is made from. @param text a topology, as its file has it */
export function smallInputs(
  { series, span }: Pick<SmallDay, 'series' | 'span'>,
  text: object = DESCRIBED,
): CalibrationInputs {
  const twin = parseTwin(smallTwin('http://127.0.0.1:9090'), 'twin.yaml', {});
  const written = JSON.stringify(text);
  const topology = parseTopology(written, 'topology.yaml');
  const routes = (text as { service: { routes: Record<string, { cost?: unknown }> } }).service.routes;
  const own = Object.entries(routes).flatMap(([name, { cost }]) => (cost === undefined ? [] : [[name, cost] as const]));
  const classes = routeClasses(topology.service as NonNullable<Topology['service']>, new Map(own));
  const paths = costPaths(classes);
  const named = (query: string): RawSeries[] => {
    const [, name, label, value] = /^(\w+)(?:\{(\w+)="(\w+)"\})?$/.exec(query) ?? [];
    return series.filter(({ labels }) => labels.__name__ === name && (label === undefined || labels[label] === value));
  };
  const roles = Object.fromEntries(
    ROLE_NAMES.flatMap(role => {
      const found = twin.roles[role] === undefined ? [] : named(twin.roles[role].query);
      return found.length === 0 ? [] : [[role, found]];
    }),
  );
  const sums = {
    store: named('store_request_duration_seconds_sum'),
    durations: named('http_request_duration_seconds_sum'),
  };
  const telemetry: Telemetry = { span, roles, sums, gaps: [], problems: [] };
  const observation = observe(telemetry, twin, topology, classes, paths);
  const rest = { settings: SETTINGS, imported: null, seed: 1 };
  return { twin, text: written, topology, classes, paths, telemetry, observation, ...rest };
}
