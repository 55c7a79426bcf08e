import { type Clock, timer } from '../../mock-service/time/clock.ts';
import { VirtualClock } from '../../mock-service/time/virtual-clock.ts';
import type { RequestTally } from '../measure/request-tally.ts';
import type { CompiledScript } from '../script/compile/compiled-script.ts';
import type { Platform } from '../script/modules/platform.ts';
import type { SiteSecond } from '../site/instance-second.ts';
import { VIRTUAL_BASE_URL, VIRTUAL_CONTROL_URL, VIRTUAL_EPOCH_MS, VirtualSite } from '../site/virtual-site.ts';
import { direct, initialSettings } from './direct.ts';
import { Drill, type DrillOutcome } from './drill.ts';
import type { DrillSpec } from './drill-spec.ts';
import { RolloutDirector } from './rollout-director.ts';
import type { DrillEvents, RunningDrill } from './running-drill.ts';
import { type SessionPorts, unansweredSockets } from './session-ports.ts';

/** Events between two looks at the outside world (messages, signals, heartbeats): some ten ms of work, a hundred on a busy machine. */
const EVENTS_A_TURN = 5000;
/** Processor time without progress in virtual time after which a drill is given up. */
const STUCK_AFTER_MS = 5000;

/** What a drill on a virtual clock asks of the machine that it runs on. Nothing of it is in the record. */
export interface Machine {
  /** What the script finds there. @param script its path */
  platform(script: string): Platform;
  /** Processor time that has been used so far, ms. */
  usedMs(): number;
  /** Who answers what a script speaks besides HTTP; nobody, if it does not say. */
  sessions?(clock: Clock): SessionPorts;
}

/** A drill on a virtual clock: site, network and load in this thread, as fast as they go. The same on any machine. */
export class ModelledDrill implements RunningDrill {
  readonly clock = new VirtualClock();
  readonly site: VirtualSite;
  readonly drill: Drill;
  readonly #events: DrillEvents;
  readonly #director: RolloutDirector | null;
  #over = false;
  #progressAt = 0;
  #lastNow = -1;
  #hasStood = false;
  #turnsBefore = 0;
  readonly #stuckAfterMs: number;

  readonly #machine: Machine;

  /**
   * @param tally counts requests too, as in a live drill; nobody scrapes a virtual one
   * @param stuckAfterMs processor time without progress in virtual time after which it is given up
   */
  constructor(
    spec: DrillSpec,
    script: CompiledScript,
    events: DrillEvents,
    machine: Machine,
    tally?: RequestTally,
    stuckAfterMs = STUCK_AFTER_MS,
  ) {
    const { clock } = this;
    this.#events = events;
    this.#machine = machine;
    this.#stuckAfterMs = stuckAfterMs;
    this.site = new VirtualSite(spec.topology, initialSettings(spec), clock, spec.seed);
    this.drill = new Drill(spec, script, {
      clock,
      transport: this.site.network,
      platform: machine.platform(spec.script),
      place: { baseUrl: VIRTUAL_BASE_URL, controlUrl: VIRTUAL_CONTROL_URL, controlToken: this.site.token },
      epochMs: VIRTUAL_EPOCH_MS,
      ...(tally === undefined ? {} : { tally }),
      // They get here to be tried, or to be compiled while a live drill waits for its site.
      ...(machine.sessions?.(clock) ?? unansweredSockets(script, clock)),
      connectionsOpened: () => 0,
      requestsRepeated: () => 0,
      log: events.log,
      started: now => {
        const watch = this.#director === null ? null : this.site.watchInstances();
        this.site.sampleFrom(now, sample => {
          this.drill.siteSample(sample);
          events.sampled(sample);
          // The directory's is the last of a second.
          if (sample.kind === 'directory') this.#directed(watch?.(sample.second));
        });
        for (const { atS, operation } of spec.orders ?? [])
          clock.schedule(
            timer(() => this.site.operations.apply(operation)),
            now + 1000 * atS,
          );
        events.started(now);
      },
      second: events.second,
      loadEnded: () => {
        this.site.sampleRest();
        events.loadEnded?.();
      },
      finished: outcome => this.#finished(outcome),
    });
    this.site.timeline.listener = entry => {
      this.drill.timelineEntry(entry);
      events.noted(entry);
    };
    this.drill.drains.onRequest = () => clock.stop();
    const { direction, topology, settings } = spec;
    this.#director =
      direction?.rollout === undefined ? null : new RolloutDirector(direction.rollout, topology, settings.underTest);
    this.site.operations.amendments = spec.varied?.amended ?? [];
    if (direction !== undefined) direct(this.site.operations, direction);
  }

  get events(): number {
    return this.clock.fired;
  }

  start(): void {
    this.drill.prepare();
    this.#progressAt = this.#machine.usedMs();
    this.drill.start();
    this.#turn();
  }

  #directed(second: SiteSecond | undefined): void {
    if (second === undefined) return;
    const { operations, over } = (this.#director as RolloutDirector).second(second);
    for (const operation of operations) this.site.operations.apply(operation);
    if (over) this.drill.engine.stop('the rollout has come to its end', 99);
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
      if (fired === 0 && !drains.pending) throw new Error(this.#stuck('nothing is left to happen'));
      this.#watchProgress();
    } catch (error) {
      this.#over = true;
      this.#events.crashed(error as Error);
      return;
    }
    if (drains.pending) drains.onIdle(this.#turn);
    else setImmediate(this.#turn);
  };

  /** Virtual time that stands still is an endless loop: the script's if it is script code that runs, ours otherwise. */
  #watchProgress(): void {
    const now = this.#machine.usedMs();
    if (this.clock.now() !== this.#lastNow) {
      this.#lastNow = this.clock.now();
      this.#progressAt = now;
      this.#hasStood = false;
      return;
    }
    const { engine, lastRun } = this.drill;
    if (!this.#hasStood) {
      this.#hasStood = true;
      this.#turnsBefore = engine.turns;
    }
    if (now - this.#progressAt <= this.#stuckAfterMs) return;
    const why = `virtual time has stood still for ${this.#stuckAfterMs / 1000} s of processor time`;
    if (engine.turns === this.#turnsBefore) throw new Error(this.#stuck(why));
    this.#progressAt = now;
    const where = lastRun.phase === 'iteration' ? `iteration ${lastRun.iteration} of VU ${lastRun.id}` : lastRun.phase;
    const atS = Math.round(this.clock.now()) / 1000;
    engine.stop(`the script waits for ever: ${why} at ${atS} s, while ${where} goes on without waiting`, 107);
  }

  /** What waits for what. */
  #stuck(why: string): string {
    const { engine } = this.drill;
    const iterations = engine.vusActive === 0 ? [] : [`iterations under way: ${engine.vusActive}`];
    const waits = [...iterations, ...this.site.underWay()];
    const waiting = waits.length === 0 ? 'nothing is under way' : waits.join('; ');
    return `the virtual drill is stuck at ${Math.round(this.clock.now()) / 1000} s: ${why}, and the ${engine.stage} is not over (${waiting})`;
  }

  /** Ends it where it is; nobody is told. */
  abandon(): void {
    if (this.#over) return;
    this.#over = true;
    this.site.stop();
    this.drill.close();
    this.clock.stop();
  }

  #finished(outcome: DrillOutcome): void {
    this.abandon();
    const rollout = this.#director?.outcome();
    this.#events.finished(rollout === undefined ? outcome : { ...outcome, rollout });
  }
}
