// One file although it is long: the steps of a calibration stand here in their order, each a few lines that lean on those before.
import type { NamedCacheSettings } from '../../mock-service/settings/cache-settings.ts';
import { printDuration } from '../../mock-service/settings/units.ts';
import { type DistributionSpec, meanOf, normalQuantile } from '../../mock-service/time/distribution.ts';
import { mix, RandomStream } from '../../mock-service/time/random.ts';
import { CALIBRATION, type CalibrationRecord } from '../record/calibration-record.ts';
import { sealed } from '../record/seal.ts';
import { parseTopology } from '../topology/read-topology.ts';
import type { Topology } from '../topology/topology.ts';
import { type Apart, apartOf, notMeasured } from './apart.ts';
import { unevenSentences } from './balance.ts';
import { FEWEST_WINDOWS, type Fit, fitTelemetry } from './calibration-fit.ts';
import { apartSentence, fitSentences, unknownSentence } from './calibration-words.ts';
import type { CostPath, RouteClasses } from './cost-class.ts';
import { type Demand, isInvented } from './demands.ts';
import { fittedText, type Line, pathOf, sizeText, written } from './fitted-topology.ts';
import type { ImportedKeys } from './imported-keys.ts';
import { importedLines, importedLocality, localitySentences } from './imported-locality.ts';
import type { FittedSkew } from './locality.ts';
import type { Observation } from './observation.ts';
import { withMean } from './shape.ts';
import { groupsOf, type MeasuredGroup, outOfReach, searchSkews, skewLines, skewsOf } from './skew-search.ts';
import { recordedLimit, type StoreLimit, storeLimit } from './store-limit.ts';
import { storeUse } from './store-use.ts';
import type { Telemetry } from './telemetry.ts';
import { hasTraffic } from './traffic.ts';
import type { Twin } from './twin.ts';
import { type OpenDrills, openTwinRun, type Stretch, stretchOf } from './twin-drill.ts';
import type { WindowFigures } from './window-figures.ts';

/** What a calibration is made from: a twin, what it describes, and what its telemetry says. */
export interface CalibrationInputs {
  readonly twin: Twin;
  /** The text of the topology that describes the service, and what it says. */
  readonly text: string;
  readonly topology: Topology;
  readonly settings: NamedCacheSettings;
  readonly classes: readonly RouteClasses[];
  readonly paths: readonly CostPath[];
  readonly telemetry: Telemetry;
  readonly observation: Observation;
  readonly seed: number;
  /** The keys of an access log; null: how uneven keys are is fitted. */
  readonly imported: ImportedKeys | null;
}

export interface Calibration {
  readonly record: CalibrationRecord;
  /** The topology's text; null: there is none that could be believed. */
  readonly topology: string | null;
}

/** What the topology calls the file of its calibration. */
export const CALIBRATION_FILE = CALIBRATION.file;
const DRAWS = 100;
/** Points of a picture. */
const MOST_POINTS = 240;
/** Windows that the twin is compared with, on either side of what is held out: a quarter of an hour, or half of what there is. */
const COMPARED_S = 900;

