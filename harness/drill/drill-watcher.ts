import type { TimelineEntry } from '../operations/catalogue/timeline-event.ts';
import type { SiteSample } from '../site/site-sample.ts';
import type { DrillReady, DrillSecond } from './drill-messages.ts';

export type LogLevel = 'debug' | 'info' | 'warning' | 'error';

/** What a drill tells while it runs. */
export interface DrillWatcher {
  /** The script has been looked at and can run. */
  ready(ready: DrillReady): void;
  /** t = 0, ms on the Clock. */
  started(atMs: number): void;
  second(second: DrillSecond): void;
  /** Live: what a process of the site measured, as soon as it tells. */
  sampled?(sample: SiteSample): void;
  /** `atMs` on the Clock. */
  noted(entry: TimelineEntry): void;
  log(level: LogLevel, text: string): void;
}

/** Tells several what a drill tells. */
export function allWatchers(watchers: readonly DrillWatcher[]): DrillWatcher {
  return {
    ready: ready => {
      for (const each of watchers) each.ready(ready);
    },
    started: atMs => {
      for (const each of watchers) each.started(atMs);
    },
    second: second => {
      for (const each of watchers) each.second(second);
    },
    sampled: sample => {
      for (const each of watchers) each.sampled?.(sample);
    },
    noted: entry => {
      for (const each of watchers) each.noted(entry);
    },
    log: (level, text) => {
      for (const each of watchers) each.log(level, text);
    },
  };
}
