import { mix, RandomStream } from '../../mock-service/time/random.ts';
import { quantile } from '../verdict/statistics.ts';
import { studentQuantile } from '../verdict/student.ts';
import { addEquations, addRow, type NormalEquations, noEquations, nonNegative, solve } from './non-negative.ts';

/** One instance in one window: what its cores did, and for how many requests of each class. */
export interface DemandRow {
  /** Number of the window; those of one window are drawn together. */
  readonly window: number;
  readonly cpuS: number;
  /** By class, in the order of the names. */
  readonly counts: readonly number[];
}

/** What requests of one cost waited for their answers in a window. */
export interface LatencyRow {
  readonly window: number;
  /** Those of one group wait alike for a core in the same window, so that what tells them apart is what they cost. */
  readonly group: string;
  /** Number of the cost. */
  readonly cost: number;
  /** Mean, s. */
  readonly seconds: number;
  /** Of that mean, s². */
  readonly variance: number;
}

/** What the requests of one class cost. */
export interface Demand {
  readonly name: string;
  /** CPU time of one, s. */
  readonly seconds: number;
  /** Of 90 %. */
  readonly interval: readonly [number, number];
  /** Of the CPU time that was fitted. */
  readonly share: number;
  readonly count: number;
  /** By how much more its variance is since others move with it; 1: none do. */
  readonly inflation: number;
  /** Whether latencies had a part in it. */
  readonly byLatency: boolean;
  /** Null: it is known. */
  readonly unknown: Unknown | null;
}

/** Why the data do not tell a cost to a tenth. */
export type Unknown =
  /** These come whenever it comes. */
  | { readonly kind: 'moves-with'; readonly others: readonly string[] }
  /** Too few of them, or too short a time. */
  | { readonly kind: 'too-little' }
  /** To no tenth, but what that leaves of the CPU in doubt is little, as long as requests are mixed as they were. */
  | { readonly kind: 'rough' }
  | { readonly kind: 'never-came' };

/** Whether a topology with such a cost would be invented. */
export function isInvented(unknown: Unknown | null): boolean {
  return unknown !== null && unknown.kind !== 'rough' && unknown.kind !== 'never-came';
}

export interface DemandFit {
  readonly demands: readonly Demand[];
  readonly rows: number;
  readonly windows: number;
  /** Of what is not explained, ÷ CPU time: its root mean square. */
  readonly residual: number;
  /** Those whose latencies CPU time contradicts: they wait for something else too. */
  readonly contradicted: readonly string[];
  /** CPU time that was fitted for each row, s. */
  readonly fitted: readonly number[];
  /** Costs of each draw of the bootstrap, s, in the order of the demands. */
  readonly draws: readonly (readonly number[])[];
}

/** A cost is known if half of its interval is at most this share of it. */
export const WIDEST = 0.1;
/** One that is not, and leaves more than this share of the CPU in doubt, is not made up. */
export const MOST_DOUBT = 0.03;
/** Inflation of variance from which on the reason is others that move with it. */
const INFLATED = 10;
/** From here on two are one: CPU time does not see either by itself, and nothing would bear out what latency says of it. */
const HOPELESS = 1000;
/** So many standard errors between what CPU time says alone and with latencies are no chance. */
const CONTRADICTED = 2.5;
/** CPU time that is explained to the last is not taken for certain: the variance of a row for each second that it has, s. */
const LEAST_SCATTER_S = 1e-6;
/** Correlation of two estimates from which on they are told to come together. */
const AGAINST = -0.5;
const DRAWS = 400;
const CONFIDENCE = 0.9;

/**
 * Service demands by the utilisation law (P. J. Denning and J. P. Buzen, 1978): CPU time regressed on the counts of each class, none negative. What
 * is left over varies as CPU time does, so a row weighs by what it is fitted to have. Beside it stand differences of latencies: requests that wait
 * for a core alone wait alike, whatever they cost, so that the difference of two means is that of two costs; as far as CPU time bears them out.
 * Intervals are of a bootstrap of moving blocks of windows (H. R. Künsch, 1989), widened as Student's t widens those of so few rows.
 * @param names of the classes; each row has a count for each
 */
