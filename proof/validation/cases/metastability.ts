import type { RunRecord } from '../../../harness/record/run-record.ts';
import type { Quantity, ValidationCase } from '../validation-case.ts';
import { meanOfColumn, value } from './metric.ts';

/** ground-truth §4: overload that does not end. Outcomes are classes: every seed must fall into the one that is known. */

const FILES = 'scenarios/validation/metastability';
const WINDOWS_S = [120, 150, 180, 210, 240, 270, 300, 330, 360, 390];

/** The OSDI detector: some thirty seconds after the flush whose requests took less than 1.1 × as long as before it. */
function cameBack(record: RunRecord): number {
  const before = value('took_before', 'avg')(record);
  return WINDOWS_S.some(atS => value(`took_${atS}s`, 'avg')(record) < 1.1 * before) ? 1 : 0;
}

/** @param more than this about what succeeds at the end is another class */
function succeeded(share: number, more: number): Quantity {
  return {
    name: 'succeeded, 360–420 s',
    closedForm: () => share,
    rule: { eachWithin: more },
    measure: value('succeeded_at_the_end', 'rate'),
  };
}

function returns(answer: boolean): Quantity {
  return { name: 'came back', closedForm: () => (answer ? 1 : 0), rule: { eachWithin: 0 }, measure: cameBack };
}

const BUSY: Quantity = {
  name: 'CPU, 360–420 s',
  closedForm: () => 1,
  rule: { eachWithin: 0.005 },
  measure: meanOfColumn('primary.cpu', 360, 420),
};
const WELL = [returns(true), succeeded(1, 0.002)];

function reference(
  load: number,
  system: string,
  set: readonly string[],
  quantities: readonly Quantity[],
): ValidationCase {
  return {
    section: 'metastability',
    name: `${load}/s after a flush, ${system}`,
    script: `${FILES}/flush.ts`,
    topology: `${FILES}/reference.yaml`,
    cache: `${FILES}/reference-cache.yaml`,
    arrivals: 'poisson',
    set: [`peak=${load}`, ...set],
    env: {},
    // Seven minutes of load are too much for every day.
    shortEnv: null,
    seeds: 5,
    shortSeeds: 1,
    quantities,
  };
}

const NO_LIMIT = 'pools.primary.queue=none';

export const METASTABILITY: readonly ValidationCase[] = [
  reference(500, 'no limit to the queue', [NO_LIMIT], WELL),
  reference(1000, 'no limit to the queue', [NO_LIMIT], [returns(false), succeeded(0.5, 0.05), BUSY]),
  reference(500, 'a queue of 150', ['pools.primary.queue=150'], WELL),
  reference(1000, 'a queue of 150', ['pools.primary.queue=150'], WELL),
  // Then a read of which some callers have left fills the cache all the same.
  reference(1000, 'one read at a time of a user', [NO_LIMIT, 'coalesce=true'], WELL),
  reference(2000, 'one read at a time of a user', [NO_LIMIT, 'coalesce=true'], [succeeded(0.82, 0.02), BUSY]),
];
