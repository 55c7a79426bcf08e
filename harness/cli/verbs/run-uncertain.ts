import { dirname, join } from 'node:path';
import { InputErrors } from '../../../mock-service/settings/input-errors.ts';
import { type DistributionSpec, meanOf } from '../../../mock-service/time/distribution.ts';
import type { DrillSpec } from '../../drill/drill-spec.ts';
import { holdSpec } from '../../drill/probe-spec.ts';
import { CALIBRATION, type CalibrationRecord } from '../../record/calibration-record.ts';
import { readRecord } from '../../record/record-file.ts';
import type { RunRecord } from '../../record/run-record.ts';
import { sealed } from '../../record/seal.ts';
import { UNCERTAINTY, type UncertaintyRecord } from '../../record/uncertainty-record.ts';
import { costName } from '../../report/calibration-text.ts';
import { drawnRange } from '../../report/uncertainty-text.ts';
import { readDrillFiles } from '../../topology/drill-files.ts';
import type { Topology } from '../../topology/topology.ts';
import { pathOf } from '../../twin/fitted-topology.ts';
import { bisection } from '../../verdict/capacity-search.ts';
import { count, rate } from '../../verdict/figures.ts';
import { holdMsFor } from '../../verdict/hold-time.ts';
import { decidingParameter, drawnVerdict } from '../../verdict/undetermined.ts';
import { timeLeft } from '../../watch/progress/time-left.ts';
import type { Ticker } from '../../watch/terminal/ticker.ts';
import { EXIT, exitOf } from '../exit-code.ts';
import { failedProbe } from '../failed-probe.ts';
import { type Given, UsageError } from '../flags/command.ts';
import { DEFAULT_SETTINGS, readDrillInputs, wholeNumber } from '../flags/drill-flags.ts';
import { inParallel } from '../in-parallel.ts';
import { Interruption } from '../interruption.ts';
import { keepRecord } from '../keep-record.ts';
import { measureCapacities } from '../measure-capacity.ts';
import { withOutFolder } from '../out-folder.ts';
import { openBench } from '../probe-bench.ts';
import { nameOf } from '../script-name.ts';
import { shippedFile } from '../shipped-file.ts';
import { tickerOf } from '../to-terminal.ts';

/** The pool whose capacity is meant, as the headroom objective has it, and how closely it is looked for. */
const [POOL, START, RESOLUTION] = ['alternate', 'cold', 0.02] as const;

/**
 * The drill with parameters drawn from what the topology's calibration leaves open: its verdict then carries that doubt.
 * @throws UsageError, InputErrors
 */
export async function runUncertain(given: Given, script: string): Promise<number> {
  const most = wholeNumber(given, 'uncertainty', 1, 2);
  if (!given.has('virtual')) throw new UsageError('--uncertainty runs many drills: it goes with --virtual');
  const cache = given.text('cache') ?? shippedFile(DEFAULT_SETTINGS);
  const inputs = readDrillInputs(given, script, [cache]);
  const topologyFile = given.text('topology');
  const calibration = calibrationOf(topologyFile, inputs.topology);
  const [underTest] = inputs.settings;
  const base: DrillSpec = { ...inputs.spec, settings: { underTest, baseline: inputs.baseline } };
  const specs = Array.from({ length: most }, (_, i): DrillSpec => {
    const drawn = calibration.draws[(base.seed - 1 + i) % calibration.draws.length] ?? [];
    // What is set by hand is laid over what was drawn.
    const { topology } = readDrillFiles(topologyFile as string, [cache], [...drawn, ...given.texts('set')]);
    return { ...base, topology, seed: base.seed + i };
  });
  const interruption = new Interruption();
  const name = `${nameOf(script)}-${underTest.name}-uncertainty`;
  return withOutFolder(inputs.out, name, async folder => {
    const ticker = tickerOf(inputs);
    const startedAt = performance.now();
    try {
      const bench = await openBench(base, inputs.quiet, interruption);
      let done = 0;
      try {
        const records = await inParallel(specs, bench.atOnce, async spec => {
          const record = await bench.run(spec);
          const left = timeLeft(++done, most, performance.now() - startedAt);
          ticker.tick(`${done} of ${most} draws drilled${left}; the last: ${record.verdict}`);
          return record;
        });
        const capacities = given.has('with-capacity') ? await measured(specs, bench, ticker) : specs.map(() => null);
        const record = recordOf(specs, records, capacities, calibration);
        (await keepRecord(folder, '', { kind: 'uncertainty', record })).show(inputs);
        return inputs.exitZero ? EXIT.pass : exitOf(record.verdict);
      } finally {
        await bench.close();
      }
    } catch (error) {
      return failedProbe(error);
    } finally {
      interruption.close();
    }
  });
}

