import { Cpu, type Task } from '../../mock-service/model/cpu.ts';
import { instanceCount } from '../../mock-service/model/instance-count.ts';
import { KeyCounts } from '../../mock-service/model/key-counts.ts';
import { type Clock, type Timer, timer } from '../../mock-service/time/clock.ts';
import { type Distribution, distribution } from '../../mock-service/time/distribution.ts';
import { hashText, mix, uniform } from '../../mock-service/time/random.ts';
import type { ProxyServersConfig } from '../topology/topology.ts';
import type { Call } from './call.ts';

/** Told what becomes of requests at the servers. */
interface Visited {
  /** A server's core has done what the request costs: it may be routed. */
  entered(call: Call, now: number): void;
  /** Its server has died. */
  broken(call: Call, now: number): void;
}

/** A request at a server: in the queue for its cores, and in its memory. */
export class Visit implements Task {
  readyAt = 0;
  readonly server: ProxyServer;
  /** Null: it is over, and what still waits for a core is dropped. */
  call: Call | null;
  costMs = 0;

  constructor(server: ProxyServer, call: Call) {
    this.server = server;
    this.call = call;
  }

  start(): number {
    return this.call === null ? -1 : this.costMs;
  }

  done(now: number): void {
    if (this.call !== null) this.server.host.entered(this.call, now);
  }
}

/** One server of the proxy. */
export class ProxyServer {
  readonly host: Visited;
  readonly cpu: Cpu;
  readonly held = new Set<Visit>();
  alive = true;
  peakHeld = 0;

  constructor(host: Visited, cpu: Cpu) {
    this.host = host;
    this.cpu = cpu;
  }
}

/** What all servers did since the start. */
export interface ServerCounts {
  offered: number;
  /** Requests that found no server alive, and those that were lost with theirs. */
  refused: number;
  reset: number;
  /** Servers that died for want of memory. */
  deaths: number;
}

/** What they did in a time. */
export interface ServerActivity extends Readonly<ServerCounts> {
  /** Busy share of all cores, 0–1. */
  readonly cpu: number;
  /** Share of its memory that the fullest server used, at its fullest; 1 if one died. */
  readonly memory: number;
  /** The most requests that one server held. */
  readonly held: number;
  /** Servers that are up now, of all. */
  readonly alive: number;
  readonly of: number;
}

/** The capacity of a proxy (model §4.1): servers that have cores and memory, and die of what they hold. */
export class ProxyServers {
  readonly servers: readonly ProxyServer[];
  readonly counts: ServerCounts = { offered: 0, refused: 0, reset: 0, deaths: 0 };
  /** Told when a server goes down, for want of memory or by an operator, and when it is back. */
  onLife: ((index: number, alive: boolean, outOfMemory: boolean, now: number) => void) | null = null;
  readonly #config: ProxyServersConfig;
  readonly #clock: Clock;
  readonly #host: Visited;
  readonly #cost: Distribution;
  readonly #costKey: number;
  readonly #choiceKey: number;
  readonly #costs = new KeyCounts();
  readonly #choices = new KeyCounts();
  readonly #revivals: readonly Timer[];
  #alive: readonly ProxyServer[];
  #last = { busyMs: 0, atMs: 0, ...this.counts };

