import { meanOf } from '../../mock-service/time/distribution.ts';
import { BACKTEST, type BacktestRecord } from '../record/backtest-record.ts';
import { sealed } from '../record/seal.ts';
import type { Topology } from '../topology/topology.ts';
import { ms, share } from '../verdict/figures.ts';
import { type Apart, apartOf, notMeasured } from './apart.ts';
import { type CalibrationInputs, columnsOf, telemetryOf } from './calibrate.ts';
import { type Fit, fitTelemetry } from './calibration-fit.ts';
import { apartSentence } from './calibration-words.ts';
import type { CostPath } from './cost-class.ts';
import { pathOf } from './fitted-topology.ts';
import type { Observation } from './observation.ts';
import { type OpenDrills, openTwinRun, type Skews, stretchOf } from './twin-drill.ts';

/** What a backtest is made from. */
export interface BacktestInputs extends Omit<CalibrationInputs, 'text'> {
  /** Of the topology, as it was fitted. */
  readonly topologyFile: string;
}

type CauseLine = BacktestRecord['causes'][number];

/** A cost that this telemetry puts elsewhere, by more than this share of it, is contradicted. */
const CONTRADICTED = 0.1;

/** Drives a twin with the arrivals that were, and sets what it does beside what was. */
export async function backtest(inputs: BacktestInputs, open: OpenDrills): Promise<BacktestRecord> {
  const { twin, topology, settings, telemetry, observation, seed, classes, paths, imported } = inputs;
  const windows = observation.edges.length - 1;
  const windowS = twin.windowMs / 1000;
  // The first windows fill the caches, as far as entries live that long.
  const isCold = imported !== null;
  const lead = stretchOf(windows, windows, windowS, settings, isCold);
  const from = Math.min(Math.floor(windows / 3), windows - lead.start);
  const run = await openTwinRun(
    telemetry,
    twin,
    topology,
    observation,
    stretchOf(from, windows, windowS, settings, isCold),
    open,
    imported,
  );
  const { figures } = await run.predict(topology, skewsIn(topology));
  await run.close();
  const apart = apartOf(run.observed, figures);
  const fit = fitTelemetry(telemetry, twin, topology, classes, paths, observation, seed, 0);
  const causes = [...sizes(topology, observation), ...costs(topology, fit), ...localities(apart)];
  const failing = apart.filter(({ holds }) => !holds);
  const isOff = failing.length > 0 || causes.length > 0;
  return sealed(BACKTEST, {
    verdict: apart.length === 0 ? 'inconclusive' : isOff ? 'off' : 'holds',
    reasons: [...reasonsOf(apart, failing, causes), ...run.traffic.notes, ...observation.notes],
    topology: { name: topology.name, file: inputs.topologyFile, fingerprint: topology.fingerprint },
    telemetry: telemetryOf(twin, telemetry),
    seed,
    apart,
    notMeasured: notMeasured(run.observed),
    causes,
    windows: { from: run.stretch.from, observed: columnsOf(run.observed), predicted: columnsOf(figures) },
  });
}

/** How uneven keys are, as the topology has it. */
function skewsIn({ service, popularity }: Topology): Skews {
  const skewOf = (of: Topology['popularity']): number => (of === 'uniform' ? 0 : of.zipf);
  return {
    all: 0,
    byEntry: Object.fromEntries(
      (service?.entries ?? []).map(({ name, keys, popularity: own }) => [
        name,
        skewOf(keys === 'user' ? popularity : own),
      ]),
    ),
  };
}

function reasonsOf(apart: readonly Apart[], failing: readonly Apart[], causes: readonly CauseLine[]): string[] {
  if (apart.length === 0)
    return ['Nothing could be compared: too few windows in which both the service and its twin were measured.'];
  const told = causes.map(
    ({ path, twin, telemetry }) => `${path} is ${twin} in the twin, and ${telemetry} in this telemetry.`,
  );
  if (failing.length > 0) return [...failing.map(each => apartSentence(each, 'over these windows')), ...told];
  const worst = [...apart].sort((a, b) => Math.abs(b.bias) / b.limit - Math.abs(a.bias) / a.limit)[0] as Apart;
  return [
    ...told,
    `Every figure is within its limit; the furthest off is ${apartSentence(worst, 'over these windows')}`,
  ];
}

/** Instances and cores that are others than the twin has. */
function sizes(topology: Topology, observation: Observation): CauseLine[] {
  return Object.entries(topology.pools).flatMap(([name, { instances, cores }]): CauseLine[] => {
    const pool = observation.pools.find(each => each.name === name);
    const own = observation.instances.filter(each => each.pool === name);
    if (pool === undefined || own.some(({ instance }) => instance === 'all')) return [];
    const counts = [...pool.instances].filter(count => count > 0).sort((a, b) => a - b);
    const seen = counts[Math.floor(counts.length / 2)];
    const lines: CauseLine[] = [];
    if (seen !== undefined && Math.max(1, Math.round(seen / topology.scale)) !== instances)
      lines.push({
        path: `pools.${name}.instances`,
        twin: String(instances),
        telemetry: `${seen}${topology.scale === 1 ? '' : ` ÷ ${topology.scale}`}`,
      });
    const measured = own.find(each => each.cores !== null)?.cores ?? null;
    if (measured !== null && Math.abs(measured - cores) > 0.01 * cores)
      lines.push({ path: `pools.${name}.cores`, twin: String(cores), telemetry: String(measured) });
    return lines;
  });
}

/** Costs that this telemetry knows, and puts elsewhere. */
function costs(topology: Topology, { demands: { demands } }: Fit): CauseLine[] {
  return demands.flatMap(({ name, seconds, interval: [low, high], unknown }): CauseLine[] => {
    const own = costIn(topology, name);
    if (unknown !== null || own === null) return [];
    const inside = own / 1000 >= low && own / 1000 <= high;
    if (inside || Math.abs(own / 1000 - seconds) <= CONTRADICTED * seconds) return [];
    return [{ path: name, twin: ms(own), telemetry: `${ms(1000 * seconds)} (${ms(1000 * low)}–${ms(1000 * high)})` }];
  });
}

/** The mean of a cost of the topology, ms; null: it goes with the load. */
function costIn({ cost, service }: Topology, path: CostPath): number | null {
  const [, , route, , part = 'hit'] = pathOf(path);
  const own = service?.routes.find(each => `${each.method} ${each.path}` === route)?.cost ?? cost;
  // A route's single cost stands for all of its requests.
  const spec = path.startsWith('cost.') ? cost[path.slice(5) as 'hit'] : own[part as 'hit'];
  return 'idle' in spec ? null : meanOf(spec);
}

function localities(apart: readonly Apart[]): CauseLine[] {
  return apart
    .filter(({ figure, holds }) => figure === 'hit ratio' && !holds)
    .map(({ observed, predicted }) => ({
      path: 'popularity, counts of entries, or the cache settings',
      twin: `a hit ratio of ${share(predicted)}`,
      telemetry: share(observed),
    }));
}
