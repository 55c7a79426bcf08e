/**
 * Services whose truth is known: made by a generator, drilled on a virtual clock for four hours, scraped, and loaded into a real Prometheus. From
 * those metrics alone a twin is fitted and held against the truth. `node proof/twin/known-truth.ts [FROM TO [DAYS]]` prints a line a service, then the
 * sums; days are kept in the folder DAYS, and taken from there if they are there.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { capacityOfSeed } from '../../harness/drill/capacity-run.ts';
import type { DrillSpec } from '../../harness/drill/drill-spec.ts';
import { testProbe } from '../../harness/drill/test-probe.ts';
import { Caller } from '../../harness/site/target/caller.ts';
import { parseTopology } from '../../harness/topology/read-topology.ts';
import type { Topology } from '../../harness/topology/topology.ts';
import { type Calibration, calibrate } from '../../harness/twin/calibrate.ts';
import { costPaths, routeClasses } from '../../harness/twin/cost-class.ts';
import { observe } from '../../harness/twin/observation.ts';
import { RangeReader } from '../../harness/twin/range-reader.ts';
import { parseTwin } from '../../harness/twin/read-twin.ts';
import { readTelemetry } from '../../harness/twin/telemetry.ts';
import { inProcess } from '../../harness/twin/test-drills.ts';
import { openMetrics } from '../../harness/twin/test-exporter.ts';
import { SKEW_OF } from '../../harness/twin/traffic.ts';
import { bisection } from '../../harness/verdict/capacity-search.ts';
import { SystemClock } from '../../mock-service/time/system-clock.ts';
import { keptDay, knownDay, specOf } from './known-day.ts';
import { described, twinText } from './known-twin.ts';
import { loadedPrometheus } from './prometheus.ts';
import { type Truth, truth } from './truth.ts';

const SERVICES = 20;
const COLLINEAR = 5;

interface Held {
  readonly truth: Truth;
  readonly calibration: Calibration;
  /** Of each cost that is known: its error, and whether the interval has the truth. */
  readonly errors: readonly {
    readonly path: string;
    readonly error: number;
    readonly covered: boolean;
    readonly standing: string;
  }[];
  readonly capacity: { readonly truth: number; readonly twin: number } | null;
}

async function held(each: Truth, days: string | null): Promise<Held> {
  const spec = specOf(each);
  const day = days === null ? await knownDay(spec) : await keptDay(spec, days);
  const folder = mkdtempSync(join(tmpdir(), 'known-truth-'));
  const prometheus = await loadedPrometheus(folder, openMetrics(day.series));
  const caller = new Caller(new SystemClock(), []);
  try {
    const twin = parseTwin(twinText(prometheus.url), 'twin.yaml', {});
    const written = described(each);
    const text = JSON.stringify(written);
    const topology = parseTopology(text, 'topology.yaml');
    const routes = (written.service as { routes: Record<string, { cost?: unknown }> }).routes;
    const own = Object.entries(routes).flatMap(([name, { cost }]) =>
      cost === undefined ? [] : [[name, cost] as const],
    );
    const classes = routeClasses(topology.service as NonNullable<Topology['service']>, new Map(own));
    const paths = costPaths(classes);
    const telemetry = await readTelemetry(new RangeReader(caller, twin), twin, day.span);
    const observation = observe(telemetry, twin, topology, classes, paths);
    if (telemetry.problems.length + observation.problems.length > 0)
      throw new Error([...telemetry.problems, ...observation.problems].join('; '));
    const settings = spec.settings.underTest;
    const drills = inProcess(settings);
    const rest = { imported: null, seed: each.id };
    const inputs = { twin, text, topology, settings, classes, paths, telemetry, observation, ...rest };
    const calibration = await calibrate(inputs, drills, () => {});
    const errors = calibration.record.demands.map(({ path, ms, interval: [low, high], standing }) => {
      const real = each.costs[path] as number;
      return { path, standing, error: ms / real - 1, covered: low <= real && real <= high };
    });
    const traffic = drills.scripts.at(-1);
    const capacity =
      calibration.topology === null || traffic === undefined
        ? null
        : await capacities(
            each,
            spec,
            parseTopology(calibration.topology, 'fitted.yaml'),
            calibration,
            traffic,
            folder,
          );
    return { truth: each, calibration, errors, capacity };
  } finally {
    await caller.close();
    await prometheus.close();
    rmSync(folder, { recursive: true });
  }
}

