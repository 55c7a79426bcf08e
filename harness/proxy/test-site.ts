/** A small virtual site for this folder's tests: instances that do what a test tells them, behind a proxy. */
import { timer } from '../../mock-service/time/clock.ts';
import { VirtualClock } from '../../mock-service/time/virtual-clock.ts';
import type { ProxyConfig } from '../topology/topology.ts';
import { Exchange, type Host, NO_HEADERS, type Reason, type TransportFailure } from '../transport/exchange.ts';
import { VirtualNetwork } from '../transport/virtual-network.ts';
import { FailoverProxy } from './failover-proxy.ts';
import type { ProxyEvent } from './proxy-event.ts';
import { VirtualProxy } from './virtual-proxy.ts';

export const PLAIN: ProxyConfig = {
  timeoutMs: 2000,
  connectTimeoutMs: 250,
  retries: 0,
  retryOn: [],
  retryBudget: 0.2,
  balance: 'hash-user',
  failover: 'manual',
  health: { intervalMs: 2000, timeoutMs: 1000, fall: 3, rise: 2, depth: 'shallow' },
  ejection: 'off',
  networkDelayMs: 0,
};

/** How a fake instance answers: after `afterMs`, with a status or a failure. */
export interface Behaviour {
  afterMs?: number;
  status?: number;
  reason?: Reason;
  failure?: TransportFailure;
}

/** Answers as it is told and remembers what it was asked. */
export class FakeInstance implements Host {
  behaviour: Behaviour = {};
  /** What health checks get; as `behaviour` if not set. */
  health: Behaviour | null = null;
  asked: { path: string; user: number; at: number }[] = [];
  left = 0;
  readonly #network: VirtualNetwork;
  readonly #clock: VirtualClock;

  constructor(network: VirtualNetwork, clock: VirtualClock) {
    this.#network = network;
    this.#clock = clock;
  }

  get requests(): number {
    return this.asked.filter(({ path }) => !path.startsWith('/healthz')).length;
  }

  handle(exchange: Exchange, now: number): void {
    this.asked.push({ path: exchange.path, user: exchange.user, at: now });
    const check = exchange.path.startsWith('/healthz');
    const { afterMs = 1, status = 200, reason = null, failure } = (check && this.health) || this.behaviour;
    if (afterMs === Number.POSITIVE_INFINITY) return;
    const answer = timer(() => {
      // The caller may have sent the same exchange object again since.
      if (exchange.handling !== answer) return;
      if (failure !== undefined) this.#network.fail(exchange, failure);
      else this.#network.reply(exchange, status, reason, NO_HEADERS, { text: () => 'from the instance' });
    });
    exchange.handling = answer;
    this.#clock.schedule(answer, now + afterMs);
  }

  abandoned(exchange: Exchange): void {
    exchange.handling = null;
    this.left++;
  }
}

/** A caller's request and what became of it. */
export class Asked extends Exchange {
  endedAt = Number.NaN;

  ended(now: number): void {
    this.endedAt = now;
  }

  /** `504 deadline at 2000`, or what went wrong. */
  get outcome(): string {
    if (Number.isNaN(this.endedAt)) return 'none';
    const what = this.failure ?? `${this.status}${this.reason === null ? '' : ` ${this.reason}`}`;
    return `${what} at ${this.endedAt}`;
  }
}

export class TestSite {
  readonly clock = new VirtualClock();
  readonly network: VirtualNetwork;
  readonly proxy: FailoverProxy;
  readonly events: ProxyEvent[] = [];
  readonly instances: Record<string, FakeInstance[]> = {};

  constructor(config: Partial<ProxyConfig> = {}, pools: Record<string, number> = { primary: 2, alternate: 2 }) {
    const full = { ...PLAIN, ...config };
    this.network = new VirtualNetwork(this.clock, full.networkDelayMs);
    const origins = Object.entries(pools).map(([name, count]) => ({
      name,
      origins: Array.from({ length: count }, (_, i) => `http://${name}-${i}`),
    }));
    for (const { name, origins: of } of origins) {
      this.instances[name] = of.map(origin => {
        const instance = new FakeInstance(this.network, this.clock);
        this.network.serve(origin, instance);
        return instance;
      });
    }
    this.proxy = new FailoverProxy({
      config: full,
      pools: origins,
      clock: this.clock,
      transport: this.network,
      seed: 1,
      listener: event => this.events.push(event),
    });
    this.network.serve('http://proxy', new VirtualProxy(this.proxy.forwarder, this.network, () => 0));
  }

  get all(): FakeInstance[] {
    return Object.values(this.instances).flat();
  }

  /** What every instance shall do from now on. */
  behave(pool: string, behaviour: Behaviour): void {
    for (const instance of this.instances[pool] ?? []) instance.behaviour = behaviour;
  }

  ask(user = 0, method = 'GET', path = '/'): Asked {
    const asked = new Asked();
    asked.origin = 'http://proxy';
    asked.method = method;
    asked.path = path;
    asked.user = user;
    this.network.send(asked);
    return asked;
  }

  /** Events as lines. */
  get story(): string[] {
    return this.events.map(event => {
      const { atMs, kind } = event;
      if (kind === 'move-completed') return `${atMs} ${kind}`;
      if (kind === 'instance-died') return `${atMs} ${kind} ${event.death.instance}`;
      return `${atMs} ${kind} ${kind === 'active-pool' ? event.to : event.instance}`;
    });
  }
}
