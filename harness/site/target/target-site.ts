import { randomBytes } from 'node:crypto';
import { SystemClock } from '../../../mock-service/time/system-clock.ts';
import { activePool, processSilent } from '../../operations/catalogue/system-event.ts';
import type { TimelineEntry } from '../../operations/catalogue/timeline-event.ts';
import { type ControlServer, serveControl } from '../../operations/control-server.ts';
import { Timeline } from '../../operations/timeline.ts';
import type { SystemUnderTest } from '../../topology/system-under-test.ts';
import type { SiteSample } from '../site-sample.ts';
import { Caller } from './caller.ts';
import { MetricWatch } from './metric-watch.ts';
import { Operator } from './operator.ts';
import type { OperationEnd, UndoneOperation } from './operator-desk.ts';
import { PrometheusReader, type Reading } from './prometheus.ts';
import { POOL_METRICS, type Target } from './target.ts';
import { TargetOperations, undoValues } from './target-operations.ts';
import type { TargetSettings } from './target-settings.ts';

export interface TargetSiteOptions {
  readonly target: Target;
  readonly settings: { readonly underTest: TargetSettings; readonly baseline: TargetSettings | null };
  readonly allowedHosts: readonly string[];
  /** Path of the journal of what is done to it. */
  readonly journal: string;
  /** The Clock's zero as Unix time, ms. */
  readonly zeroEpochMs: number;
  /** Origins of pages, beside the control server's own, that may give commands. */
  readonly origins?: readonly string[];
}

/** What has been undone, and why. */
export interface Undone {
  readonly why: string;
  readonly operations: readonly UndoneOperation[];
}

/** A system that exists, for the time of a drill: nothing of it is started, but who operates and who measures it. */
export class TargetSite {
  readonly controlUrl: string;
  readonly token: string;
  readonly operations: TargetOperations;
  readonly #target: Target;
  readonly #operator: Operator;
  readonly #control: ControlServer;
  readonly #clock: SystemClock;
  readonly #zeroEpochMs: number;
  readonly #caller: Caller;
  readonly #reader: PrometheusReader | null;
  #watch: MetricWatch | null = null;
  #polling: NodeJS.Timeout | undefined;
  #active: string | null = null;
  readonly #told = new Set<string>();
  #undone: Undone | null = null;
  /** What it said of the settings in force; null: nobody asked. */
  inForce: string | null = null;
  /** What became of `reset`; null: it was not called. */
  resetEnd: OperationEnd | null = null;
  /** Told of every second of which something was measured. */
  onSample: ((sample: SiteSample) => void) | null = null;
  /** Told once of each thing that cannot be measured. */
  onProblem: ((problem: string) => void) | null = null;

  private constructor(
    { target, zeroEpochMs, allowedHosts }: TargetSiteOptions,
    parts: {
      operator: Operator;
      control: ControlServer;
      operations: TargetOperations;
      token: string;
      clock: SystemClock;
    },
  ) {
    this.#target = target;
    this.#zeroEpochMs = zeroEpochMs;
    this.#operator = parts.operator;
    this.#control = parts.control;
    this.#clock = parts.clock;
    this.operations = parts.operations;
    this.controlUrl = parts.control.url;
    this.token = parts.token;
    this.#caller = new Caller(parts.clock, allowedHosts);
    const { metrics, pools, secrets } = target;
    this.#reader = metrics === null ? null : new PrometheusReader(this.#caller, metrics, pools, secrets);
  }

  static async start(options: TargetSiteOptions): Promise<TargetSite> {
    const { target, settings, allowedHosts, journal, zeroEpochMs } = options;
    const clock = new SystemClock(zeroEpochMs, false);
    const operator = await Operator.start({
      ...{ target, allowedHosts, journal },
      undoValues: undoValues(target, settings.baseline),
    });
    const operations = new TargetOperations(target, settings, clock, new Timeline(), operator);
    const token = randomBytes(16).toString('hex');
    try {
      const control = await serveControl(operations, token, 0, options.origins);
      return new TargetSite(options, { operator, control, operations, token, clock });
    } catch (error) {
      await operator.release();
      throw error;
    }
  }

  /** Told if the process that operates it was killed. */
  set onOperatorLost(lost: () => void) {
    this.#operator.onLost = lost;
  }

