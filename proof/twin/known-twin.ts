import { parseTopology } from '../../harness/topology/read-topology.ts';
import type { Topology } from '../../harness/topology/topology.ts';
import { type CostPath, costPaths, type RouteClasses, routeClasses } from '../../harness/twin/cost-class.ts';
import type { RawSeries } from '../../harness/twin/counter.ts';
import type { Span } from '../../harness/twin/range-reader.ts';
import { parseTwin } from '../../harness/twin/read-twin.ts';
import { ROLE_NAMES } from '../../harness/twin/role.ts';
import type { Telemetry } from '../../harness/twin/telemetry.ts';
import type { Twin } from '../../harness/twin/twin.ts';
import type { Truth } from './truth.ts';

/** What a user would know of a known service before it is measured: its routes, and no cost that is right. */
export function described({ topology }: Truth): Record<string, unknown> {
  const guess = { fixed: '10ms' };
  const { service, pools, ...rest } = topology as {
    service: { routes: Record<string, Record<string, unknown>> };
    pools: Record<string, object>;
  };
  const routes = Object.fromEntries(
    Object.entries(service.routes).map(([name, route]) => {
      if (route.cost === undefined) return [name, route];
      return [name, { ...route, cost: 'hit' in (route.cost as object) ? { hit: guess, miss: guess } : guess }];
    }),
  );
  return {
    ...rest,
    pools: Object.fromEntries(
      Object.entries(pools).map(([name, pool]) => [name, { ...pool, cores: 1, instances: 1, memory: '1GiB' }]),
    ),
    cost: { hit: guess, miss: guess, write: guess },
    directory: { latency: { fixed: '10ms' }, concurrency: 50 },
    service: { ...service, routes },
  };
}

/** A twin file for the exporter's names. */
export function twinText(url: string, everyS = 15): string {
  return `name: known
topology: topology.yaml
settings: settings.yaml
prometheus: { url: '${url}', every: ${everyS}s }
preset: prom-client
roles:
  cacheBytes: { query: cache_bytes, labels: { instance: instance } }
  cores: { labels: { instance: instance } }
  memoryLimit: { labels: { instance: instance } }
  storeLimit: { query: store_slots }
`;
}

/** The parts of a fit, of series that are at hand. */
export function knownTelemetry(
  text: Record<string, unknown>,
  series: readonly RawSeries[],
  span: Span,
  everyS = 15,
): { twin: Twin; topology: Topology; classes: RouteClasses[]; paths: CostPath[]; telemetry: Telemetry } {
  const twin = parseTwin(twinText('http://127.0.0.1:1', everyS), 'twin.yaml', {});
  const topology = parseTopology(JSON.stringify(text), 'topology.yaml');
  const written = (text.service as { routes: Record<string, { cost?: unknown }> }).routes;
  const classes = routeClasses(
    topology.service as NonNullable<Topology['service']>,
    new Map(Object.entries(written).map(([name, { cost }]) => [name, cost])),
  );
  const named = (query: string): RawSeries[] => {
    const [, name, label, value] = /^(\w+)(?:\{(\w+)="(\w+)"\})?$/.exec(query) ?? [];
    return series.filter(({ labels }) => labels.__name__ === name && (label === undefined || labels[label] === value));
  };
  const roles = Object.fromEntries(
    ROLE_NAMES.flatMap(role => {
      const query = twin.roles[role]?.query;
      const found = query === undefined ? [] : named(query);
      return found.length === 0 ? [] : [[role, found]];
    }),
  );
  const sums = Object.fromEntries(
    ['durations', 'store'].map(role => {
      const query = twin.roles[role as 'durations']?.query ?? '';
      return [role, named(query.replace('_bucket', '_sum'))];
    }),
  );
  const telemetry: Telemetry = { span, roles, sums, gaps: [], problems: [] };
  return { twin, topology, classes, paths: costPaths(classes), telemetry };
}
