import { randomBytes } from 'node:crypto';
import { type MetricsServer, serveProcessMetrics } from '../../mock-service/http/metrics-server.ts';
import { SystemClock } from '../../mock-service/time/system-clock.ts';
import type { LocalFailure } from '../http1/connection-failure.ts';
import type { Site } from '../operations/catalogue/site.ts';
import { type ControlServer, serveControl } from '../operations/control-server.ts';
import { Operations } from '../operations/operations.ts';
import { Timeline } from '../operations/timeline.ts';
import type { ProxyEvent } from '../proxy/proxy-event.ts';
import type { ProxySecond } from '../proxy/proxy-second.ts';
import type { Topology } from '../topology/topology.ts';
import { Autoscaler } from './autoscaler.ts';
import { controlMetrics } from './control-metrics.ts';
import { sitePools, slowStartOf } from './model-config.ts';
import type { CacheTierInit, CacheTierReady } from './processes/cache-tier-process.ts';
import { Child, LostChild } from './processes/child.ts';
import type { DirectoryInit, DirectoryReady } from './processes/directory-process.ts';
import type { LatenessMessage, LatenessSample } from './processes/lateness.ts';
import type { LifeMessage, PoolInit, PoolReady } from './processes/pool-process.ts';
import type { ProxyInit, ProxyReady, ProxySecondMessage, RefusedMessage } from './processes/proxy-process.ts';
import { SILENT_MS } from './processes/silence.ts';
import type { ScrapeTarget } from './scrape-target.ts';
import { hitRatioOf, type SiteSample } from './site-sample.ts';
import type { SiteSettings } from './virtual-site.ts';

const LOOPBACK = { host: '127.0.0.1', port: 0 };

/** How often the state that `GET /state` shows is fetched from the proxy. */
const STATE_EVERY_MS = 500;

/** How often this process looks whether it was let run. */
const PULSE_MS = 250;

export interface LiveSiteOptions {
  readonly topology: Topology;
  readonly settings: SiteSettings;
  readonly seed: number;
  /** The Clock's zero as Unix time, ms: every process of the drill counts from it. */
  readonly zeroEpochMs: number;
  /** The processes only load until this is fulfilled, and end if it is rejected. */
  readonly after?: Promise<void>;
  /** 0 = any free port. */
  readonly port?: number;
  readonly controlPort?: number;
  readonly tls?: ProxyInit['tls'];
  /** Default: made anew, 32 hex digits. */
  readonly token?: string;
  /** Origins of pages, beside the control server's own, that may give commands. */
  readonly origins?: readonly string[];
}

/** A topology as processes of this machine: the directory, the cache tier, a process a pool, and the proxy; and the control server here. */
export class LiveSite {
  readonly url: string;
  readonly tlsUrl: string | null;
  readonly controlUrl: string;
  readonly token: string;
  readonly timeline: Timeline;
  readonly operations: Operations;
  /** The process ids by role: `directory`, `cache-tier`, `proxy`, and each pool's name. */
  readonly pids: Readonly<Record<string, number>>;
  /** Where the metrics of each process are, this one's (`control`) among them. */
  readonly targets: readonly ScrapeTarget[];
  readonly #autoscalers: ReadonlyMap<string, Autoscaler>;
  readonly #children: ReadonlyMap<string, Child>;
  readonly #metrics: MetricsServer;
  readonly #control: ControlServer;
  readonly #polling: NodeJS.Timeout;
  readonly #clock: SystemClock;
  readonly #refused = new Set<string>();
  #pulse: NodeJS.Timeout | undefined;
  /** Told of every second that a process has measured. */
  onSample: ((sample: SiteSample) => void) | null = null;
  /** Told how late each process was in every second. */
  onLateness: ((sample: LatenessSample) => void) | null = null;
  /** Told what a process wrote to stderr that ended by itself. */
  onWords: ((process: string, text: string) => void) | null = null;
  /** Told of every second of the proxy, if it is set before `sampleFrom`. */
  onProxySecond: ((second: number, sample: ProxySecond, message: ProxySecondMessage) => void) | null = null;

  private constructor(parts: {
    autoscalers: ReadonlyMap<string, Autoscaler>;
    children: ReadonlyMap<string, Child>;
    control: ControlServer;
    operations: Operations;
    proxy: ProxyReady;
    metrics: MetricsServer;
    targets: readonly ScrapeTarget[];
    token: string;
    polling: NodeJS.Timeout;
    clock: SystemClock;
  }) {
    this.#clock = parts.clock;
    this.#autoscalers = parts.autoscalers;
    this.#children = parts.children;
    this.#control = parts.control;
    this.#metrics = parts.metrics;
    this.targets = parts.targets;
    this.#polling = parts.polling;
    this.operations = parts.operations;
    this.timeline = parts.operations.timeline;
    this.url = parts.proxy.url;
    this.tlsUrl = parts.proxy.tlsUrl;
    this.controlUrl = parts.control.url;
    this.token = parts.token;
    this.pids = Object.fromEntries([...parts.children].map(([name, { pid }]) => [name, pid]));
  }