/** Fits a topology to telemetry, and holds it against windows that it was not fitted to. @param tick told what is being done */
export async function calibrate(
  inputs: CalibrationInputs,
  open: OpenDrills,
  tick: (text: string) => void,
): Promise<Calibration> {
  const { twin, text, topology, settings, classes, paths, telemetry, observation, seed, imported } = inputs;
  const windows = observation.edges.length - 1;
  const fit = fitTelemetry(telemetry, twin, topology, classes, paths, observation, seed);
  const { demands } = fit.demands;
  const { store, storeSlots } = fit;
  // What is held out has no part in it.
  const use = storeUse(telemetry, twin, observation.edges.slice(0, fit.until + 1));
  const knee =
    store === null || storeSlots !== null ? null : storeLimit(use, store.latency, twin.windowMs / 1000, seed);
  tick(`costs: ${fit.demands.rows} windows of instances, ${demands.length} costs`);
  const notTold = observation.notTold;
  const unknown = demands.filter(each => isInvented(each.unknown) || notTold.includes(each.name));
  const tooFew = fit.demands.windows < FEWEST_WINDOWS;
  if (tooFew || unknown.length > 0) {
    const reasons = tooFew
      ? [
          `There are ${fit.demands.windows} windows of ${printDuration(twin.windowMs)} in which everything was measured; ${FEWEST_WINDOWS} at least are needed: a longer time, or shorter windows.`,
        ]
      : unknown.map(each => unknownSentence(each, notTold.includes(each.name)));
    return {
      record: recordOf(inputs, fit, knee, {
        verdict: 'inconclusive',
        reasons: [...reasons, ...fitSentences(fit), ...observation.notes],
      }),
      topology: null,
    };
  }
  const lines = [...linesOf(inputs, fit, knee), ...(imported === null ? [] : importedLines(topology, imported))];
  const fitted = (extra: readonly Line[]): string =>
    fittedText(text, twin.name, CALIBRATION_FILE, [...lines, ...extra]);
  const measured = parseTopology(fitted([]), twin.topologyFile);
  const windowS = twin.windowMs / 1000;
  const compared = Math.max(3, Math.min(Math.floor(windows / 4), Math.ceil(COMPARED_S / windowS)));
  const [from, to] = [Math.max(0, fit.until - compared), Math.min(windows, fit.until + compared)];
  // What is held out has no part in the search: not even by being drilled along.
  const search = stretchOf(from, fit.until, windowS, settings);
  if (!hasTraffic(observation, search.start, fit.until) || !hasTraffic(observation, fit.until, to)) {
    const reason = 'No requests came at the end of this time, where the twin is held against what was.';
    return {
      record: recordOf(inputs, fit, knee, { verdict: 'inconclusive', reasons: [reason, ...observation.notes] }),
      topology: null,
    };
  }
  const groups = imported === null ? groupsOf(observation, search.start, fit.until) : [];
  const skewed = imported === null ? await bySkew(inputs, measured, search, groups, open, tick) : [];
  const skews = skewsOf(
    groups,
    skewed.map(({ skew }) => skew),
  );
  tick('check: the twin in windows that it was not fitted to');
  const stretch = stretchOf(from, to, windowS, settings, imported !== null);
  const run = await openTwinRun(telemetry, twin, measured, observation, stretch, open, imported);
  const { figures } = await run.predict(measured, skews);
  await run.close();
  const inFit = fit.until - run.stretch.from;
  const check = apartOf(run.observed.slice(0, inFit), figures.slice(0, inFit));
  const heldOut = apartOf(run.observed.slice(inFit), figures.slice(inFit));
  const failing = [...check, ...heldOut].filter(each => !each.holds);
  const verdict = heldOut.length === 0 ? 'inconclusive' : failing.length === 0 ? 'measured' : 'fail';
  const locality = imported === null ? null : importedLocality(imported, settings, topology, run.observed, figures);
  const notes = [
    ...(locality === null ? [] : localitySentences(locality, settings, (from - stretch.start) * windowS)),
    ...[...run.traffic.notes, ...observation.notes, ...fitSentences(fit), ...outOfReach(skewed)],
    ...unevenSentences(observation.instances),
  ];
  const record = recordOf(inputs, fit, knee, {
    ...{ verdict, check, heldOut, skewed, groups, locality },
    reasons: [...reasonsOf(verdict, check, heldOut), ...notes],
    windows: { from: run.stretch.from, fitted: inFit, observed: run.observed, predicted: figures },
  });
  return { record, topology: verdict === 'measured' ? fitted(skewLines(topology, skewed)) : null };
}

/** How uneven keys are, by drills of the windows before those that are held out. */
async function bySkew(
  { telemetry, twin, observation }: CalibrationInputs,
  measured: Topology,
  search: Stretch,
  groups: readonly MeasuredGroup[],
  open: OpenDrills,
  tick: (text: string) => void,
): Promise<FittedSkew[]> {
  const run = await openTwinRun(telemetry, twin, measured, observation, search, open);
  const skewed = await searchSkews(run, measured, groups, tick);
  await run.close();
  return skewed;
}

