import type { Problem } from '../../mock-service/settings/input-errors.ts';
import type { LoadResult } from '../load/load-result.ts';
import type { SecondFacts } from '../measure/request-account.ts';
import type { LoadSample } from '../measure/series.ts';
import type { TimelineEntry } from '../operations/catalogue/timeline-event.ts';
import type { RunRecord } from '../record/run-record.ts';
import type { LatenessSample } from '../site/processes/lateness.ts';
import type { SiteSample } from '../site/site-sample.ts';
import type { Ending } from '../verdict/ending.ts';
import type { RolloutOutcome } from '../verdict/rollout-outcome.ts';
import type { CarriedParts } from './carried-parts.ts';
import type { AnySpec, Place } from './drill-spec.ts';
import type { RecordedRequest } from './traffic-recorder.ts';

/** What the parent gives a drill's process to begin with. */
export interface DrillInit {
  readonly spec: AnySpec;
  /** The Clock's zero as Unix time, ms, when live. */
  readonly zeroEpochMs: number;
}

/** What the drill's process answers when it has looked at the script. */
export interface DrillReady {
  /** With any, the script cannot run (exit 104). */
  readonly problems: readonly Problem[];
  /** What the init code threw (exit 107); null if it ran. */
  readonly thrown: string | null;
  /** The init code asked for the drill's end (exit 108): why. Null if it did not. */
  readonly aborted: string | null;
  readonly warnings: readonly string[];
  /** What each scenario will do, as a sentence. */
  readonly sentences: readonly string[];
  /** How long new iterations start, and the longest that the load can take, seconds. */
  readonly regularS: number;
  /** How long the load takes at least, as far as it is known: iterations that are counted may end any time. */
  readonly spanS: number;
  readonly longestS: number;
  /** Iterations per second at the busiest moment of the open loop; 0 without one. */
  readonly busiestPerSecond: number;
  /** VUs that it has from the start of its scenarios on, and that it may come to have. */
  readonly vus: { readonly planned: number; readonly most: number };
  /** Of the script. */
  readonly fingerprint: string;
  /** It imports what works in live drills alone. */
  readonly needsLive: boolean;
  /** Where its metrics are on loopback; null when virtual, or where it cannot run. */
  readonly metricsPort: number | null;
}

/** Nothing is known of the script, and nothing wrong. */
export const NOTHING_SEEN: DrillReady = {
  problems: [],
  thrown: null,
  aborted: null,
  warnings: [],
  sentences: [],
  regularS: 0,
  spanS: 0,
  longestS: 0,
  busiestPerSecond: 0,
  vus: { planned: 0, most: 0 },
  fingerprint: '',
  needsLive: false,
  metricsPort: null,
};

/** Parent to drill. */
export type DrillCommand =
  /** `spec`: another drill of the same script than the one that the process was started for. */
  | { readonly kind: 'run'; readonly place: Place | null; readonly spec: AnySpec | null }
  /** `code`: how the drill then ends; 105, interrupted, if none is given. */
  | { readonly kind: 'stop'; readonly reason: string; readonly code?: Ending['code'] }
  | { readonly kind: 'site'; readonly sample: SiteSample }
  | { readonly kind: 'lateness'; readonly sample: LatenessSample }
  | {
      readonly kind: 'timeline';
      readonly entry: TimelineEntry;
    };

/** A second of a drill, for who watches. */
export interface DrillSecond {
  readonly second: number;
  readonly facts: SecondFacts | null;
  readonly load: LoadSample;
  /** Mean requests of a completed iteration so far, by scenario; without those that completed none. */
  readonly callsPerIteration: Readonly<Record<string, number>>;
  /** The latest sample of each pool and of the directory. */
  readonly site: readonly SiteSample[];
}

/** What who watches a drill is told. */
export type DrillNews =
  | { readonly kind: 'log'; readonly level: 'debug' | 'info' | 'warning' | 'error'; readonly text: string }
  /** t = 0, ms on the Clock. */
  | { readonly kind: 'started'; readonly atMs: number }
  | { readonly kind: 'second'; readonly second: DrillSecond }
  | {
      readonly kind: 'timeline';
      readonly entry: TimelineEntry;
    };

/** Drill to parent. */
export type DrillMessage =
  | DrillNews
  /** What has been measured so far: what is kept if this process dies. */
  | { readonly kind: 'draft'; readonly record: RunRecord }
  | {
      readonly kind: 'finished';
      readonly record: RunRecord;
      /** Live: Unix time of t = 0, ms. */
      readonly zeroAtMs?: number;
      readonly exit: Ending | null;
      readonly summary: LoadResult['summary'];
      readonly exceptions: LoadResult['exceptions'];
      readonly refusals: LoadResult['refusals'];
      /** What sessions sent, if it was to be recorded. */
      readonly traffic?: readonly (readonly RecordedRequest[])[];
      readonly rollout?: RolloutOutcome;
      /** Wall time of the load, and events fired when virtual. */
      readonly wallMs: number;
      readonly events: number;
      readonly carried?: CarriedParts;
    }
  /** The script's init code threw when the drill was to begin. */
  | { readonly kind: 'threw'; readonly text: string }
  /** Our own bug. */
  | { readonly kind: 'crashed'; readonly error: string };
