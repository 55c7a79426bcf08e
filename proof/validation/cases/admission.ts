import { erlangC, meanWait, waitTail } from '../formulas/queues.ts';
import type { Quantity, ValidationCase } from '../validation-case.ts';
import { value } from './metric.ts';

/** ground-truth §9: what a throttle lets in. */

const FILES = 'scenarios/validation/admission';
const QUEUES = 'scenarios/validation/queues';
/** The mean service time of the topology, ms. */
const MEAN = 10;

const BASE = { section: 'admission', cache: `${QUEUES}/never-hits.yaml`, arrivals: 'poisson' } as const;

/** Poisson arrivals at `offered` times what `cores` do, of which the share `admitted` is let in. */
function thinned(cores: number, offered: number, admitted: number, short: number | null): ValidationCase {
  const load = offered * admitted;
  const rule = 'replications' as const;
  return {
    ...BASE,
    name: `M/M/${cores}, ${admitted * 100}% of ρ = ${offered} let in by request`,
    script: `${FILES}/requests.ts`,
    topology: `${QUEUES}/exponential.yaml`,
    set: [`pools.primary.cores=${cores}`, `peak=${Math.round((1000 / MEAN) * cores * offered)}`],
    env: { SHARE: `${admitted * 100}%`, WARM_UP: '40', SECONDS: '450' },
    shortEnv: short === null ? null : { WARM_UP: '10', SECONDS: String(short) },
    seeds: 30,
    shortSeeds: 6,
    quantities: [
      { name: 'admitted', closedForm: () => admitted, measure: value('admitted', 'rate'), rule },
      { name: 'P(wait)', closedForm: () => erlangC(cores, load), measure: value('waited', 'rate'), rule },
      {
        name: 'mean wait · μ',
        closedForm: () => meanWait(cores, load),
        measure: record => value('sojourn', 'avg')(record) / MEAN - 1,
        rule,
      },
      // Too rare at less for so many seeds.
      ...(load < 0.7 ? [] : [longWait(cores, load)]),
    ],
  };
}

function longWait(cores: number, load: number): Quantity {
  return {
    name: 'P(wait > 1/μ)',
    closedForm: () => waitTail(cores, load, 1),
    measure: value('waited_longer_than_1', 'rate'),
    rule: 'replications',
  };
}

/** The topology's. */
const USERS = 5000;

function users(admitted: number): ValidationCase {
  return {
    ...BASE,
    name: `${admitted * 100}% of ${USERS} users let in, then all of them over a time`,
    script: `${FILES}/users.ts`,
    topology: `${QUEUES}/fixed.yaml`,
    set: [],
    env: { SHARE: `${admitted * 100}%` },
    shortEnv: {},
    // Who is let in is the same in every drill: every seed must come to it.
    seeds: 10,
    shortSeeds: 1,
    quantities: [
      {
        name: 'admitted',
        closedForm: () => admitted,
        measure: value('admitted', 'rate'),
        rule: { eachWithin: 3 * Math.sqrt((admitted * (1 - admitted)) / USERS) },
      },
      {
        name: 'in once and out once, or the reverse',
        closedForm: () => 0,
        measure: value('changed', 'count'),
        rule: { eachWithin: 0 },
      },
      {
        name: 'in, then out, while it grew',
        closedForm: () => 0,
        measure: value('fell_out', 'count'),
        rule: { eachWithin: 0 },
      },
      {
        name: 'admitted in the end',
        closedForm: () => 1,
        measure: value('admitted_at_last', 'rate'),
        rule: { eachWithin: 0 },
      },
    ],
  };
}

export const ADMISSION: readonly ValidationCase[] = [thinned(4, 1.6, 0.5, 20), thinned(4, 2.4, 0.25, null), users(0.3)];
