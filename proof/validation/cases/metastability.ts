import type { RunRecord } from '../../../harness/record/run-record.ts';
import type { ValidationCase } from '../validation-case.ts';
import { meanOfColumn, value } from './metric.ts';

/** ground-truth §4: overload that does not end. Outcomes are classes: every seed must fall into the one that is known. */

const FILES = 'scenarios/validation/metastability';
const WINDOWS_S = [120, 150, 180, 210, 240, 270, 300, 330, 360, 390];

/** The OSDI detector: some thirty seconds after the flush whose requests took less than 1.1 × as long as before it. */
function cameBack(record: RunRecord): number {
  const before = value('took_before', 'avg')(record);
  return WINDOWS_S.some(atS => value(`took_${atS}s`, 'avg')(record) < 1.1 * before) ? 1 : 0;
}

function reference(load: number, queue: number | 'none', recovers: boolean): ValidationCase {
  const stuck = [
    {
      name: 'succeeded, 360–420 s',
      closedForm: () => 0.5,
      rule: { eachWithin: 0.05 },
      measure: value('succeeded_at_the_end', 'rate'),
    },
    {
      name: 'CPU, 360–420 s',
      closedForm: () => 1,
      rule: { eachWithin: 0.005 },
      measure: meanOfColumn('primary.cpu', 360, 420),
    },
  ];
  const recovered = [
    {
      name: 'succeeded, 360–420 s',
      closedForm: () => 1,
      rule: { eachWithin: 0.002 },
      measure: value('succeeded_at_the_end', 'rate'),
    },
  ];
  return {
    section: 'metastability',
    name: `${load}/s after a flush, ${queue === 'none' ? 'no limit to the queue' : `a queue of ${queue}`}`,
    script: `${FILES}/flush.ts`,
    topology: `${FILES}/reference.yaml`,
    cache: `${FILES}/reference-cache.yaml`,
    arrivals: 'poisson',
    set: [`peak=${load}`, `pools.primary.queue=${queue}`],
    env: {},
    // Seven minutes of load are too much for every day.
    shortEnv: null,
    seeds: 5,
    shortSeeds: 1,
    quantities: [
      { name: 'came back', closedForm: () => (recovers ? 1 : 0), rule: { eachWithin: 0 }, measure: cameBack },
      ...(recovers ? recovered : stuck),
    ],
  };
}

export const METASTABILITY: readonly ValidationCase[] = [
  reference(500, 'none', true),
  reference(1000, 'none', false),
  reference(500, 150, true),
  reference(1000, 150, true),
];
