import { VirtualClock } from '../../mock-service/time/virtual-clock.ts';
import type { CompiledScript } from '../script/compile/compiled-script.ts';
import { VIRTUAL_BASE_URL, VIRTUAL_CONTROL_URL, VIRTUAL_EPOCH_MS, VirtualSite } from '../topology/virtual-site.ts';
import { direct } from './direct.ts';
import { Drill, type DrillOutcome } from './drill.ts';
import type { DrillSpec } from './drill-spec.ts';
import type { DrillEvents, RunningDrill } from './running-drill.ts';

/** Events between two looks at the outside world (messages, signals): some ten ms of work. */
const EVENTS_A_TURN = 20_000;
/** Wall time without progress in virtual time after which a drill is given up. */
const STUCK_AFTER_MS = 5000;

/** A drill on a virtual clock: site, network and load in this process, as fast as they go. */
export class VirtualDrill implements RunningDrill {
  readonly clock = new VirtualClock();
  readonly site: VirtualSite;
  readonly drill: Drill;
  readonly #events: DrillEvents;
  #over = false;
  #progressAt = 0;
  #lastNow = -1;

  constructor(spec: DrillSpec, script: CompiledScript, events: DrillEvents) {
    const { clock } = this;
    this.#events = events;
    this.site = new VirtualSite(spec.topology, spec.settings, clock, spec.seed);
    this.drill = new Drill(spec, script, {
      clock,
      transport: this.site.network,
      place: { baseUrl: VIRTUAL_BASE_URL, controlUrl: VIRTUAL_CONTROL_URL, controlToken: this.site.token },
      epochMs: VIRTUAL_EPOCH_MS,
      connectionsOpened: () => 0,
      log: events.log,
      started: now => {
        this.site.sampleFrom(now, sample => {
          this.drill.siteSample(sample);
          events.sampled(sample);
        });
        events.started(now);
      },
      second: events.second,
      finished: outcome => this.#finished(outcome),
    });
    this.site.timeline.listener = entry => {
      this.drill.timelineEntry(entry);
      events.noted(entry);
    };
    this.drill.drains.onRequest = () => clock.stop();
    if (spec.direction !== undefined) direct(this.site.operations, spec.direction);
  }

  get events(): number {
    return this.clock.fired;
  }

  start(): void {
    this.drill.prepare();
    this.#progressAt = performance.now();
    this.drill.start();
    this.#turn();
  }

  #turn = (): void => {
    if (this.#over) return;
    const { drains } = this.drill;
    if (drains.pending) {
      drains.onIdle(this.#turn);
      return;
    }
    try {
      const fired = this.clock.run(Number.POSITIVE_INFINITY, EVENTS_A_TURN);
      if (this.#over) return;
      if (fired === 0 && !drains.pending) throw new Error(this.#waiting('nothing is left to happen'));
      this.#watchProgress();
    } catch (error) {
      this.#over = true;
      this.#events.crashed(error as Error);
      return;
    }
    if (drains.pending) drains.onIdle(this.#turn);
    else setImmediate(this.#turn);
  };

  #watchProgress(): void {
    const now = performance.now();
    if (this.clock.now() !== this.#lastNow) {
      this.#lastNow = this.clock.now();
      this.#progressAt = now;
    } else if (now - this.#progressAt > STUCK_AFTER_MS) {
      throw new Error(this.#waiting(`virtual time has stood still for ${STUCK_AFTER_MS / 1000} s`));
    }
  }

  #waiting(why: string): string {
    const { engine } = this.drill;
    return `the virtual drill is stuck at ${this.clock.now()} ms: ${why}, and ${engine.stage} is not over (${engine.vusActive} VUs have an iteration under way)`;
  }

  #finished(outcome: DrillOutcome): void {
    this.#over = true;
    this.site.stop();
    this.drill.close();
    this.clock.stop();
    this.#events.finished(outcome);
  }
}
