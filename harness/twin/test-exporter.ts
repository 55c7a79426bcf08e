import type { Instance } from '../../mock-service/model/instance.ts';
import { timer } from '../../mock-service/time/clock.ts';
import { DURATION_BOUNDS_MS, DurationCounts } from '../../mock-service/time/duration-counts.ts';
import type { VirtualDrill } from '../drill/virtual-drill.ts';
import type { Topology } from '../topology/topology.ts';
import type { Exchange } from '../transport/exchange.ts';
import { nameOf } from './cost-class.ts';
import type { RawSeries } from './counter.ts';

/** A series as it was scraped; its label `__name__` is its name. */
type Scraped = { labels: Record<string, string>; atMs: number[]; values: number[] };

/** What a request has been so far. */
interface Under {
  readonly pool: string;
  readonly instance: string;
  readonly route: string;
  readonly cache: string;
  readonly atMs: number;
}

/**
 * The metrics that the instances of a virtual drill would export if they were servers with prom-client, scraped on the drill's own clock: counters of
 * requests by route, status and what the cache said, histograms, CPU, memory. It stands outside of the model and changes nothing in it.
 */
export class Exporter {
  readonly #drill: VirtualDrill;
  readonly #epochMs: number;
  readonly #routes: readonly { readonly name: string; readonly pattern: RegExp }[];
  readonly #instances = new Map<
    string,
    { readonly pool: string; readonly name: string; readonly instance: Instance }
  >();
  readonly #series = new Map<string, Scraped>();
  /** CPU time that instances had used when they last began again, ms. */
  readonly #usedBefore = new Map<string, number>();
  readonly #requests = new Map<string, { labels: Record<string, string>; count: number }>();
  readonly #durations = new Map<string, { labels: Record<string, string>; counts: DurationCounts }>();