  /** Starts everything; it serves when this resolves. @throws Error if a process cannot start: nothing is then left running. */
  static async start(options: LiveSiteOptions): Promise<LiveSite> {
    const { topology, settings, seed, zeroEpochMs } = options;
    const children = new Map<string, Child>();
    const starting: Promise<unknown>[] = [];
    const down = new Set<string>();
    const clock = new SystemClock(zeroEpochMs, false);
    try {
      // All load at once; each begins when it knows those it calls.
      const directory = startDirectory(children, { topology, seed, zeroEpochMs }, options.after);
      const cacheTier = startCacheTier(children, options);
      const inits = Object.keys(topology.pools).map(async (name): Promise<PoolInit> => {
        const [directoryOrigin, cacheTierOrigin] = await Promise.all([directory, cacheTier]);
        return { topology, name, settings: settings.underTest, directoryOrigin, cacheTierOrigin, seed, zeroEpochMs };
      });
      const poolsReady = Object.keys(topology.pools).map(async (name, i) => ({
        name,
        ...(await startChild<PoolReady>(children, name, './processes/pool-process.ts', inits[i])),
      }));
      const proxyInit = Promise.all(poolsReady).then((pools): ProxyInit => {
        const started = pools.map(pool => ({
          ...{ ...pool, inService: topology.pools[pool.name]?.instances ?? 0 },
          ...slowStartOf(topology, pool.name),
        }));
        return { topology, pools: started, seed, zeroEpochMs, port: options.port ?? 0, tls: options.tls ?? null };
      });
      const proxyReady = startChild<ProxyReady>(children, 'proxy', './processes/proxy-process.ts', proxyInit);
      starting.push(directory, cacheTier, ...poolsReady, proxyReady);
      const [directoryOrigin, cacheTierOrigin, pools, proxy] = await Promise.all([
        directory,
        cacheTier,
        Promise.all(poolsReady),
        proxyReady,
      ]);
      // Whichever was ready first: they are listed as the topology has them.
      for (const name of [...Object.keys(topology.pools), 'proxy']) {
        const child = children.get(name) as Child;
        children.delete(name);
        children.set(name, child);
      }
      let state: unknown = null;
      const operations = new Operations(
        clock,
        siteOf(topology, proxy.routes, children, () => state),
        settings,
        new Timeline(),
        topology.operations,
        seed,
      );
      const autoscalers = autoscalersOf(topology, clock, seed, children, operations);
      const token = options.token ?? randomBytes(16).toString('hex');
      const control = await serveControl(operations, token, options.controlPort ?? 0, options.origins);
      const metrics = await serveProcessMetrics(
        controlMetrics({
          topology,
          timeline: operations.timeline,
          zeroEpochMs,
          processes: () => [...children.keys()].map(name => [name, !down.has(name)] as const),
        }),
        LOOPBACK,
      );
      const targets = [
        { process: 'directory', address: new URL(directoryOrigin).host },
        ...(cacheTierOrigin === null ? [] : [{ process: 'cache-tier', address: new URL(cacheTierOrigin).host }]),
        ...pools.map(({ name, metricsPort }) => ({ process: name, address: `127.0.0.1:${metricsPort}` })),
        { process: 'proxy', address: `127.0.0.1:${proxy.metricsPort}` },
        { process: 'control', address: `127.0.0.1:${metrics.port}` },
      ];
      const polling = setInterval(() => children.get('proxy')?.send({ kind: 'state' }), STATE_EVERY_MS);
      const site = new LiveSite({
        autoscalers,
        children,
        control,
        operations,
        proxy,
        metrics,
        targets,
        token,
        polling,
        clock,
      });
      for (const [name, child] of children) {
        child.onMessage = message => {
          if (isState(message)) state = message.state;
          else site.#heard(name, message as SiteMessage);
        };
        child.onNoFiles = () => site.noteRefusal(name, 'no-files');
        void child.crashed.then(({ code, signal, stderr }) => {
          down.add(name);
          operations.note({ kind: 'process-ended', atMs: clock.now(), process: name, exit: code, signal });
          if (signal === null) site.onWords?.(name, stderr);
        });
      }
      return site;
    } catch (error) {
      await Promise.allSettled(starting);
      await Promise.all([...children.values()].map(child => child.stop()));
      throw error;
    }
  }

  /** The processes measure by second from t = 0, `startMs` on the Clock; from now on one that stands still is told. */
  sampleFrom(startMs: number): void {
    for (const [name, child] of this.#children) {
      child.mustSpeakWithin(SILENT_MS, silentMs => this.noteSilence(name, silentMs));
      child.send({ kind: 'sample-from', startMs, answers: this.onProxySecond !== null });
    }
    this.#watchControl();
  }

