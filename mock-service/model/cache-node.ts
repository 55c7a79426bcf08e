import { type Clock, type Handler, Timer } from '../time/clock.ts';
import type { Cache } from './cache/cache.ts';
import { WaitingLine } from './waiting-line.ts';

/** One call of a node. */
export interface NodeCall {
  /** Its time has come. */
  perform(cache: Cache, now: number): void;
  failed(why: NodeFailure, now: number): void;
}

/** timeout: it took too long, in a slot or waiting for one; refused: the node is down, or went down. */
export type NodeFailure = 'timeout' | 'refused';

/** What a node did since the start. */
export interface NodeCounts {
  lookups: number;
  hits: number;
  timeouts: number;
  refused: number;
}

class Slot implements Handler {
  readonly timer = new Timer(this);
  readonly node: CacheNode;
  call: NodeCall | null = null;
  late = false;

  constructor(node: CacheNode) {
    this.node = node;
  }

  fire(): void {
    this.node.completed(this, this.timer.at);
  }
}

/** One server of a cache tier: `concurrency` slots, first come first served, each for as long as a call takes (model §2.1). */
export class CacheNode {
  readonly cache: Cache;
  readonly counts: NodeCounts = { lookups: 0, hits: 0, timeouts: 0, refused: 0 };
  readonly #clock: Clock;
  readonly #timeoutMs: number;
  readonly #latencyOf: (call: NodeCall) => number;
  readonly #waiting: WaitingLine<NodeCall>;
  readonly #busy = new Set<Slot>();
  #spare: Slot[] = [];
  #concurrency: number;
  #alive = true;
  #peakActive = 0;
  #peakWaiting = 0;

  /** @param latencyOf what a call takes, ms, drawn when it gets its slot */
  constructor(
    clock: Clock,
    cache: Cache,
    concurrency: number,
    timeoutMs: number,
    latencyOf: (call: NodeCall) => number,
  ) {
    this.#clock = clock;
    this.cache = cache;
    this.#concurrency = concurrency;
    this.#timeoutMs = timeoutMs;
    this.#latencyOf = latencyOf;
    this.#waiting = new WaitingLine(clock, timeoutMs, (call, now) => {
      this.counts.timeouts++;
      call.failed('timeout', now);
    });
  }

  get alive(): boolean {
    return this.#alive;
  }

  /** Calls in a slot now. */
  get active(): number {
    return this.#busy.size;
  }

  get waiting(): number {
    return this.#waiting.size;
  }

  get concurrency(): number {
    return this.#concurrency;
  }

  /** Slots there are from now on; calls that have one keep it. */
  set concurrency(slots: number) {
    this.#concurrency = slots;
    this.#fillSlots(this.#clock.now());
  }

  submit(call: NodeCall, now: number): void {
    if (!this.#alive) {
      this.counts.refused++;
      call.failed('refused', now);
    } else if (this.#busy.size < this.#concurrency) this.#start(call, now, now);
    else {
      this.#waiting.push(call, now);
      this.#peakWaiting = Math.max(this.#peakWaiting, this.#waiting.size);
    }
  }

  /** Loses its entries and all calls that it has, and refuses others until `revive`. */
  die(now: number): void {
    this.#alive = false;
    this.cache.flush();
    const lost: NodeCall[] = [];
    for (const slot of this.#busy) {
      this.#clock.cancel(slot.timer);
      lost.push(slot.call as NodeCall);
      slot.call = null;
      this.#spare.push(slot);
    }
    this.#busy.clear();
    for (let call = this.#waiting.shift(); call !== undefined; call = this.#waiting.shift()) lost.push(call);
    this.counts.refused += lost.length;
    for (const call of lost) call.failed('refused', now);
  }

  revive(): void {
    this.#alive = true;
  }

  completed(slot: Slot, now: number): void {
    const { late } = slot;
    const call = slot.call as NodeCall;
    slot.call = null;
    this.#busy.delete(slot);
    this.#spare.push(slot);
    this.#fillSlots(now);
    if (late) {
      this.counts.timeouts++;
      call.failed('timeout', now);
    } else call.perform(this.cache, now);
  }

  /** The most slots in use, and the most calls waiting, since this was last asked. */
  takePeaks(): { active: number; waiting: number } {
    const peaks = {
      active: Math.max(this.#peakActive, this.active),
      waiting: Math.max(this.#peakWaiting, this.waiting),
    };
    this.#peakActive = 0;
    this.#peakWaiting = 0;
    return peaks;
  }

  #start(call: NodeCall, cameAt: number, now: number): void {
    const slot = this.#spare.pop() ?? new Slot(this);
    const end = now + this.#latencyOf(call);
    const deadline = cameAt + this.#timeoutMs;
    slot.call = call;
    slot.late = end > deadline;
    this.#busy.add(slot);
    this.#peakActive = Math.max(this.#peakActive, this.#busy.size);
    this.#clock.schedule(slot.timer, slot.late ? deadline : end);
  }

  #fillSlots(now: number): void {
    while (this.#busy.size < this.#concurrency) {
      const call = this.#waiting.shift();
      if (call === undefined) return;
      this.#start(call, this.#waiting.cameAt, now);
    }
  }
}
