import { type Clock, type Timer, timer } from '../../../mock-service/time/clock.ts';

/** How often it is looked, ms. */
const EVERY_MS = 10;

/** The worst lateness of one process of a live drill in one second: how late something that was due ran, ms. */
export interface LatenessSample {
  /** `drill`, `proxy`, `directory`, or a pool's name. */
  readonly process: string;
  readonly second: number;
  readonly worstMs: number;
}

/**
 * How late this process runs what is due: because the machine does not let it run, or because it is busy itself. Neither is the doing of
 * the system that it stands for, whose CPU is a model.
 */
export class Lateness {
  readonly #clock: Clock;
  readonly #probe: Timer;
  #dueAt: number;
  #worstMs = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#dueAt = clock.now() + EVERY_MS;
    this.#probe = timer(now => {
      this.#worstMs = Math.max(this.#worstMs, now - this.#dueAt);
      this.#dueAt = now + EVERY_MS;
      clock.schedule(this.#probe, this.#dueAt);
    });
    clock.schedule(this.#probe, this.#dueAt);
  }

  /** The worst since the last call, what is overdue now included, ms. */
  takeWorstMs(): number {
    const worst = Math.max(this.#worstMs, this.#clock.now() - this.#dueAt, 0);
    this.#worstMs = 0;
    return worst;
  }

  close(): void {
    this.#clock.cancel(this.#probe);
  }
}

/** A second's sample, for the parent. */
export function latenessMessage(process: string, second: number, lateness: Lateness): LatenessMessage {
  return { kind: 'lateness', sample: { process, second, worstMs: lateness.takeWorstMs() } };
}

export interface LatenessMessage {
  readonly kind: 'lateness';
  readonly sample: LatenessSample;
}