/** Lines of the topology that were measured. */
function linesOf({ twin, topology, telemetry }: CalibrationInputs, fit: Fit, knee: StoreLimit | null): Line[] {
  const span = `${stamp(telemetry.span.fromMs)} for ${printDuration(telemetry.span.toMs - telemetry.span.fromMs)}`;
  const lines: Line[] = [];
  for (const demand of fit.demands.demands) {
    if (demand.unknown?.kind === 'never-came' || demand.seconds === 0) continue;
    const known = demand.unknown === null ? '' : '; not told better, which leaves little of the CPU in doubt';
    const shape = fit.shapes.get(demand.name);
    lines.push({
      path: pathOf(demand.name),
      value: written(specOf(topology, fit, demand)),
      source: `${ms(demand.seconds)} (${demand.interval.map(ms).join('–')}), CPU over ${Math.round(demand.count)} requests in ${fit.demands.windows} windows of ${printDuration(twin.windowMs)}${demand.byLatency ? ', and what others waited beside it' : ''}, ${span}${known}; shape ${shape === undefined ? 'assumed' : `of ${shape.count} durations`}`,
    });
  }
  if (fit.store !== null) {
    const { latency, mean } = fit.store;
    const [low, high] = mean.interval ?? [mean.value, mean.value];
    lines.push({
      path: ['directory', 'latency'],
      value: written(latency),
      source: `mean ${mean.value.toFixed(2)} ms (${low.toFixed(2)}–${high.toFixed(2)}), ${query(twin, 'store')} while little waits, ${span}`,
    });
  }
  if (fit.storeSlots !== null && fit.storeSlots >= 1)
    lines.push({ path: ['directory', 'concurrency'], value: fit.storeSlots, source: query(twin, 'storeLimit') });
  else if (knee?.kind === 'knee')
    lines.push({
      path: ['directory', 'concurrency'],
      value: knee.slots,
      source: `estimate (${knee.interval.join('–')}): where ${query(twin, 'store')} rises over calls in progress, ${knee.windows} windows`,
    });
  for (const [name, { instances, cores, memoryLimit }] of fit.pools) {
    const path = (key: string): string[] => ['pools', name, key];
    if (instances !== null) {
      const here = Math.max(1, Math.round(instances / topology.scale));
      lines.push({
        path: path('instances'),
        value: here,
        source: `${instances} in the last windows, ${query(twin, 'cpu')}${topology.scale === 1 ? '' : ` ÷ scale ${topology.scale}`}`,
      });
    }
    if (cores !== null) lines.push({ path: path('cores'), value: cores, source: query(twin, 'cores') });
    if (memoryLimit !== null)
      lines.push({ path: path('memory'), value: sizeText(memoryLimit), source: query(twin, 'memoryLimit') });
  }
  if (fit.baseMemory !== null)
    lines.push({
      path: ['cost', 'baseMemory'],
      value: sizeText(fit.baseMemory),
      source: `${query(twin, 'memory')} with nothing in flight, cache apart`,
    });
  if (fit.requestSize !== null && fit.requestSize.value >= 0) {
    const { value, interval } = fit.requestSize;
    lines.push({
      path: ['cost', 'requestSize'],
      value: sizeText(Math.max(1024, value)),
      source: `memory by requests in flight, ${(interval ?? []).map(sizeText).join('–')}`,
    });
  }
  return lines;
}

/** A measured cost: its mean is measured, its shape is measured or the topology's. */
function specOf(topology: Topology, fit: Fit, { name, seconds }: Pick<Demand, 'name' | 'seconds'>): DistributionSpec {
  const mean = 1000 * seconds;
  const shape = fit.shapes.get(name)?.spec ?? assumedShape(topology, name);
  return withMean(shape, mean);
}

function assumedShape(topology: Topology, path: CostPath): DistributionSpec {
  const [, , route, , part = 'hit'] = pathOf(path);
  const own = topology.service?.routes.find(each => `${each.method} ${each.path}` === route)?.cost;
  const spec = path.startsWith('cost.')
    ? topology.cost[path.slice(5) as 'hit' | 'miss' | 'write']
    : own?.[part as 'hit'];
  return spec === undefined || 'idle' in spec || meanOf(spec) === 0 ? { exponential: 1 } : spec;
}

function query(twin: Twin, role: keyof Twin['roles']): string {
  return twin.roles[role]?.query ?? role;
}

