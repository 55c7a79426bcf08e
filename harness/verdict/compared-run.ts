import type { SeriesTable } from '../measure/series-table.ts';
import type { Lateness } from './lateness.ts';
import type { JudgedClass } from './objectives/class-objectives.ts';
import type { ObjectiveResult } from './objectives/judged-objective.ts';
import type { Verdict } from './verdict.ts';

/** What a comparison needs of a run: a part of its record. */
export interface ComparedRun {
  readonly verdict: Verdict;
  readonly reasons: readonly string[];
  readonly clock: 'live' | 'virtual';
  readonly seed: number;
  readonly arrivals: 'poisson' | 'even';
  readonly durationS: number;
  readonly script: { readonly name: string; readonly fingerprint: string };
  readonly topology: { readonly name: string; readonly fingerprint: string; readonly users: number };
  readonly cacheSettings: {
    readonly name: string;
    readonly fingerprint: string;
    readonly values: Readonly<Record<string, string>>;
    /** From what was the baseline of this run. */
    readonly differences?: readonly { readonly knob: string; readonly from: string; readonly to: string }[];
  };
  /** When it was begun, ISO 8601. */
  readonly startedAt?: string;
  /** Of a drill of a system that exists. */
  readonly target?: { readonly reset: { readonly how: string } | null } | undefined;
  readonly timeline?: readonly { readonly atS: number; readonly operation: string }[];
  readonly objectives: readonly ObjectiveResult[];
  /** Of requests; none where the topology gives them none. */
  readonly classes?: readonly JudgedClass[] | undefined;
  /** How well the instrument did; a record of before may not say how late its processes were. */
  readonly generator: { readonly lagMs: { readonly p99: number | null }; readonly lateness?: Lateness | undefined };
  readonly timeouts: { readonly count: number };
  readonly requests: { readonly offered: number; readonly interrupted: number; readonly errors: number };
  readonly pools: Readonly<Record<string, unknown>>;
  readonly knobs: Readonly<Record<string, number>>;
  /** What was full first when service broke; null where it did not. */
  readonly cause: { readonly sentence: string } | null;
  readonly series: SeriesTable;
}

/** The two arms' runs of one seed. */
export interface RunPair {
  readonly baseline: ComparedRun;
  readonly candidate: ComparedRun;
}

/** Why comparing the two would mean nothing, each as a sentence; empty if it means something. */
export function incomparable({ baseline, candidate }: RunPair): string[] {
  const problems: string[] = [];
  const differ = (what: string, a: string | number, b: string | number): void => {
    problems.push(`the ${what} differ (${a} and ${b}): what differs then is not the cache settings alone`);
  };
  if (baseline.script.fingerprint !== candidate.script.fingerprint) {
    differ('scripts', print(baseline.script), print(candidate.script));
  }
  if (baseline.topology.fingerprint !== candidate.topology.fingerprint) {
    differ('topologies', print(baseline.topology), print(candidate.topology));
  }
  if (baseline.clock !== candidate.clock) differ('clocks', baseline.clock, candidate.clock);
  if (baseline.seed !== candidate.seed) differ('seeds', baseline.seed, candidate.seed);
  if (baseline.arrivals !== candidate.arrivals) differ('arrivals', baseline.arrivals, candidate.arrivals);
  return problems;
}

function print({ name, fingerprint }: { readonly name: string; readonly fingerprint: string }): string {
  return `${name} ${fingerprint.slice(0, 8)}`;
}
