import type { DrillSpec } from '../drill/drill-spec.ts';
import { holdSpec } from '../drill/probe-spec.ts';
import { ProbeFailed } from '../drill/probe-workers.ts';
import type { CapacityRecord } from '../record/capacity-record.ts';
import { variations } from '../topology/variations.ts';
import { isEnough } from '../verdict/capacity.ts';
import { probeOf } from '../verdict/capacity-probe.ts';
import {
  type CapacitySensitivity,
  isHoldSettled,
  seedsNearest,
  type VariedHold,
  variedHold,
  variedPeak,
} from '../verdict/capacity-sensitivity.ts';
import { rate } from '../verdict/figures.ts';
import type { Ticker } from '../watch/terminal/ticker.ts';
import type { CapacityHow } from './flags/capacity-flags.ts';
import { inParallel } from './in-parallel.ts';
import type { ProbeBench } from './probe-bench.ts';

/**
 * Holds the load that is asked for with each figure of the topology a tenth higher and lower, each in as many seeds as settle what it says.
 * @param record what was measured, of a topology that asks for headroom
 * @param ticker told of each variation
 * @returns null if it was interrupted, or a load did not come to an end that says anything
 */
export async function varyCapacity(
  spec: DrillSpec,
  record: CapacityRecord & { readonly headroomLimit: number },
  how: CapacityHow,
  bench: ProbeBench,
  { tick, say }: Ticker,
): Promise<CapacitySensitivity | null> {
  const { headroomLimit, headroom, capacityPerSecond, peak, pool, callsPerSession } = record;
  const perSecond = headroomLimit * peak;
  const enough = isEnough(headroom, headroomLimit);
  const seeds = seedsNearest(record.seeds, enough);
  const factor = perSecond / (bench.busiestPerSecond * callsPerSession);
  const hold = async (topology: DrillSpec['topology'], seed: number): Promise<VariedHold> => {
    const held = await bench.run(holdSpec({ ...spec, topology, seed }, how, factor));
    const { outcome, broken } = probeOf(held, 'hold', pool, how.holdMs / 1000, topology.directory.concurrency);
    if (outcome === 'unclear') throw new ProbeFailed(90, 'the generator could not bear it');
    return { held: outcome === 'held', broken };
  };
  try {
    const varied = await inParallel(variations(spec.topology), bench.atOnce, async ({ what, topology }) => {
      if (topology.peakPerSecond !== spec.topology.peakPerSecond) {
        return variedPeak(what, capacityPerSecond, headroomLimit, topology.peakPerSecond);
      }
      const holds: VariedHold[] = [];
      for (const seed of seeds) {
        if (isHoldSettled(holds, enough, seeds.length)) break;
        holds.push(await hold(topology, seed));
      }
      const found = variedHold(what, holds, enough, perSecond);
      tick(`What would turn it: if ${what}, ${found.why}`);
      return found;
    });
    return { perSecond, variations: varied };
  } catch (error) {
    if (!(error instanceof ProbeFailed)) throw error;
    say(
      `what would turn that is not known: ${rate(perSecond)} could not be held with other figures (${error.message})`,
    );
    return null;
  }
}
