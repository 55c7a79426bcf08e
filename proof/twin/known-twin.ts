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