/** What the alternate bears of the arrivals that were, by the truth and by the twin. */
async function capacities(
  each: Truth,
  spec: DrillSpec,
  fitted: Topology,
  { record }: Calibration,
  traffic: string,
  folder: string,
) {
  const { writeFileSync } = await import('node:fs');
  const script = join(folder, 'traffic.js');
  writeFileSync(script, traffic);
  const run = await testProbe(script);
  const busiest = Math.max(...(record.windows.observed.perSecond ?? []).map(rate => rate ?? 0));
  const trueSkews = { [SKEW_OF('product')]: String(each.skew), [SKEW_OF('order')]: String(each.skew) };
  const skews = Object.fromEntries(record.skews.map(({ name, skew }) => [SKEW_OF(name), String(skew)]));
  const users = record.skews.find(({ name }) => name === 'cart')?.skew ?? 0;
  const plan = {
    pool: 'alternate',
    start: 'cold',
    holdMs: 30_000,
    resolution: 0.02,
    recovery: false,
    next: bisection,
  } as const;
  const of = async (topology: Topology, env: Readonly<Record<string, string>>): Promise<number> => {
    const searched = await capacityOfSeed({ ...spec, script, topology, env, seed: 5 }, plan, busiest, run);
    return searched.heldPerSecond ?? 0;
  };
  return {
    truth: await of(spec.topology as Topology, { SKEW_USERS: '0', ...trueSkews }),
    twin: await of(fitted, { SKEW_USERS: String(users), ...skews }),
  };
}

function line({ truth: { id, isCollinear }, calibration: { record }, errors, capacity }: Held): string {
  const known = errors.filter(({ standing }) => standing === 'known');
  const worst = Math.max(0, ...known.map(({ error }) => Math.abs(error)));
  const of = (figure: string): string => {
    const found = record.heldOut.find(each => each.figure === figure);
    return found === undefined ? '–' : `${(100 * found.bias).toFixed(1)}`;
  };
  return [
    `${isCollinear ? 'collinear ' : ''}${id}`.padEnd(13),
    record.verdict.padEnd(12),
    `known ${known.length}/${errors.length}, worst ${(100 * worst).toFixed(1)} %`.padEnd(28),
    `rough ${errors.filter(({ standing }) => standing === 'rough').length}`,
    `covered ${errors.filter(({ covered }) => covered).length}/${errors.length}`,
    `cpu ${of('cpu of primary')} pts, hit ${of('hit ratio')} pts, p50 ${of('p50')} %, p99 ${of('p99')} %`,
    capacity === null
      ? 'capacity –'
      : `capacity ${capacity.twin.toFixed(0)}/${capacity.truth.toFixed(0)} (${(100 * (capacity.twin / capacity.truth - 1)).toFixed(1)} %)`,
    ...(record.verdict === 'measured' ? [] : [record.reasons[0]?.slice(0, 140)]),
  ].join('  ');
}

if (import.meta.main) {
  const [from = 1, to = SERVICES + COLLINEAR] = process.argv.slice(2, 4).map(Number);
  const days = process.argv[4] ?? null;
  const all: Held[] = [];
  for (let id = from; id <= to; id++) {
    const found = await held(truth(id, id > SERVICES), days);
    all.push(found);
    console.log(line(found));
    const { demands } = found.calibration.record;
    console.log(
      `  ${JSON.stringify(demands.map(({ path, ms, interval, standing, share }) => [path.replace('service.routes.', ''), Number(ms.toFixed(2)), interval.map(each => Number(each.toFixed(2))), found.truth.costs[path], standing, Number(share.toFixed(3))]))}`,
    );
  }
  const errors = all.filter(({ truth: { isCollinear } }) => !isCollinear).flatMap(each => each.errors);
  const known = errors.filter(({ standing }) => standing === 'known');
  const within = known.filter(({ error }) => Math.abs(error) <= 0.1).length;
  console.log(
    `known costs ${known.length} of ${errors.length}; within 10 %: ${within}; intervals that have the truth: ${errors.filter(({ covered }) => covered).length} of ${errors.length}, of known ones ${known.filter(({ covered }) => covered).length} of ${known.length}`,
  );
}
