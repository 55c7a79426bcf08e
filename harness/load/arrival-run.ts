import { type Handler, Timer } from '../../mock-service/time/clock.ts';
import { hashText, mix, RandomStream } from '../../mock-service/time/random.ts';
import { type Arrivals, ConstantArrivals, PoissonArrivals, RampingArrivals } from './arrivals.ts';
import { type ConstantArrivalRate, constantCurve } from './constant-arrival-rate.ts';
import { type RampingArrivalRate, rampingCurve } from './ramping-arrival-rate.ts';
import { ScenarioRun, type ScenarioWorld } from './scenario-run.ts';
import type { Vu } from './vu.ts';

/**
 * The open loop: iterations start when they are due, whatever became of those before. One without a free VU is dropped, never
 * queued. One timer is pending, for the next due moment.
 */
export class ArrivalRun extends ScenarioRun<ConstantArrivalRate | RampingArrivalRate> implements Handler {
  #arrivals: Arrivals;
  #timer = new Timer(this);
  #dueAt = Number.POSITIVE_INFINITY;

  constructor(scenario: ConstantArrivalRate | RampingArrivalRate, world: ScenarioWorld) {
    super(scenario, world);
    this.#arrivals = arrivalsOf(scenario, world, this.key);
  }

  fire(now: number): void {
    this.#arrive(now);
    if (this.#dueAt < Number.POSITIVE_INFINITY) this.world.clock.schedule(this.#timer, this.#dueAt);
  }

  protected override opened(now: number): void {
    this.#dueAt = this.startedAt + this.#arrivals.next();
    this.fire(now);
  }

  protected override idle(vu: Vu): void {
    this.release(vu);
  }

  protected override closing(now: number, regular: boolean): void {
    // The last iteration may be due at the very end.
    if (regular) this.#arrive(now);
    this.world.clock.cancel(this.#timer);
  }

  /** Starts what is due at `now`. Live, later ones of a burst start later: each start has its own moment. */
  #arrive(now: number): void {
    const { accounts, scenario } = this;
    const { clock } = this.world;
    while (this.#dueAt <= now && !this.closed) {
      accounts.due++;
      const vu = this.acquire(scenario.maxVUs);
      if (vu === null) {
        accounts.dropped++;
        this.world.dropped(this, 1, now);
      } else this.begin(vu, this.#dueAt, clock.now());
      this.#dueAt = this.startedAt + this.#arrivals.next();
    }
  }
}

function arrivalsOf(
  scenario: ConstantArrivalRate | RampingArrivalRate,
  { spacing }: ScenarioWorld,
  key: number,
): Arrivals {
  const isConstant = scenario.executor === 'constant-arrival-rate';
  if (spacing === 'poisson') {
    const curve = isConstant ? constantCurve(scenario) : rampingCurve(scenario);
    return new PoissonArrivals(curve, new RandomStream(mix(key, hashText('arrivals'))));
  }
  if (isConstant) return new ConstantArrivals(scenario.rate, scenario.timeUnitMs, scenario.durationMs);
  return new RampingArrivals(rampingCurve(scenario));
}
