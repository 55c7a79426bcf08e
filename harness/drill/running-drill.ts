import type { TimelineEntry } from '../operations/catalogue/timeline-event.ts';
import type { SiteSample } from '../site/site-sample.ts';
import type { Drill, DrillOutcome, DrillPorts } from './drill.ts';

/** What a drill tells while it runs. */
export interface DrillEvents extends Pick<DrillPorts, 'log' | 'started' | 'second' | 'loadEnded'> {
  finished(outcome: DrillOutcome): void;
  /** Our own bug: it cannot go on. */
  crashed(error: Error): void;
  /** Virtual: what the site measured in a second, and what was done to it. Live, these come from the site's own processes. */
  sampled(sample: SiteSample): void;
  noted(entry: TimelineEntry): void;
}

/** Nobody is told anything. */
export const UNHEARD: DrillEvents = {
  log() {},
  started() {},
  second() {},
  sampled() {},
  noted() {},
  finished() {},
  crashed() {},
};

/** A drill on one of the clocks. */
export interface RunningDrill {
  readonly drill: Drill;
  /** Events fired so far, when virtual. */
  readonly events: number;
  /** Runs to the end; `finished` or `crashed` is called once. @throws whatever the script's init code throws. */
  start(): void;
}