  constructor(config: ProxyServersConfig, clock: Clock, seed: number, host: Visited) {
    this.#config = config;
    this.#clock = clock;
    this.#host = host;
    this.#cost = distribution(config.cost);
    const key = mix(seed, hashText('proxy-servers'));
    this.#costKey = mix(key, 1);
    this.#choiceKey = mix(key, 2);
    this.servers = Array.from(
      { length: config.instances },
      () => new ProxyServer(host, new Cpu(clock, { cores: config.cores })),
    );
    this.#alive = this.servers;
    this.#revivals = this.servers.map((server, i) =>
      timer(now => {
        server.alive = true;
        this.#livesChanged(i, false, now);
      }),
    );
    this.#last.atMs = clock.now();
  }

  /**
   * Brings a request to a server, at random among those that live: `entered` or `broken` follows, possibly before this returns.
   * @returns false: none lives, and its connection is refused
   */
  enter(call: Call, now: number): boolean {
    this.counts.offered++;
    const live = this.#alive;
    if (live.length === 0) {
      this.counts.refused++;
      return false;
    }
    const { user } = call;
    const u = uniform(mix(mix(this.#choiceKey, user), this.#choices.next(user)));
    const server = live[Math.floor(u * live.length)] as ProxyServer;
    const visit = new Visit(server, call);
    call.visit = visit;
    server.held.add(visit);
    server.peakHeld = Math.max(server.peakHeld, server.held.size);
    if (this.#memoryOf(server.held.size) >= 1) {
      this.counts.deaths++;
      this.#die(server, true, now);
    } else this.#submit(visit, now);
    return true;
  }

  /** It is to be routed once more, by the server that holds it. */
  again(call: Call, now: number): void {
    this.#submit(call.visit as Visit, now);
  }

  /** Lets go of a request that is answered or whose caller has gone. */
  leave(call: Call): void {
    const visit = call.visit as Visit;
    call.visit = null;
    visit.call = null;
    visit.server.held.delete(visit);
  }

  /** Restarts the first ⌈share · n⌉ servers: what they hold is lost. */
  restart(share: number): void {
    const now = this.#clock.now();
    for (const server of this.servers.slice(0, instanceCount(share, this.servers.length)))
      this.#die(server, false, now);
  }

  /** What happened since the last call. */
  sample(): ServerActivity {
    const now = this.#clock.now();
    const last = this.#last;
    const busyMs = this.servers.reduce((sum, { cpu }) => sum + cpu.busyMs(now), 0);
    this.#last = { busyMs, atMs: now, ...this.counts };
    const deaths = this.counts.deaths - last.deaths;
    const held = Math.max(...this.servers.map(server => Math.max(server.peakHeld, server.held.size)));
    for (const server of this.servers) server.peakHeld = 0;
    const elapsed = (now - last.atMs) * this.#config.cores * this.servers.length;
    return {
      cpu: elapsed > 0 ? Math.min(1, (busyMs - last.busyMs) / elapsed) : 0,
      memory: deaths > 0 ? 1 : Math.min(1, this.#memoryOf(held)),
      held,
      alive: this.#alive.length,
      of: this.servers.length,
      offered: this.counts.offered - last.offered,
      refused: this.counts.refused - last.refused,
      reset: this.counts.reset - last.reset,
      deaths,
    };
  }

  /** Each of them, now: core time in ms since the start. */
  states(): { up: boolean; held: number; busyMs: number }[] {
    const now = this.#clock.now();
    return this.servers.map(({ alive, held, cpu }) => ({ up: alive, held: held.size, busyMs: cpu.busyMs(now) }));
  }

  /** Ends all that would go on by itself. */
  close(): void {
    for (const revival of this.#revivals) this.#clock.cancel(revival);
  }

  #memoryOf(held: number): number {
    const { baseMemoryBytes, requestSizeBytes, memoryBytes } = this.#config;
    return (baseMemoryBytes + held * requestSizeBytes) / memoryBytes;
  }

  #submit(visit: Visit, now: number): void {
    const { user } = visit.call as Call;
    visit.costMs = this.#cost(uniform(mix(mix(this.#costKey, user), this.#costs.next(user))));
    visit.readyAt = now;
    if (visit.costMs === 0) visit.done(now);
    else visit.server.cpu.submit(visit);
  }

  #die(server: ProxyServer, outOfMemory: boolean, now: number): void {
    const index = this.servers.indexOf(server);
    this.#clock.schedule(this.#revivals[index] as Timer, now + this.#config.restartAfterMs);
    if (!server.alive) return;
    server.alive = false;
    server.cpu.reset(now);
    const lost = [...server.held];
    server.held.clear();
    this.#livesChanged(index, outOfMemory, now);
    this.counts.reset += lost.length;
    for (const visit of lost) {
      const call = visit.call as Call;
      visit.call = null;
      call.visit = null;
      this.#host.broken(call, now);
    }
  }

  #livesChanged(index: number, outOfMemory: boolean, now: number): void {
    this.#alive = this.servers.filter(({ alive }) => alive);
    this.onLife?.(index, (this.servers[index] as ProxyServer).alive, outOfMemory, now);
  }
}
