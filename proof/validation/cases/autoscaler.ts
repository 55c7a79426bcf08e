import type { RunRecord } from '../../../harness/record/run-record.ts';
import type { ValidationCase } from '../validation-case.ts';
import { column } from './metric.ts';

/** ground-truth §16: an autoscaler with delay. */

const FILES = 'scenarios/validation/autoscaler';
const STEP_S = 60;
const EVERY_S = 15;
const BOOT_S = 20;

/** The second after which the queues are no longer than before. */
function fullestS(record: RunRecord): number {
  const queued = column(record, 'primary.queued', 0, record.durationS).map(each => each ?? 0);
  return queued.indexOf(Math.max(...queued)) + 1;
}

type Scaled = Extract<RunRecord['timeline'][number], { readonly operation: 'scaled' }>;

function firstStep(record: RunRecord): Scaled {
  return record.timeline.find(({ operation }) => operation === 'scaled') as Scaled;
}

export const AUTOSCALER: readonly ValidationCase[] = [
  {
    section: 'autoscaler',
    name: 'load three times as much as half of four instances do',
    script: `${FILES}/step.ts`,
    topology: `${FILES}/step.yaml`,
    cache: 'scenarios/validation/queues/never-hits.yaml',
    set: [],
    arrivals: 'even',
    env: {},
    shortEnv: {},
    // Nothing in it is left to chance: every seed must come to it.
    seeds: 10,
    shortSeeds: 1,
    quantities: [
      {
        name: 'asked for, from a CPU of 1 where .5 is aimed at',
        closedForm: () => Math.ceil((4 * 1) / 0.5),
        measure: record => ('to' in firstStep(record) ? Number(firstStep(record).to) : Number.NaN),
        rule: { eachWithin: 0 },
      },
      {
        name: 'overload, s',
        closedForm: () => EVERY_S + BOOT_S,
        measure: record => fullestS(record) - STEP_S,
        rule: { eachWithin: 0 },
      },
    ],
  },
];