  /** @param epochMs Unix time of the drill's clock's zero @param everyMs between scrapes */
  constructor(drill: VirtualDrill, topology: Topology, epochMs: number, everyMs: number) {
    this.#drill = drill;
    this.#epochMs = epochMs;
    this.#routes = (topology.service?.routes ?? []).map(route => ({
      name: nameOf(route),
      pattern: new RegExp(`^${route.method} ${route.path.replaceAll(/:\w+/g, '[^/?]+')}(\\?.*)?$`),
    }));
    for (const pool of drill.site.measured.pools)
      for (const instance of pool.instances) {
        const name = `${pool.name}-${instance.index}`;
        this.#instances.set(`http://${name}.headroom.test`, { pool: pool.name, name, instance });
      }
    this.#watchLives();
    this.#listen();
    const { clock } = drill;
    const tick = timer(() => {
      this.#scrape(clock.now());
      clock.schedule(tick, clock.now() + everyMs);
    });
    clock.schedule(tick, 0);
  }

  /** A process that begins again counts from zero. */
  #watchLives(): void {
    for (const { name, instance } of this.#instances.values()) {
      const before = instance.onLife;
      instance.onLife = (alive, outOfMemory, now) => {
        if (!alive) {
          this.#usedBefore.set(name, instance.cpu.busyMs(now));
          for (const counted of this.#requests.values()) if (counted.labels.instance === name) counted.count = 0;
        }
        before?.(alive, outOfMemory, now);
      };
    }
  }

  #listen(): void {
    const { network } = this.#drill.site;
    const { clock } = this.#drill;
    const under = new WeakMap<Exchange, Under>();
    const arrived = network.arrived.bind(network);
    network.arrived = (trip, now) => {
      const { exchange } = trip;
      const host = exchange === null || trip.returning ? undefined : this.#instances.get(exchange.origin);
      if (exchange === null || host === undefined) return arrived(trip, now);
      const route = this.#routes.find(({ pattern }) => pattern.test(`${exchange.method} ${exchange.path}`));
      const { counts } = host.instance;
      const before = [counts.hit + counts.stale + counts.early, counts.coalesced, counts.miss] as const;
      // Whatever the cache says it says at once, so that the counts tell it: known before the answer is.
      const known: Under & { cache: string } = {
        pool: host.pool,
        instance: host.name,
        route: route?.name ?? `${exchange.method} ${exchange.path}`,
        cache: '',
        atMs: now,
      };
      under.set(exchange, known);
      arrived(trip, now);
      if (counts.hit + counts.stale + counts.early > before[0]) known.cache = 'hit';
      else if (counts.coalesced > before[1]) known.cache = 'coalesced';
      else if (counts.miss > before[2]) known.cache = 'miss';
    };
    const reply = network.reply.bind(network);
    network.reply = (exchange, status, ...rest) => {
      const known = under.get(exchange);
      if (known !== undefined) {
        under.delete(exchange);
        this.#answered(known, status, clock.now());
      }
      reply(exchange, status, ...rest);
    };
  }

  #answered({ pool, instance, route, cache, atMs }: Under, status: number, now: number): void {
    const [method = '', path = ''] = route.split(' ');
    const request = { pool, method, route: path, code: String(status), cache };
    const labels = { ...request, instance };
    const key = JSON.stringify(labels);
    const counted = this.#requests.get(key);
    if (counted === undefined) this.#requests.set(key, { labels, count: 1 });
    else counted.count++;
    const durationKey = JSON.stringify(request);
    let durations = this.#durations.get(durationKey);
    if (durations === undefined)
      this.#durations.set(durationKey, (durations = { labels: request, counts: new DurationCounts() }));
    durations.counts.add(now - atMs);
  }

  #scrape(now: number): void {
    const atMs = this.#epochMs + now;
    const write = (name: string, labels: Record<string, string>, value: number): void => {
      const key = `${name}${JSON.stringify(labels)}`;
      let series = this.#series.get(key);
      if (series === undefined)
        this.#series.set(key, (series = { labels: { __name__: name, ...labels }, atMs: [], values: [] }));
      series.atMs.push(atMs);
      series.values.push(value);
    };
    for (const { pool, name, instance } of this.#instances.values()) {
      // Nobody answers a scrape while it is down.
      if (!instance.alive) continue;
      const labels = { pool, instance: name };
      write('process_cpu_seconds_total', labels, (instance.cpu.busyMs(now) - (this.#usedBefore.get(name) ?? 0)) / 1000);
      write('process_resident_memory_bytes', labels, instance.memoryShare * instance.config.memoryBytes);
      write('cache_bytes', labels, instance.tier.shared ? 0 : instance.tier.cache.bytes);
      write('http_requests_in_flight', labels, instance.held);
      write('kube_pod_container_resource_limits', { ...labels, resource: 'cpu' }, instance.cpu.cores);
      write('kube_pod_container_resource_limits', { ...labels, resource: 'memory' }, instance.config.memoryBytes);
    }
    for (const { labels, count } of this.#requests.values())
      if (this.#isAlive(labels.instance as string)) write('http_requests_total', labels, count);
    for (const { labels, counts } of this.#durations.values())
      histogram(write, 'http_request_duration_seconds', labels, counts);
    const { directory } = this.#drill.site.measured;
    histogram(write, 'store_request_duration_seconds', {}, directory.durations);
    write('store_slots', {}, directory.concurrency);
  }

  #isAlive(name: string): boolean {
    return this.#instances.get(`http://${name}.headroom.test`)?.instance.alive === true;
  }

  /** All series, as a metric server has them. */
  get series(): readonly RawSeries[] {
    return [...this.#series.values()];
  }
}

function histogram(
  write: (name: string, labels: Record<string, string>, value: number) => void,
  name: string,
  labels: Record<string, string>,
  durations: DurationCounts,
): void {
  const { counts, sumMs } = durations.read();
  let sum = 0;
  counts.forEach((count, i) => {
    sum += count;
    const bound = DURATION_BOUNDS_MS[i];
    write(`${name}_bucket`, { ...labels, le: bound === undefined ? '+Inf' : String(bound / 1000) }, sum);
  });
  write(`${name}_sum`, labels, sumMs / 1000);
  write(`${name}_count`, labels, sum);
}

/** The series as OpenMetrics text with time stamps, which `promtool tsdb create-blocks-from openmetrics` takes. */
export function openMetrics(series: readonly RawSeries[]): string {
  const families = Map.groupBy(series, ({ labels }) => familyOf(labels.__name__ as string));
  const lines: string[] = [];
  for (const [family, own] of families) {
    const { name, type } = family === undefined ? { name: '', type: 'unknown' } : JSON.parse(family);
    lines.push(`# TYPE ${name} ${type}`);
    for (const { labels, atMs, values } of own) {
      const { __name__: sample, ...rest } = labels;
      const shown = Object.entries(rest).map(([key, value]) => `${key}=${JSON.stringify(value)}`);
      const head = `${sample}${shown.length === 0 ? '' : `{${shown.join(',')}}`}`;
      for (const [i, at] of atMs.entries()) lines.push(`${head} ${values[i]} ${at / 1000}`);
    }
  }
  return `${lines.join('\n')}\n# EOF\n`;
}

function familyOf(name: string): string {
  const histogram = /^(.*)_(?:bucket|sum|count)$/.exec(name);
  if (histogram !== null) return JSON.stringify({ name: histogram[1], type: 'histogram' });
  const counter = /^(.*)_total$/.exec(name);
  if (counter !== null) return JSON.stringify({ name: counter[1], type: 'counter' });
  return JSON.stringify({ name, type: 'gauge' });
}