/** @throws UsageError where the topology is none's, InputErrors where the calibration draws nothing */
function calibrationOf(topologyFile: string | undefined, { calibration }: Topology): CalibrationRecord {
  if (topologyFile === undefined || calibration === undefined)
    throw new UsageError(
      '--uncertainty needs a topology that headroom calibrate has written: it names its calibration',
    );
  const file = join(dirname(topologyFile), calibration);
  const record = readRecord(CALIBRATION, file);
  if (record.draws.length > 0) return record;
  const message = 'has no draws: a calibration that fits has them';
  throw new InputErrors([{ file, line: null, column: null, path: 'draws', message }]);
}

async function measured(
  specs: readonly DrillSpec[],
  bench: Awaited<ReturnType<typeof openBench>>,
  ticker: Ticker,
): Promise<(number | null)[]> {
  const first = specs[0] as DrillSpec;
  const holdMs = holdMsFor(first.topology.proxy.timeoutMs, RESOLUTION);
  const how = { pool: POOL, start: START, resolution: RESOLUTION, holdMs, recovery: false, next: bisection };
  const tasks = specs.map((spec, i) => ({ name: `draw ${i + 1}`, spec: holdSpec(spec, how, 1) }));
  const found = await measureCapacities(tasks, how, { first: 1, most: 1 }, bench, ticker);
  return found.map(record => record?.capacityPerSecond ?? null);
}

function recordOf(
  specs: readonly DrillSpec[],
  records: readonly RunRecord[],
  capacities: readonly (number | null)[],
  { name, telemetry, demands }: CalibrationRecord,
): UncertaintyRecord {
  const first = records[0] as RunRecord;
  const paths = demands.filter(({ standing }) => standing !== 'never-came').map(({ path }) => path);
  const draws = records.map((record, i) => ({
    verdict: record.verdict,
    parameters: parametersOf((specs[i] as DrillSpec).topology, paths),
    timeouts: record.timeouts.count,
    worstP99Ms: record.requests.worstWindow?.p99Ms ?? null,
    capacityPerSecond: capacities[i] ?? null,
  }));
  const verdict = drawnVerdict(draws);
  const deciding = decidingParameter(draws);
  const failing = draws.filter(each => each.verdict === 'fail').length;
  const undecided = draws.filter(each => each.verdict === 'inconclusive').length;
  const range = drawnRange(draws.flatMap(({ capacityPerSecond: each }) => (each === null ? [] : [each])));
  const capacity =
    range === null
      ? ''
      : `, capacity ${range} against a peak of ${rate(first.topology.peakPerSecond).replace('/s', '')}`;
  const what = `fails in ${count(failing)} of ${count(draws.length)} draws${capacity}`;
  const cure =
    deciding === null
      ? 'no single parameter decides'
      : `measure ${costName(deciding.path)} to ±${Number((100 * deciding.within).toPrecision(2))} %`;
  return sealed(UNCERTAINTY, {
    verdict,
    reasons: [
      verdict === 'inconclusive'
        ? `It ${what}: undetermined at this calibration; ${cure}.`
        : `It ${what}: what the calibration leaves open does not turn the verdict.`,
      ...(undecided === 0 ? [] : [`In ${count(undecided)} draws the drill itself does not tell.`]),
    ],
    ...{ script: first.script, topology: first.topology, cacheSettings: first.cacheSettings },
    calibration: { name, from: telemetry.from, to: telemetry.to },
    ...{ seed: first.seed, failing, undecided, deciding, draws },
  });
}

/** Means of what was drawn, ms. */
function parametersOf({ cost, directory, service }: Topology, paths: readonly string[]): Record<string, number> {
  const own = paths.flatMap(path => {
    const [, , route, , part = 'hit'] = pathOf(path);
    const costs = service?.routes.find(each => `${each.method} ${each.path}` === route)?.cost ?? cost;
    const spec = path.startsWith('cost.') ? cost[path.slice(5) as 'hit'] : costs[part as 'hit'];
    return 'idle' in spec ? [] : [[path, meanOf(spec as DistributionSpec)] as const];
  });
  return { ...Object.fromEntries(own), 'directory.latency': meanOf(directory.latency) };
}
