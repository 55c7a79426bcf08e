import { DurationCounts } from '../../mock-service/time/duration-counts.ts';
import { hashText } from '../../mock-service/time/random.ts';
import type { SlowStartConfig } from '../topology/topology.ts';
import type { TransportFailure } from '../transport/exchange.ts';
import { AnswerCounts } from './answer-counts.ts';
import { type HealthState, STARTS_UP } from './health-state.ts';
import { slowStartWeight } from './slow-start.ts';

/** One server as the proxy knows it. */
export class RoutedInstance {
  /** Its place among all instances of the proxy. */
  readonly id: number;
  /** `alternate-2`: the pool's name and the index from 0. */
  readonly name: string;
  readonly origin: string;
  readonly pool: RoutedPool;
  /** What users are hashed against: from the name, so that live and virtual drills choose alike. */
  readonly key: number;

  /** Whether it is one that takes load; an autoscaler may have it come and go. */
  present = true;
  health: HealthState = STARTS_UP;
  ejected = false;
  /** When requests could last begin to go to it, ms on the Clock; −∞: from the start. */
  #since = Number.NEGATIVE_INFINITY;
  #routed = true;
  /** What it is owed of its turns, while turns are weighted. */
  credit = 0;
  /** Attempts under way, to the end of the answer's body. */
  inFlight = 0;
  /** Failed attempts in a row. */
  failures = 0;

  readonly outcomes = new AnswerCounts();
  /** Requests answered in its name, those of them that failed (5xx, 429) and were late (504), and the sum of their durations, ms. */
  ended = 0;
  errors = 0;
  timeouts = 0;
  durationMs = 0;
  readonly broken = new Map<TransportFailure, number>();
  attempts = 0;
  retries = 0;
  checksPassed = 0;
  checksFailed = 0;
  ejections = 0;

  constructor(id: number, pool: RoutedPool, index: number, origin: string) {
    this.id = id;
    this.pool = pool;
    this.name = `${pool.name}-${index}`;
    this.origin = origin;
    this.key = hashText(this.name);
  }

  get healthy(): boolean {
    return this.present && this.health.up && !this.ejected;
  }

  /** The part of its share that it has, 0–1. */
  weight(now: number): number {
    const { slowStart } = this.pool;
    return slowStart === null ? 1 : slowStartWeight(slowStart, now - this.#since);
  }

  /** Looks whether requests may go to it. @returns whether they may from now on, and could not before */
  look(now: number): boolean {
    const before = this.#routed;
    this.#routed = this.healthy;
    if (before || !this.#routed) return false;
    this.#since = now;
    return true;
  }
}

/** The instances of one site. */
export class RoutedPool {
  readonly index: number;
  readonly name: string;
  /** How instances that come get their share; null: at once. */
  readonly slowStart: SlowStartConfig | null;
  /** Until when some have less than theirs, ms on the Clock. */
  slowUntil = Number.NEGATIVE_INFINITY;
  /** All that there may ever be. */
  readonly instances: RoutedInstance[] = [];
  /** Those that take load if they are well. */
  size = 0;
  /** Those that requests may go to. */
  healthy: readonly RoutedInstance[] = [];
  ejected = 0;
  /** Whose turn it is, for round-robin and for equals. */
  turn = 0;
  /** Requests answered without an instance, by the proxy itself. */
  readonly unserved = new AnswerCounts();
  /** From the arrival of a request to its answer's headers. */
  readonly durations = new DurationCounts();
  /** Requests whose caller went away before any answer. */
  abandoned = 0;

  constructor(index: number, name: string, slowStart: SlowStartConfig | null = null) {
    this.index = index;
    this.name = name;
    this.slowStart = slowStart;
  }

  /** Looks again who is healthy. @returns those that get their share little by little from now on */
  refresh(now: number): readonly RoutedInstance[] {
    this.size = this.instances.filter(({ present }) => present).length;
    this.healthy = this.instances.filter(instance => instance.healthy);
    this.ejected = this.instances.filter(instance => instance.ejected).length;
    if (this.slowStart === null) return [];
    const came = this.instances.filter(instance => instance.look(now));
    if (came.length > 0) {
      this.slowUntil = now + this.slowStart.windowMs;
      for (const each of this.instances) each.credit = 0;
    }
    return came;
  }
}