export function fitDemands(
  names: readonly string[],
  rows: readonly DemandRow[],
  seed: number,
  latencies: readonly LatencyRow[] = [],
): DemandFit {
  const size = names.length;
  const cpu = cpuEquations(size, rows);
  const { told: byLatency, contradicted } = borneOut(size, cpu, latencies);
  const byWindow = withLatencies(size, cpu, latencies, byLatency);
  const windows = [...byWindow].sort(([a], [b]) => a - b).map(([, equations]) => equations);
  const all = sumOf(windows, size);
  const costs = nonNegative(all);
  const draws = bootstrap(windows, size, seed);
  const fitted = rows.map(({ counts }) => dot(counts, costs));
  const totalCpu = rows.reduce((sum, { cpuS }) => sum + cpuS, 0);
  const freedom = Math.max(1, rows.length - size);
  const widen =
    (studentQuantile(1 - CONFIDENCE, freedom) / 1.6448536) *
    Math.sqrt(windows.length / Math.max(1, windows.length - size));
  const inverse = inverseOf(all);
  const squares = rows.reduce((sum, { cpuS }, i) => sum + (cpuS - (fitted[i] as number)) ** 2, 0);
  const counts = names.map((_, i) => rows.reduce((sum, row) => sum + (row.counts[i] as number), 0));
  const demands = names.map((name, i): Demand => {
    const seconds = costs[i] as number;
    const drawn = draws.map(draw => draw[i] as number).sort((a, b) => a - b);
    const edge = (share: number): number => Math.max(0, seconds + widen * (quantile(drawn, share) - seconds));
    const count = counts[i] as number;
    const inflation = (inverse[i] as number[])[i]!;
    const others = othersOf(i, inverse);
    const drawnInterval = [edge(0.05), edge(0.95)] as const;
    // Of two that are one, least squares gives all to either, and draws do so again and again.
    const interval = inflation < HOPELESS ? drawnInterval : ([0, withOthers(i, others, costs, counts)] as const);
    const share = totalCpu === 0 ? 0 : (seconds * count) / totalCpu;
    return {
      ...{ name, seconds, interval, share, count, inflation, byLatency: byLatency.has(i) },
      unknown: unknownOf(
        { seconds, interval, count, inflation, totalCpu },
        others.map(other => names[other] as string),
      ),
    };
  });
  return {
    ...{ demands, rows: rows.length, windows: windows.length, fitted, draws },
    contradicted: contradicted.map(i => names[i] as string),
    residual: totalCpu === 0 ? 0 : Math.sqrt(squares / Math.max(1, rows.length)) / (totalCpu / rows.length),
  };
}

/** CPU time by window, a row weighing by its variance, which goes with what it is fitted to have. */
function cpuEquations(size: number, rows: readonly DemandRow[]): Map<number, NormalEquations> {
  const plain = noEquations(size);
  for (const { counts, cpuS } of rows) addRow(plain, counts, cpuS);
  const first = nonNegative(plain);
  const totalCpu = rows.reduce((sum, { cpuS }) => sum + cpuS, 0);
  const floor = (0.05 * totalCpu) / Math.max(1, rows.length);
  const expected = rows.map(({ counts }) => Math.max(floor, dot(counts, first)));
  // Who is asked for nothing scatters in nothing: a pool that stands by would halve the errors of the other.
  const asked = rows.filter(({ counts }) => counts.some(count => count > 0));
  const scatter = asked.reduce((sum, { counts, cpuS }) => {
    const mean = dot(counts, first);
    return sum + (cpuS - mean) ** 2 / Math.max(floor, mean);
  }, 0);
  const unit = Math.max(LEAST_SCATTER_S, scatter / Math.max(1, asked.length - size));
  const byWindow = new Map<number, NormalEquations>();
  for (const [i, { window, counts, cpuS }] of rows.entries())
    addRow(equationsOf(byWindow, window, size), counts, cpuS, 1 / (unit * (expected[i] as number)));
  return byWindow;
}

/** The same with what latencies of these costs say: each beside the mean of its group in its window, where windows that have no CPU time are left out. */
function withLatencies(
  size: number,
  cpu: ReadonlyMap<number, NormalEquations>,
  latencies: readonly LatencyRow[],
  told: ReadonlySet<number>,
): Map<number, NormalEquations> {
  const byWindow = new Map([...cpu].map(([window, equations]) => [window, sumOf([equations], size)]));
  const used = latencies.filter(({ cost, window }) => told.has(cost) && cpu.has(window));
  for (const own of Map.groupBy(used, ({ group, window }) => `${window} ${group}`).values()) {
    const weights = own.map(({ variance }) => 1 / variance);
    const weight = weights.reduce((sum, each) => sum + each, 0);
    const x = new Array<number>(size).fill(0);
    for (const [i, { cost }] of own.entries()) x[cost]! += (weights[i] as number) / weight;
    const y = own.reduce((sum, { seconds }, i) => sum + ((weights[i] as number) / weight) * seconds, 0);
    for (const [i, { window, cost, seconds }] of own.entries())
      addRow(
        equationsOf(byWindow, window, size),
        x.map((each, k) => Number(k === cost) - each),
        seconds - y,
        weights[i],
      );
  }
  return byWindow;
}

/**
 * The costs whose latencies may be used: CPU time sees them, and does not contradict what they become. What is asked of another service, or waits as
 * others do not, is no CPU time, and shows as a difference between the two (J. A. Hausman, "Specification Tests in Econometrics", 1978).
 */