  /**
   * Looks at its state before anything is done.
   * @returns why a drill cannot begin; null: it can
   */
  async wrongAtStart({ baseline, underTest }: TargetSiteOptions['settings']): Promise<string | null> {
    const { name, pools, operations, metrics } = this.#target;
    const reading = (await this.#reader?.read()) ?? null;
    for (const problem of reading?.problems ?? []) this.#tellOnce(problem);
    const [home] = pools;
    this.#active = reading?.active?.pool ?? null;
    if (this.#active !== null && this.#active !== home)
      return `${name} is not in its steady state: ${this.#active} has the users, and ${home} is home`;
    const waits = Object.entries(operations).find(([, each]) => each?.until !== null);
    if (waits !== undefined && this.#active === null) {
      const why = reading?.problems.find(each => each.includes('active') || each.includes('metric server'));
      return `${waits[0]} waits for {active}, and nobody can tell which pool has the users: ${why ?? 'metrics.active gave no value above 0'}`;
    }
    for (const pool of metrics?.queries.offered === undefined ? [] : pools) {
      if (reading?.pools.offered !== undefined && reading.pools.offered.size > 0 && !reading.pools.offered.has(pool))
        this.#tellOnce(`metrics.offered says nothing of ${pool}: is it down?`);
    }
    return this.#wrongSettings(baseline ?? underTest);
  }

  /** Brings it to the state in which every drill of a comparison begins. @returns why that failed; null: it is done, or it has no reset */
  async reset(): Promise<string | null> {
    if (this.#target.operations.reset === undefined) return null;
    this.resetEnd = await this.#operator.perform('reset', { home: this.#target.pools[0] as string });
    const { ok, how, output } = this.resetEnd;
    return ok ? null : `reset of ${this.#target.name} failed: ${how}${lastLine(output)}`;
  }

  /** Its metrics are of seconds from t = 0, `startMs` on the Clock, on. */
  sampleFrom(startMs: number): void {
    this.operations.underLoad = true;
    const { metrics, pools } = this.#target;
    const reader = this.#reader;
    clearInterval(this.#polling);
    if (metrics === null || reader === null) return;
    const watch = new MetricWatch(pools, metrics.everyMs, this.#zeroEpochMs + startMs);
    for (const metric of this.#watch?.measured ?? []) watch.measured.add(metric);
    this.#watch = watch;
    let reading = false;
    const read = async (): Promise<void> => {
      if (reading) return;
      reading = true;
      const read = await reader.read();
      reading = false;
      for (const problem of read.problems) this.#tellOnce(problem);
      this.#follow(read);
      // Of a load that is over.
      if (this.#watch !== watch) return;
      for (const sample of watch.samples(read)) this.onSample?.(sample);
    };
    this.#polling = setInterval(() => void read(), metrics.everyMs);
  }

  /** Records that a process of the drill has not spoken for so long. @param patienceMs that it is given */
  noteSilence(process: string, silentMs: number, patienceMs: number): void {
    const atMs = this.#clock.now() - silentMs;
    this.operations.timeline.add(processSilent.at(atMs, { process, forMs: patienceMs }) as TimelineEntry);
  }

  /** Metrics that gave numbers, and those that did not. */
  get measured(): { readonly measured: string[]; readonly notMeasured: string[] } {
    const all = [...POOL_METRICS, 'store', 'active'] as const;
    const measured = all.filter(each => this.#watch?.measured.has(each));
    return { measured, notMeasured: all.filter(each => !measured.includes(each)) };
  }

  /** Undoes what was done; once. */
  async undo(why: string): Promise<Undone> {
    this.#undone ??= { why, operations: await this.#operator.undo(why) };
    return this.#undone;
  }

  /** Nobody operates or measures it any more. What was not undone stays as it is. */
  async stop(): Promise<void> {
    clearInterval(this.#polling);
    await this.#operator.release();
    await Promise.all([this.#control.close(), this.#caller.close()]);
    this.#clock.close();
  }

  async #wrongSettings(expected: TargetSettings): Promise<string | null> {
    const told = await this.#operator.inForce();
    if (told === null || expected.path === null) return null;
    const { name } = this.#target;
    if (!told.ok) return `${name} does not tell its settings in force: ${told.how}${lastLine(told.output)}`;
    const says = told.output.trim();
    this.inForce = says.slice(0, 200);
    const { fingerprint, text, path } = expected;
    if ([fingerprint, expected.name, path, text.trim()].includes(says)) return null;
    return `${name} has other settings in force than ${expected.name} (${fingerprint}): it says ${JSON.stringify(this.inForce)}`;
  }

  /** What nobody of this drill has ordered is an event. */
  #follow({ active }: Reading): void {
    if (active === null || active.pool === this.#active) return;
    const [from, to] = [this.#active, active.pool];
    this.#active = to;
    if (from === null || this.operations.hasOrdered(to)) return;
    const facts = { from, to, because: 'unordered', instance: null } as const;
    this.operations.timeline.add(activePool.at(active.atEpochMs - this.#zeroEpochMs, facts) as TimelineEntry);
  }

  #tellOnce(problem: string): void {
    if (this.#told.has(problem)) return;
    this.#told.add(problem);
    this.onProblem?.(problem);
  }
}

function lastLine(output: string): string {
  const last = output.trim().split('\n').at(-1) ?? '';
  return last === '' ? '' : `: ${last}`;
}

/** A target in the words of a topology: what nobody has told is null. */
export function systemOf({
  name,
  fingerprint,
  users,
  peakPerSecond,
  pools,
  timeoutMs,
  metrics,
  objectives,
}: Target): SystemUnderTest {
  const unknown = { instances: null, cores: null, memoryBytes: null, queue: null };
  return {
    ...{ name, fingerprint, scale: 1, users, popularity: 'uniform', peakPerSecond, objectives },
    pools: Object.fromEntries(pools.map(pool => [pool, unknown])),
    directory: { concurrency: metrics?.store?.slots ?? null },
    proxy: { timeoutMs },
    measuredEveryMs: metrics?.everyMs ?? 0,
  };
}