/** Parameters as drawn together from the bootstrap, as --set takes them: what moves against each other does so in each draw. */
function drawsOf(topology: Topology, fit: Fit, seed: number): string[][] {
  const random = new RandomStream(mix(seed, 0x64726177));
  const { draws, demands } = fit.demands;
  return Array.from({ length: DRAWS }, (_, i) => {
    const drawn = draws[i % draws.length] as readonly number[];
    const sets = demands.flatMap(({ name, unknown, seconds: estimate, interval }, k) => {
      if (unknown?.kind === 'never-came' || estimate === 0) return [];
      // As wide as the interval, which is somewhat wider than the bootstrap.
      const seconds = Math.min(interval[1], Math.max(interval[0], drawn[k] as number, 1e-7));
      return settings(name, specOf(topology, fit, { name, seconds }));
    });
    if (fit.store === null) return sets;
    const { latency, mean } = fit.store;
    const error = mean.interval === null ? 0 : (mean.interval[1] - mean.interval[0]) / 2 / 1.645;
    const store = Math.max(0.01, mean.value + error * normalQuantile(random.next()));
    return [...sets, ...settings('directory.latency', withMean(latency, store))];
  });
}

function settings(path: string, spec: DistributionSpec): string[] {
  const ms = (value: number): string => `${Number(value.toPrecision(6))}ms`;
  if ('fixed' in spec) return [`${path}.fixed=${ms(spec.fixed)}`];
  if ('exponential' in spec) return [`${path}.exponential=${ms(spec.exponential)}`];
  return [`${path}.lognormal.p50=${ms(spec.lognormal.p50)}`, `${path}.lognormal.p99=${ms(spec.lognormal.p99)}`];
}

function reasonsOf(
  verdict: CalibrationRecord['verdict'],
  check: readonly Apart[],
  heldOut: readonly Apart[],
): string[] {
  if (verdict === 'inconclusive')
    return [
      'Too few windows are held out to tell whether the twin does what the service did: a longer time is needed.',
    ];
  const failing = (part: readonly Apart[], where: string): string[] =>
    part.filter(({ holds }) => !holds).map(each => apartSentence(each, where));
  if (verdict === 'fail')
    return [
      ...failing(check, 'in the windows that it was fitted to'),
      ...failing(heldOut, 'in windows that it was not fitted to'),
    ];
  const worst = [...heldOut].sort((a, b) => Math.abs(b.bias) / b.limit - Math.abs(a.bias) / a.limit)[0] as Apart;
  return [
    `In windows that it was not fitted to the twin does what the service did; ${apartSentence(worst, 'is the furthest off')}`,
  ];
}

interface Come {
  readonly verdict: CalibrationRecord['verdict'];
  readonly reasons: readonly string[];
  readonly check?: readonly Apart[];
  readonly heldOut?: readonly Apart[];
  readonly skewed?: readonly FittedSkew[];
  readonly groups?: readonly MeasuredGroup[];
  readonly locality?: CalibrationRecord['import'] | null;
  readonly windows?: {
    readonly from: number;
    readonly fitted: number;
    readonly observed: readonly WindowFigures[];
    readonly predicted: readonly WindowFigures[];
  };
}

