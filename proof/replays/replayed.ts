import { recordOfSpec } from '../../harness/drill/test-record.ts';
import type { RunRecord } from '../../harness/record/run-record.ts';
import { type PostMortem, readPostMortems } from '../../harness/replay/read-post-mortem.ts';
import { replaySpecs } from '../../harness/replay/replay-spec.ts';
import { type DrillClass, drillClass } from '../../harness/verdict/drill-class.ts';

/** The incidents that ship. */
export const POST_MORTEMS: readonly PostMortem[] = readPostMortems('scenarios/post-mortems');

/** What became of one drill of an incident. */
export interface Replayed {
  readonly drill: string;
  readonly expected: DrillClass;
  readonly class: DrillClass | null;
  readonly cpuS: number;
  readonly record: RunRecord;
}

/** Runs the drills of an incident with a seed, one after another. */
export async function* replayed(postMortem: PostMortem, seed: number): AsyncGenerator<Replayed> {
  for (const { drill, spec } of replaySpecs(postMortem, { seed, topology: null, set: [], env: {} })) {
    const before = process.cpuUsage();
    const record = await recordOfSpec(spec);
    const { user, system } = process.cpuUsage(before);
    const cpuS = (user + system) / 1e6;
    yield { drill: drill.name, expected: drill.expected, class: drillClass(record), cpuS, record };
  }
}