  /** The control server is in this process: while it stands still nothing is done that operators order. */
  #watchControl(): void {
    clearInterval(this.#pulse);
    let lastAt = this.#clock.now();
    this.#pulse = setInterval(() => {
      const silentMs = this.#clock.now() - lastAt;
      lastAt += silentMs;
      if (silentMs > SILENT_MS) this.noteSilence('control', silentMs);
    }, PULSE_MS);
  }

  /** Records that a process of the drill has not spoken for so long, which it does twice a second. */
  noteSilence(process: string, silentMs: number): void {
    this.operations.note({
      ...{ kind: 'process-silent', process, forMs: SILENT_MS },
      atMs: this.#clock.now() - silentMs,
    });
  }

  /** Records that this machine refused a process of the drill something; the first time tells all. */
  noteRefusal(process: string, what: LocalFailure): void {
    if (this.#refused.has(process)) return;
    this.#refused.add(process);
    this.operations.note({ kind: 'process-refused', atMs: this.#clock.now(), process, what });
  }

  /** Ends every process, and waits until all are gone. */
  async stop(): Promise<void> {
    clearInterval(this.#polling);
    clearInterval(this.#pulse);
    this.operations.close();
    for (const each of this.#autoscalers.values()) each.close();
    await Promise.all([
      this.#control.close(),
      this.#metrics.close(),
      ...[...this.#children.values()].map(child => child.stop()),
    ]);
  }

  #heard(name: string, message: SiteMessage): void {
    switch (message.kind) {
      case 'event':
        return this.operations.note(message.event);
      case 'refused':
        return this.noteRefusal(name, message.what);
      case 'life':
        return this.operations.noteLife(name, message.index, message);
      case 'lateness':
        return this.onLateness?.(message.sample);
      case 'proxy':
        return this.onProxySecond?.(message.second, message.sample, message);
      case 'pool':
        this.#autoscalers.get(message.name)?.sampled(message.sample.cpu ?? 0);
        this.operations.sampled(message.name, hitRatioOf(message.sample));
        return this.onSample?.(message);
      case 'cache-tier':
      case 'proxy-servers':
      case 'attempts':
      case 'directory':
        this.onSample?.(message);
    }
  }
}

type SiteMessage =
  | SiteSample
  | LifeMessage
  | ProxySecondMessage
  | RefusedMessage
  | LatenessMessage
  | { readonly kind: 'event'; readonly event: ProxyEvent };

function isState(message: unknown): message is { kind: 'state'; state: unknown } {
  return (message as { kind: string }).kind === 'state';
}

async function startChild<Ready>(
  children: Map<string, Child>,
  name: string,
  file: string,
  init: unknown,
): Promise<Ready> {
  try {
    const { child, ready } = await Child.start<Ready>(new URL(file, import.meta.url), init);
    children.set(name, child);
    return ready;
  } catch (error) {
    if (error instanceof LostChild) await error.child.kill();
    throw error;
  }
}

async function startDirectory(
  children: Map<string, Child>,
  init: DirectoryInit,
  after: Promise<void> | undefined,
): Promise<string> {
  const begun = after === undefined ? init : after.then(() => init);
  return (await startChild<DirectoryReady>(children, 'directory', './processes/directory-process.ts', begun)).origin;
}

/** In this process: it hears every second of the pools, and tells pools and proxy. */
function autoscalersOf(
  { pools }: Topology,
  clock: SystemClock,
  seed: number,
  children: ReadonlyMap<string, Child>,
  operations: Operations,
): ReadonlyMap<string, Autoscaler> {
  const autoscalers = new Map<string, Autoscaler>();
  for (const [name, { autoscale, instances }] of Object.entries(pools)) {
    if (autoscale === undefined) continue;
    const scaler = new Autoscaler(autoscale, name, instances, clock, seed, {
      scale: count => {
        children.get(name)?.send({ kind: 'scale', count });
        children.get('proxy')?.send({ kind: 'scale', pool: name, count });
      },
      note: happening => operations.note(happening),
    });
    autoscalers.set(name, scaler);
  }
  return autoscalers;
}

/** @returns its origin; null: the topology has none */
async function startCacheTier(
  children: Map<string, Child>,
  { topology, settings, seed, zeroEpochMs, after }: LiveSiteOptions,
): Promise<string | null> {
  const { cacheTier } = topology;
  if (cacheTier === undefined) return null;
  const init: CacheTierInit = { topology, cacheTier, settings: settings.underTest, seed, zeroEpochMs };
  const begun = after === undefined ? init : after.then(() => init);
  return (await startChild<CacheTierReady>(children, 'cache-tier', './processes/cache-tier-process.ts', begun)).origin;
}

function siteOf(
  topology: Topology,
  routes: readonly string[],
  children: ReadonlyMap<string, Child>,
  state: () => unknown,
): Site {
  return {
    pools: sitePools(topology),
    routes,
    classes: topology.classes?.map(({ name }) => name) ?? [],
    pool: (name, command) => children.get(name)?.send(command),
    cacheTier: topology.cacheTier ?? null,
    proxyServers: topology.proxy.servers ?? null,
    directory: command => children.get('directory')?.send(command),
    tier: command => children.get('cache-tier')?.send(command),
    proxy: command => children.get('proxy')?.send(command),
    state,
  };
}
