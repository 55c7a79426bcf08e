import { type Clock, timer } from '../../mock-service/time/clock.ts';
import type { ProxyConfig } from '../topology/topology.ts';
import { Exchange, type Transport } from '../transport/exchange.ts';
import type { RoutedInstance } from './routed-instance.ts';

/** Told of every check. @param why of a failed one: `503`, `refused`, `no answer within 1000 ms`. */
export type CheckListener = (instance: RoutedInstance, passed: boolean, why: string, now: number) => void;

/** One instance's checks, one at a time: the next begins `intervalMs` after the last began, or when the last has ended. */
class InstanceChecks extends Exchange {
  readonly #instance: RoutedInstance;
  readonly #clock: Clock;
  readonly #transport: Transport;
  readonly #config: ProxyConfig['health'];
  readonly #listener: CheckListener;
  readonly #next = timer(now => this.#begin(now));
  readonly #deadline = timer(now => this.#late(now));
  #beganAt = 0;

  constructor(
    instance: RoutedInstance,
    clock: Clock,
    transport: Transport,
    config: ProxyConfig['health'],
    listener: CheckListener,
  ) {
    super();
    this.wantsBody = false;
    this.#instance = instance;
    this.#clock = clock;
    this.#transport = transport;
    this.#config = config;
    this.#listener = listener;
  }

  start(at: number): void {
    this.#clock.schedule(this.#next, at);
  }

  stop(): void {
    this.#clock.cancel(this.#next);
    if (!this.#deadline.pending) return;
    this.#clock.cancel(this.#deadline);
    this.#transport.abort(this);
  }

  ended(now: number): void {
    this.#clock.cancel(this.#deadline);
    // As HAProxy's httpchk: 2xx and 3xx are well.
    const passed = this.status >= 200 && this.status < 400;
    this.#judge(passed, this.reason ?? this.failure ?? String(this.status), now);
  }

  #begin(now: number): void {
    this.#beganAt = now;
    this.reset();
    this.origin = this.#instance.origin;
    this.path = this.#config.depth === 'deep' ? '/healthz?depth=deep' : '/healthz';
    this.#clock.schedule(this.#deadline, now + this.#config.timeoutMs);
    this.#transport.send(this);
  }

  #late(now: number): void {
    this.#transport.abort(this);
    this.#judge(false, `no answer within ${this.#config.timeoutMs} ms`, now);
  }

  #judge(passed: boolean, why: string, now: number): void {
    this.#clock.schedule(this.#next, Math.max(now, this.#beganAt + this.#config.intervalMs));
    this.#listener(this.#instance, passed, why, now);
  }
}

/** Asks every instance regularly how it is. The first checks are spread over one interval. */
export class HealthChecks {
  readonly #checks: InstanceChecks[];
  readonly #clock: Clock;
  readonly #intervalMs: number;

  constructor(
    instances: readonly RoutedInstance[],
    clock: Clock,
    transport: Transport,
    config: ProxyConfig['health'],
    listener: CheckListener,
  ) {
    this.#clock = clock;
    this.#intervalMs = config.intervalMs;
    this.#checks = instances.map(instance => new InstanceChecks(instance, clock, transport, config, listener));
  }

  start(): void {
    const now = this.#clock.now();
    this.#checks.forEach((check, i) => {
      check.start(now + (this.#intervalMs * (i + 1)) / this.#checks.length);
    });
  }

  stop(): void {
    for (const check of this.#checks) check.stop();
  }
}
