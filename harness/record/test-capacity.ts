/** Capacities in round figures for the tests of records and texts. */
import { testSearch } from '../verdict/test-search.ts';
import { type CapacityRecord, capacityOf, type MeasuredHow, type MeasuredSeed } from './capacity-record.ts';
import { quietRun } from './test-run.ts';

export const TEST_HOW: MeasuredHow = {
  ...{ pool: 'alternate', start: 'cold', resolution: 0.01, holdS: 303, startedAt: '2026-06-01T08:00:00.000Z' },
  ...{ headroomLimit: 1.1, looks: 1 },
};

/** One seed's search, with the record of one of its probes. */
export function testSeed(...search: Parameters<typeof testSearch>): MeasuredSeed {
  return { ...testSearch(...search), sample: quietRun({ seed: search[0] }) };
}

export function testCapacity(
  seeds: readonly MeasuredSeed[] = [testSeed(1, 1380, 1394)],
  how = TEST_HOW,
): CapacityRecord {
  return capacityOf(seeds, how);
}