function borneOut(
  size: number,
  cpu: ReadonlyMap<number, NormalEquations>,
  latencies: readonly LatencyRow[],
): { readonly told: ReadonlySet<number>; readonly contradicted: readonly number[] } {
  const contradicted: number[] = [];
  const alone = estimatesOf(sumOf([...cpu.values()], size));
  const told = new Set(latencies.map(({ cost }) => cost).filter(cost => alone.inflation[cost]! < HOPELESS));
  while (told.size > 1) {
    const both = estimatesOf(sumOf([...withLatencies(size, cpu, latencies, told).values()], size));
    let [worst, most] = [-1, CONTRADICTED];
    for (const cost of told) {
      const variance = Math.max(1e-3 * alone.variance[cost]!, alone.variance[cost]! - both.variance[cost]!);
      const apart = Math.abs(alone.costs[cost]! - both.costs[cost]!) / Math.sqrt(variance);
      if (apart > most) [worst, most] = [cost, apart];
    }
    if (worst < 0) return { told, contradicted };
    told.delete(worst);
    contradicted.push(worst);
  }
  return { told: new Set(), contradicted };
}

/** Least squares without bounds. */
function estimatesOf({ size, gram, moments }: NormalEquations) {
  const scale = Array.from({ length: size }, (_, i) => Math.sqrt(gram[i * size + i] as number) || 1);
  const inverse = inverseOf({ size, gram, moments });
  return {
    costs: scale.map((own, i) =>
      scale.reduce((sum, each, j) => sum + ((inverse[i] as number[])[j]! * (moments[j] as number)) / (own * each), 0),
    ),
    variance: scale.map((own, i) => (inverse[i] as number[])[i]! / own ** 2),
    inflation: inverse.map((row, i) => row[i] as number),
  };
}

function equationsOf(byWindow: Map<number, NormalEquations>, window: number, size: number): NormalEquations {
  let equations = byWindow.get(window);
  if (equations === undefined) byWindow.set(window, (equations = noEquations(size)));
  return equations;
}

interface Estimate {
  readonly seconds: number;
  readonly interval: readonly [number, number];
  readonly count: number;
  readonly inflation: number;
  readonly totalCpu: number;
}

function unknownOf(
  { seconds, interval: [low, high], count, inflation, totalCpu }: Estimate,
  others: readonly string[],
): Unknown | null {
  if (count === 0) return { kind: 'never-came' };
  const half = (high - low) / 2;
  if (half <= WIDEST * seconds) return null;
  if (half * count <= MOST_DOUBT * totalCpu) return { kind: 'rough' };
  return inflation < INFLATED ? { kind: 'too-little' } : { kind: 'moves-with', others };
}

/** Those whose estimates go down as its own goes up; where none stands out, the one that does so most. */
function othersOf(own: number, inverse: readonly (readonly number[])[]): number[] {
  const at = (i: number, j: number): number => (inverse[i] as readonly number[])[j] as number;
  const related = inverse
    .map((_, i) => ({ i, r: at(own, i) / Math.sqrt(at(own, own) * at(i, i)) }))
    .filter(({ i }) => i !== own)
    .sort((a, b) => a.r - b.r);
  const taking = related.filter(({ r }) => r < AGAINST);
  return (taking.length > 0 ? taking : related.slice(0, 1)).map(({ i }) => i);
}

/** What a request would cost if it had all that those cost that come with it, s. */
function withOthers(
  own: number,
  others: readonly number[],
  costs: readonly number[],
  counts: readonly number[],
): number {
  const theirs = others.reduce((sum, i) => sum + (costs[i] as number) * (counts[i] as number), 0);
  return (costs[own] as number) + theirs / Math.max(1, counts[own] as number);
}

/** Blocks so long that windows further apart say nothing of each other: a load that drifts is the same in neighbours. */
function blockLength(windows: number): number {
  return Math.max(1, Math.min(Math.floor(windows / 8), Math.round(windows ** (1 / 3))));
}

function bootstrap(windows: readonly NormalEquations[], size: number, seed: number): number[][] {
  const random = new RandomStream(mix(seed, 0x63616c69));
  const length = blockLength(windows.length);
  return Array.from({ length: DRAWS }, () => {
    const sum = noEquations(size);
    for (let drawn = 0; drawn < windows.length; drawn += length) {
      const from = Math.floor(random.next() * windows.length);
      for (let k = 0; k < Math.min(length, windows.length - drawn); k++)
        // Round the end: windows at the edges come as often as others (D. N. Politis and J. P. Romano, 1992).
        addEquations(sum, windows[(from + k) % windows.length] as NormalEquations);
    }
    return nonNegative(sum);
  });
}

function sumOf(equations: readonly NormalEquations[], size: number): NormalEquations {
  const sum = noEquations(size);
  for (const each of equations) addEquations(sum, each);
  return sum;
}

/** So much is added to a likeness of one: what is the same as others then has a large inflation in place of none. */
const RIDGE = 1e-9;

/** Of the matrix of likenesses: its diagonal are the inflations of variance. */
function inverseOf({ size, gram }: NormalEquations): number[][] {
  const scale = Array.from({ length: size }, (_, i) => Math.sqrt(gram[i * size + i] as number));
  // What never came moves with nothing.
  const matrix = scale.map((a, i) =>
    scale.map((b, j) => (i === j ? 1 + RIDGE : a * b === 0 ? 0 : (gram[i * size + j] as number) / (a * b))),
  );
  return scale.map((_, i) => {
    const unit = scale.map((_, j) => Number(i === j));
    return solve(matrix, unit) ?? unit;
  });
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, each, i) => sum + each * (b[i] as number), 0);
}
