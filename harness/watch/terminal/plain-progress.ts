import { availableParallelism } from 'node:os';
import type { DrillReady, DrillSecond } from '../../drill/drill-messages.ts';
import type { AnySpec } from '../../drill/drill-spec.ts';
import type { DrillWatcher, LogLevel } from '../../drill/drill-watcher.ts';
import { plannedSoFar } from '../../measure/series.ts';
import { eventOf, type TimelineEntry, told } from '../../operations/catalogue/timeline-event.ts';
import { announcement } from '../progress/announcement.ts';
import { noteLine, type ProgressSample, progressLine } from './progress-line.ts';

/** Live drills get a line every so many seconds of load; virtual ones every so much wall time. */
const LINE_EVERY_S = 5;
const LINE_EVERY_MS = 1000;

/** Shows a drill as plain lines on stderr: what will run, a line per interval, each operation as it happens. */
export class PlainProgress implements DrillWatcher {
  readonly #spec: AnySpec;
  readonly #prefix: string;
  readonly #write: (line: string) => void;
  #startedAt = Number.NaN;
  #dropped = 0;
  #lastLineAt = Number.NEGATIVE_INFINITY;

  /** @param prefix names the drill where several run at once */
  constructor(spec: AnySpec, prefix: string, write: (line: string) => void) {
    this.#spec = spec;
    this.#prefix = prefix;
    this.#write = write;
  }

  ready(ready: DrillReady): void {
    this.#say(announcement(this.#spec, ready));
  }

  started(atMs: number): void {
    this.#startedAt = atMs;
  }

  second(second: DrillSecond): void {
    this.#dropped += second.load.dropped;
    if (second.facts === null || !this.#isDue(second.second)) return;
    this.#say(progressLine(progressSample(second, this.#dropped)));
  }

  noted(entry: TimelineEntry): void {
    if (Number.isNaN(this.#startedAt)) return;
    this.#say(noteLine(told(eventOf(entry, this.#startedAt))));
  }

  log(level: LogLevel, text: string): void {
    this.#say(level === 'info' ? text : `${level}: ${text}`);
  }

  #isDue(second: number): boolean {
    if (this.#spec.clock === 'live') return second % LINE_EVERY_S === 0;
    const now = performance.now();
    if (now - this.#lastLineAt < LINE_EVERY_MS) return false;
    this.#lastLineAt = now;
    return true;
  }

  #say(text: string): void {
    for (const line of text.split('\n')) this.#write(`${this.#prefix}${line}`);
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
  const { vus, lagP99Ms } = load;
  return {
    ...{ second, offered, ended, good, timeouts, errors, p99Ms, vus, lagP99Ms, droppedSoFar, pools },
    planned: plannedSoFar(load.due, callsPerIteration),
  };
}

/** How many virtual drills run at once. */
export function parallelDrills(): number {
  return Math.max(1, availableParallelism());
}
