import type { RequestFacts, RequestTotals } from '../../measure/request-facts.ts';

/** What the objectives are judged on when a drill is over. */
export interface ObjectiveEvidence {
  readonly requests: RequestFacts;
  readonly recovery: Recovery;
  /** Whether service had broken before the trigger was gone: then there is something to recover from. */
  readonly wasBroken: boolean;
  /** When load ended, s. */
  readonly endS: number;
  /** Capacity ÷ peak as `capacity` measured it; null: it was not. */
  readonly headroom: number | null;
  /** Null: no failover was held. */
  readonly hold: HeadroomEstimate | null;
  /** Whether the script spoke by other means than HTTP requests: no objective is about those. */
  readonly speaksOtherwise: boolean;
}

/**
 * What became of service once its trigger was gone: `back`; `back-at-less-load`: only when there was less of it; `as-before`: not what the
 * objectives ask for, as it had not been before; `down` until the end of what was seen.
 */
export const RECOVERY_OUTCOMES = ['back', 'back-at-less-load', 'as-before', 'down'] as const;

/** Whether service came back, and when (model §7.4). Null where it does not apply, or nothing can be said. */
export interface Recovery {
  /** When the last trigger was gone, s; null: there was none. */
  readonly triggerGoneS: number | null;
  /** Start of the first window after it in which every objective holds, and after which service stays up, s. */
  readonly recoveredS: number | null;
  /** Service was shown to stay down though the trigger was gone; false: it came back, or was as before; null: neither was shown. */
  readonly metastable: boolean | null;
  /** Length of the windows, s; null where none fits. */
  readonly windowS: number | null;
  readonly outcome: (typeof RECOVERY_OUTCOMES)[number] | null;
  /** For how long it was seen not to be back under the load of before, s. */
  readonly seenS: number | null;
  /** How long that takes to be shown to last, s. */
  readonly neededS: number | null;
  /** The last window that held before service broke, s; null: none did. */
  readonly heldS: readonly [from: number, to: number] | null;
  /** Its planned load. */
  readonly borePerSecond: number | null;
  /** Planned load at which it came back, where that is less; else of the time in which it did not. */
  readonly loadPerSecond: number | null;
  /** Service broke again after a window that held: the last time that it did. */
  readonly relapsedS: number | null;
}

/** Headroom by pool load ÷ hold CPU ÷ peak: what the pool would bear if CPU went up in proportion. Not a measurement. */
export interface HeadroomEstimate {
  /** Null: no data. */
  readonly headroom: number | null;
  /** The CPU was full: the pool was asked for more than it bore, so its headroom is less than this. */
  readonly headroomAtMost: boolean;
}

/** How the requests of any stretch of a drill ended. */
export interface EndedCounts {
  readonly ended: number;
  readonly timeouts: number;
  /** Timeouts among them. */
  readonly errors: number;
}

/** The same of a stretch of whole seconds of the drill's account. */
export interface WindowCounts extends EndedCounts {
  /** Neither errors nor what the script expects. */
  readonly unexpected: number;
  /** Response times over the p99 objective. */
  readonly slow: number;
}

/** A drill at constant load that goes on. */
export interface UnfinishedDrill extends EndedCounts {
  /** As many as will have ended if load goes on at its highest so far. */
  readonly ended: number;
  readonly unexpected: number;
  /** Of the windows so far; null: there is none yet. */
  readonly worstP99Ms: number | null;
}

/** What a sentence on a broken objective may tell beside its own figures. */
export interface BrokenContext {
  readonly totals: RequestTotals;
  /** When and at what load timeouts began, as a sentence. */
  readonly onset: string;
}
