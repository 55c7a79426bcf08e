import { type Clock, type Handler, Timer } from '../time/clock.ts';
import { type Distribution, type DistributionSpec, distribution } from '../time/distribution.ts';
import { DurationCounts } from '../time/duration-counts.ts';
import { hashText, mix, uniform } from '../time/random.ts';
import { KeyCounts } from './key-counts.ts';
import { WaitingLine } from './waiting-line.ts';

/** Why a call of the directory gave nothing; no-connection: it never reached it. */
export type DirectoryFailure = 'timeout' | 'error' | 'no-connection';

/** The command that opens a connection. A text: it crosses to the directory's process. */
export const SET_UP = 'headroom: set up a connection';

/** One read or write of the store of record. The caller owns the object. */
export interface DirectoryCall {
  readonly key: number;
  /** What to execute; null for a read, `SET_UP` for a connection. */
  readonly command: unknown;
  /**
   * Called once. A read's `result` is the record, or null if there is none; a write's is what its command returned.
   */
  answered(result: unknown, failure: DirectoryFailure | null, now: number): void;
}

/** The port to the store of record behind the caches: the model itself when virtual, HTTP to its process when live. */
export interface Directory {
  submit(call: DirectoryCall): void;
}

/** The data behind the directory's queue. */
export interface Store {
  /** The record under a key, or null: there is none. */
  read(key: number, now: number): unknown;
  execute(key: number, command: unknown, now: number): unknown;
}

export interface DirectoryModelConfig {
  readonly latency: DistributionSpec;
  readonly concurrency: number;
  readonly timeoutMs: number;
  /** Share of calls that fail, 0–1. */
  readonly errors: number;
  /** Share of users that the directory does not know, 0–1. */
  readonly unknownUsers: number;
  /** What opening a connection takes of a slot, ms; 0 if not given. */
  readonly setUpMs?: number;
}

/** What `degrade` does to the directory: latency becomes factor·latency + addMs, concurrency and errors as given. */
export interface DirectoryDegradation {
  readonly latencyFactor: number;
  readonly latencyAddMs: number;
  /** The share of the slots that remain, 0–1. */
  readonly concurrency: number;
  /** Added to the configured share of errors. */
  readonly errors: number;
}

const HEALTHY: DirectoryDegradation = { latencyFactor: 1, latencyAddMs: 0, concurrency: 1, errors: 0 };

class Slot implements Handler {
  readonly timer = new Timer(this);
  readonly model: DirectoryModel;
  call: DirectoryCall | null = null;
  failure: DirectoryFailure | null = null;
  submittedAt = 0;

  constructor(model: DirectoryModel) {
    this.model = model;
  }

  fire(): void {
    this.model.completed(this, this.timer.at);
  }
}

/**
 * The directory as a model (model §3): `concurrency` slots, first come first served. A call times out `timeoutMs` after it was
 * submitted, also while it waits; its slot is then free, as when a client closes the connection.
 */
export class DirectoryModel implements Directory {
  #clock: Clock;
  #config: DirectoryModelConfig;
  #store: Store;
  #latency: Distribution;
  #key: number;
  #unknownKey: number;
  #calls = new KeyCounts();
  #waiting: WaitingLine<DirectoryCall>;
  #spare: Slot[] = [];
  #degradation = HEALTHY;
  /** Calls in a slot now. */
  active = 0;
  /** Reads, writes and failures since the start. */
  reads = 0;
  writes = 0;
  failures = 0;
  /** Connections that were opened. */
  setUps = 0;
  /** From a call's submission to its answer or failure, the wait for a slot included. */
  readonly durations = new DurationCounts();
  /** The most slots in use, and the reads begun, since the last sample. */
  #peakActive = 0;
  #readsBefore = 0;

  constructor(clock: Clock, config: DirectoryModelConfig, store: Store, seed: number) {
    this.#clock = clock;
    this.#config = config;
    this.#store = store;
    this.#latency = distribution(config.latency);
    this.#key = mix(seed, hashText('directory'));
    this.#unknownKey = mix(seed, hashText('unknown-users'));
    this.#waiting = new WaitingLine(clock, config.timeoutMs, (call, now) => this.#gaveUp(call, now));
  }

  /** Calls waiting for a slot. */
  get waiting(): number {
    return this.#waiting.size;
  }

  /** Slots there are now. */
  get concurrency(): number {
    return Math.max(1, Math.floor(this.#config.concurrency * this.#degradation.concurrency));
  }

  /** What happened since the last call: the most slots in use, and the reads begun. */
  takeSample(): { concurrency: number; reads: number } {
    const sample = { concurrency: Math.max(this.#peakActive, this.active), reads: this.reads - this.#readsBefore };
    this.#peakActive = 0;
    this.#readsBefore = this.reads;
    return sample;
  }

  /** Degrades the directory; null makes it healthy again. Calls in a slot keep the latency they have. */
  degrade(degradation: DirectoryDegradation | null): void {
    this.#degradation = degradation ?? HEALTHY;
    this.#fillSlots(this.#clock.now());
  }

  submit(call: DirectoryCall): void {
    if (call.command === null) this.reads++;
    else if (call.command === SET_UP) this.setUps++;
    else this.writes++;
    const now = this.#clock.now();
    if (this.active < this.concurrency) this.#start(call, now, now);
    else this.#waiting.push(call, now);
  }

  completed(slot: Slot, now: number): void {
    const call = slot.call as DirectoryCall;
    const failure = slot.failure;
    slot.call = null;
    this.durations.add(now - slot.submittedAt);
    this.#spare.push(slot);
    this.active--;
    this.#fillSlots(now);
    if (failure !== null) {
      this.failures++;
      call.answered(null, failure, now);
    } else call.answered(this.#answer(call, now), null, now);
  }

  #answer(call: DirectoryCall, now: number): unknown {
    if (call.command === SET_UP) return null;
    if (call.command !== null) return this.#store.execute(call.key, call.command, now);
    if (this.#config.unknownUsers > 0 && uniform(mix(this.#unknownKey, call.key)) < this.#config.unknownUsers)
      return null;
    return this.#store.read(call.key, now);
  }

  #start(call: DirectoryCall, submittedAt: number, now: number): void {
    const slot = this.#spare.pop() ?? new Slot(this);
    const key = mix(mix(this.#key, call.key), this.#calls.next(call.key));
    const drawn = call.command === SET_UP ? (this.#config.setUpMs ?? 0) : this.#latency(uniform(key));
    const latency = drawn * this.#degradation.latencyFactor + this.#degradation.latencyAddMs;
    const deadline = submittedAt + this.#config.timeoutMs;
    const errors = this.#config.errors + this.#degradation.errors;
    slot.call = call;
    slot.submittedAt = submittedAt;
    slot.failure = errors > 0 && uniform(mix(key, 1)) < errors ? 'error' : null;
    let end = now + latency;
    if (end > deadline) {
      end = deadline;
      slot.failure = 'timeout';
    }
    if (++this.active > this.#peakActive) this.#peakActive = this.active;
    this.#clock.schedule(slot.timer, end);
  }

  #fillSlots(now: number): void {
    while (this.active < this.concurrency) {
      const call = this.#waiting.shift();
      if (call === undefined) return;
      this.#start(call, this.#waiting.cameAt, now);
    }
  }

  #gaveUp(call: DirectoryCall, now: number): void {
    this.failures++;
    this.durations.add(this.#config.timeoutMs);
    call.answered(null, 'timeout', now);
  }
}
