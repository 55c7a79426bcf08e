import { neededInstances } from '../../drill/capacity-run.ts';
import { holdSpec } from '../../drill/probe-spec.ts';
import { ProbeFailed } from '../../drill/probe-workers.ts';
import { INSTANCES, type InstancesRecord, instancesOf, type MeasuredInstances } from '../../record/instances-record.ts';
import type { CapacityProbe } from '../../verdict/capacity-probe.ts';
import { interruptedAt } from '../../verdict/interrupted.ts';
import { ofAllSeeds } from '../../verdict/needed-instances.ts';
import { Drafts } from '../drafts.ts';
import { EXIT, exitOf } from '../exit-code.ts';
import { readCapacityHow, seedsOf } from '../flags/capacity-flags.ts';
import { type Given, UsageError } from '../flags/command.ts';
import type { DrillInputs } from '../flags/drill-flags.ts';
import { inParallel } from '../in-parallel.ts';
import type { Interruption } from '../interruption.ts';
import { keepRecord } from '../keep-record.ts';
import { NOTHING_FOUND, orInterrupted, probeLine, specOf } from '../measure-capacity.ts';
import type { OutFolder } from '../out-folder.ts';
import { openBench } from '../probe-bench.ts';
import { tickerOf } from '../to-terminal.ts';

/** `headroom capacity SCRIPT --find instances` */
export async function findInstances(
  given: Given,
  inputs: DrillInputs,
  folder: OutFolder,
  interruption: Interruption,
): Promise<number> {
  if (given.text('find') !== 'instances') {
    throw new UsageError(`--find can find instances, not ${given.text('find')}`);
  }
  const spec = specOf(inputs);
  const how = readCapacityHow(given, inputs.topology, spec.clock);
  const headroom = readHeadroom(given.text('headroom'), inputs.topology.objectives.headroom);
  const startedAt = new Date().toISOString();
  const bench = await openBench(holdSpec(spec, how, 1), inputs.quiet, interruption);
  try {
    const ticker = tickerOf(inputs);
    const perSecond = headroom * inputs.topology.peakPerSecond;
    const seeds = seedsOf(given, spec.clock).first;
    const searches = Array.from({ length: seeds }, (_, i) => ({ ...spec, seed: spec.seed + i }));
    const found: (MeasuredInstances | null)[] = searches.map(() => null);
    const foundUntilNow = (): { kind: 'instances'; record: InstancesRecord } | null => {
      const begun = found.filter(each => each !== null);
      if (begun.length === 0) return null;
      const finished = begun.filter(({ interrupted }) => interrupted === undefined).length;
      const { pool, start, resolution, holdMs } = how;
      const record = instancesOf(
        { ...ofAllSeeds(begun), interrupted: interruptedAt(finished, seeds) },
        {
          ...{ pool, start, resolution, holdS: holdMs / 1000, startedAt, headroom },
          has: inputs.topology.pools[pool]?.instances ?? 0,
        },
      );
      return { kind: 'instances', record };
    };
    const drafts = new Drafts(folder, ticker.say);
    await inParallel([...searches.entries()], bench.atOnce, async ([i, each]) => {
      const prefix = seeds > 1 ? `seed ${each.seed}: ` : '';
      const tell = (probe: CapacityProbe, measured: MeasuredInstances): void => {
        ticker.tick(`${prefix}${probeLine(probe)}`);
        found[i] = measured;
        drafts.ofSearch(INSTANCES, foundUntilNow);
      };
      const search = neededInstances(each, how, perSecond, bench.busiestPerSecond, bench.run, tell);
      found[i] = await orInterrupted(search);
    });
    const instances = foundUntilNow();
    if (instances === null) throw new ProbeFailed(EXIT.interrupted, NOTHING_FOUND);
    const { record } = instances;
    (await keepRecord(folder, '', instances)).show(inputs);
    if (record.interrupted !== undefined) return EXIT.interrupted;
    return inputs.exitZero ? EXIT.pass : exitOf(record.verdict);
  } finally {
    await bench.close();
  }
}

function readHeadroom(text: string | undefined, objective: number | null): number {
  if (text === undefined) return objective ?? 1;
  const headroom = Number(text);
  if (headroom > 0 && headroom <= 100) return headroom;
  throw new UsageError(`--headroom must be a ratio such as 1.1, not ${text}`);
}
