import { availableParallelism } from 'node:os';
import type { DrillReady, DrillSecond } from '../../drill/drill-messages.ts';
import type { AnySpec } from '../../drill/drill-spec.ts';
import type { DrillWatcher, LogLevel } from '../../drill/drill-watcher.ts';
import { plannedSoFar } from '../../measure/series.ts';
import { eventOf, type TimelineEntry, told } from '../../operations/catalogue/timeline-event.ts';
import { announcement } from '../progress/announcement.ts';
import { noteLine, type ProgressSample, progressLine } from './progress-line.ts';
import type { Ticker } from './ticker.ts';

/** Shows a drill as plain lines: what will run, where it stands, and on a system that others use each operation as it happens. */
export class PlainProgress implements DrillWatcher {
  readonly #spec: AnySpec;
  readonly #prefix: string;
  readonly #ticker: Ticker;
  readonly #announced: (ready: DrillReady) => void;
  readonly #place: (() => string) | null;
  #startedAt = Number.NaN;
  #endS: number | null = null;
  #dropped = 0;

  /**
   * @param name tells the drill from others that run beside it; '' for the only one
   * @param announced says what will run
   * @param place where it stands among many that take a second or two each: of them that is worth more than how each goes
   */
  constructor(
    spec: AnySpec,
    name: string,
    ticker: Ticker,
    announced?: (ready: DrillReady) => void,
    place?: () => string,
  ) {
    this.#spec = spec;
    this.#prefix = name === '' ? '' : `${name}: `;
    this.#ticker = ticker;
    this.#place = place ?? null;
    this.#announced = announced ?? (ready => ticker.say(`${this.#prefix}${announcement(spec, ready)}`));
  }

  ready(ready: DrillReady): void {
    if (this.#spec.direction?.byHand !== true) this.#endS = ready.regularS;
    this.#announced(ready);
  }

  started(atMs: number): void {
    this.#startedAt = atMs;
  }

  second(second: DrillSecond): void {
    this.#dropped += second.load.dropped;
    if (second.facts === null) return;
    const sample = progressSample(second, this.#dropped);
    if (this.#place === null) this.#ticker.tick(`${this.#prefix}${progressLine(sample, this.#endS)}`);
    else this.#ticker.tick(`${this.#place()}; ${this.#prefix}second ${sample.second + 1} of ${this.#endS}`);
  }

  noted(entry: TimelineEntry): void {
    const { target, direction } = this.#spec;
    if (Number.isNaN(this.#startedAt) || (target === undefined && direction?.byHand !== true)) return;
    this.#ticker.say(`${this.#prefix}${noteLine(told(eventOf(entry, this.#startedAt)))}`);
  }

  log(level: LogLevel, text: string): void {
    const said = level === 'info' ? text : `${level}: ${text}`;
    for (const line of said.split('\n')) this.#ticker.write(`${this.#prefix}${line}`);
  }
}

/** Says nothing but warnings and errors. */
export class QuietProgress implements DrillWatcher {
  readonly #write: (line: string) => void;

  constructor(write: (line: string) => void) {
    this.#write = write;
  }

  ready(): void {}
  started(): void {}
  second(): void {}
  noted(): void {}

  log(level: LogLevel, text: string): void {
    if (level === 'error') this.#write(`${level}: ${text}`);
  }
}

/** A second as the progress texts take it. */
export function progressSample(
  { facts, load, site, callsPerIteration }: DrillSecond,
  droppedSoFar: number,
): ProgressSample {
  const pools = Object.fromEntries(
    site.flatMap(sample => (sample.kind === 'pool' ? [[sample.name, { cpu: sample.sample.cpu }]] : [])),
  );
  const { second, offered, ended, good, timeouts, errors, p99Ms } = facts as NonNullable<typeof facts>;
  const { lagP99Ms } = load;
  return {
    ...{ second, offered, ended, good, timeouts, errors, p99Ms, lagP99Ms, droppedSoFar, pools },
    planned: plannedSoFar(load.due, callsPerIteration),
  };
}

/** How many virtual drills run at once. */
export function parallelDrills(): number {
  return Math.max(1, availableParallelism());
}