function recordOf(
  { twin, topology, telemetry, observation, seed, paths }: CalibrationInputs,
  fit: Fit,
  knee: StoreLimit | null,
  come: Come,
): CalibrationRecord {
  const { demands, residual, fitted } = fit.demands;
  const { skewed = [], groups = [], check = [], heldOut = [], windows, locality = null } = come;
  return sealed(CALIBRATION, {
    verdict: come.verdict,
    reasons: [...come.reasons],
    name: twin.name,
    telemetry: telemetryOf(twin, telemetry),
    seed,
    rows: fit.demands.rows,
    left: { ...fit.excluded },
    residual,
    residuals: thinned(fitted.map((value, i): [number, number] => [value, (fit.rows[i]?.cpuS ?? 0) - value])),
    demands: demands.map(demand => {
      const own = paths.indexOf(demand.name);
      const others = demand.unknown?.kind === 'moves-with' ? [...demand.unknown.others] : [];
      return {
        path: demand.name,
        ms: 1000 * demand.seconds,
        interval: [1000 * demand.interval[0], 1000 * demand.interval[1]] as [number, number],
        share: demand.share,
        requests: demand.count,
        inflation: Number.isFinite(demand.inflation) ? demand.inflation : null,
        standing: observation.notTold.includes(demand.name)
          ? ('not-told' as const)
          : (demand.unknown?.kind ?? ('known' as const)),
        others,
        shape: shapeText(fit.shapes.get(demand.name)?.spec),
        points: thinned(
          fit.rows.map(({ counts, cpuS }, i): [number, number] => {
            const mine = (counts[own] ?? 0) * demand.seconds;
            return [counts[own] ?? 0, cpuS - (fitted[i] ?? 0) + mine];
          }),
        ),
      };
    }),
    store:
      fit.store === null
        ? null
        : {
            meanMs: fit.store.mean.value,
            interval: [...(fit.store.mean.interval ?? [fit.store.mean.value, fit.store.mean.value])] as [
              number,
              number,
            ],
            shape: shapeText(fit.store.latency) ?? '',
            slots: fit.storeSlots,
            ...(knee === null ? {} : { knee: recordedLimit(knee) }),
          },
    skews: skewed.map(({ name, skew, target, reached, slope }, i) => {
      const half = slope === null ? null : 1.645 * slope * (groups[i]?.error ?? 0);
      return {
        ...{ name, skew, observed: target, reached },
        interval: half === null ? null : ([Math.max(0, skew - half), skew + half] as [number, number]),
      };
    }),
    ...(locality === null ? {} : { import: locality }),
    check: [...check],
    heldOut: [...heldOut],
    ...(windows === undefined ? {} : { notMeasured: notMeasured(windows.observed) }),
    windows: {
      from: windows?.from ?? 0,
      fitted: windows?.fitted ?? 0,
      heldOut: (windows?.observed.length ?? 0) - (windows?.fitted ?? 0),
      observed: columnsOf(windows?.observed ?? []),
      predicted: columnsOf(windows?.predicted ?? []),
    },
    draws: come.verdict === 'measured' ? drawsOf(topology, fit, seed) : [],
    tornado: [
      ...demands
        .filter(({ seconds }) => seconds > 0)
        .map(({ name, seconds, interval: [low, high] }) => ({ path: name, halfWidth: (high - low) / 2 / seconds })),
    ].sort((a, b) => b.halfWidth - a.halfWidth),
  });
}

/** What a record says of the telemetry that it rests on. */
export function telemetryOf(
  { file, fingerprint, url, windowMs, lacks }: Twin,
  { span, gaps }: Telemetry,
): CalibrationRecord['telemetry'] {
  return {
    twin: { file, fingerprint },
    url,
    from: new Date(span.fromMs).toISOString(),
    to: new Date(span.toMs).toISOString(),
    windowS: windowMs / 1000,
    gaps: [...gaps, ...(gaps.length > 0 ? lacks : [])],
  };
}

/** By figure, for the pictures. */
export function columnsOf(figures: readonly WindowFigures[]): Record<string, (number | null)[]> {
  const pools = [...new Set(figures.flatMap(({ cpu }) => Object.keys(cpu)))];
  return {
    ...Object.fromEntries(pools.map(pool => [`${pool}.cpu`, figures.map(({ cpu }) => cpu[pool] ?? null)])),
    hitRatio: figures.map(({ hitRatio }) => hitRatio),
    p50Ms: figures.map(({ p50Ms }) => p50Ms?.value ?? null),
    p99Ms: figures.map(({ p99Ms }) => p99Ms?.value ?? null),
    storeInUse: figures.map(({ storeInUse }) => storeInUse),
    failed: figures.map(({ failed }) => failed),
    restarts: figures.map(({ restarts }) => restarts),
    perSecond: figures.map(({ perSecond }) => perSecond),
  };
}

function thinned<Point>(points: readonly Point[]): Point[] {
  const step = Math.max(1, Math.ceil(points.length / MOST_POINTS));
  return points.filter((_, i) => i % step === 0);
}

function shapeText(spec: DistributionSpec | undefined): string | null {
  if (spec === undefined) return null;
  if ('fixed' in spec) return 'fixed';
  if ('exponential' in spec) return 'exponential';
  return `log-normal, p99 ${(spec.lognormal.p99 / spec.lognormal.p50).toFixed(1)} × p50`;
}

function ms(seconds: number): string {
  return `${Number((1000 * seconds).toPrecision(3))} ms`;
}

function stamp(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 16).replace('T', ' ');
}
