import type { RunRecord } from '../../../harness/record/run-record.ts';
import { fixedServiceWait, meanWait } from '../formulas/queues.ts';
import type { ValidationCase } from '../validation-case.ts';
import { value } from './metric.ts';

/** ground-truth §13: the proxy's own servers. */

const FILES = 'scenarios/validation/proxy';
const MEAN = 10;

const BASE = {
  section: 'proxy',
  cache: 'scenarios/validation/queues/never-hits.yaml',
  arrivals: 'poisson',
  seeds: 30,
} as const;

/** One server of `cores` cores, at the load ρ. */
function waits(
  name: string,
  cores: number,
  load: number,
  cost: string,
  closedForm: () => number,
  short: number | null,
): ValidationCase {
  return {
    ...BASE,
    name,
    script: 'scenarios/validation/queues/sojourn.ts',
    topology: `${FILES}/servers.yaml`,
    set: [
      `proxy.servers.cores=${cores}`,
      `proxy.servers.cost=${cost}`,
      `peak=${Math.round((1000 / MEAN) * cores * load)}`,
    ],
    env: { WARM_UP: '40', SECONDS: String(1800 / cores) },
    shortEnv: short === null ? null : { WARM_UP: '10', SECONDS: String(short) },
    shortSeeds: 6,
    quantities: [
      {
        name: 'mean wait · μ',
        closedForm,
        measure: record => value('sojourn', 'avg')(record) / MEAN - 1,
        rule: 'replications',
      },
    ],
  };
}

/** Requests that one server may hold before it dies. */
const LIMIT = 900;
const RATE = 450;

function deaths(record: RunRecord, fromS: number, toS: number): number[] {
  return record.timeline
    .filter(({ operation, atS }) => operation === 'instance-died' && atS >= fromS && atS < toS)
    .map(({ atS }) => atS);
}

const DEATH: ValidationCase = {
  ...BASE,
  name: `a server with memory for less than ${LIMIT} requests`,
  script: `${FILES}/restart.ts`,
  topology: `${FILES}/memory.yaml`,
  set: [
    ...['proxy.servers.instances=1', `proxy.servers.memory=${100 + LIMIT}MiB`, 'directory.latency.fixed=1h'],
    ...[`peak=${RATE}`, 'proxy.servers.restartAfter=1h'],
  ],
  env: { WARM_UP: '0', SECONDS: '4' },
  shortEnv: {},
  shortSeeds: 4,
  quantities: [
    {
      name: 'lost with it',
      closedForm: () => LIMIT,
      measure: record => record.proxyServers?.reset ?? Number.NaN,
      rule: { eachWithin: 0 },
    },
    {
      name: 'it dies after, s',
      closedForm: () => LIMIT / RATE,
      measure: record => deaths(record, 0, 10)[0] ?? Number.NaN,
      rule: 'replications',
    },
  ],
};

/** Eight servers that may hold 120 each; answers take a second. */
const HELD = 120;
const SERVERS = 8;

/** Half of them are restarted: each of the others then holds twice as much, which is `after` of what it may. */
function loop(after: number, died: number): ValidationCase {
  const rate = Math.round((after * HELD * SERVERS) / 2);
  return {
    ...BASE,
    name: `half of ${SERVERS} servers restarted, ${(after * 100).toFixed(0)} % of the memory of the others`,
    script: `${FILES}/restart.ts`,
    topology: `${FILES}/memory.yaml`,
    set: [`peak=${rate}`],
    env: { WARM_UP: '0', SECONDS: '30', RESTART: '50%' },
    shortEnv: { SECONDS: '14' },
    seeds: 10,
    shortSeeds: 2,
    quantities: [
      {
        name: 'of the others die at once',
        closedForm: () => died,
        measure: record => deaths(record, 10, 12).length,
        rule: { eachWithin: 0 },
      },
      {
        name: 'servers that die before it',
        closedForm: () => 0,
        measure: record => deaths(record, 0, 10).length,
        rule: { eachWithin: 0 },
      },
    ],
  };
}

export const PROXY: readonly ValidationCase[] = [
  waits('a server as M/D/1 at ρ = 0.8', 1, 0.8, '{ fixed: 10ms }', () => fixedServiceWait(1, 0.8), null),
  waits('a server as M/D/4 at ρ = 0.8', 4, 0.8, '{ fixed: 10ms }', () => fixedServiceWait(4, 0.8), 20),
  waits('a server as M/M/4 at ρ = 0.8', 4, 0.8, '{ exponential: 10ms }', () => meanWait(4, 0.8), null),
  DEATH,
  loop(0.65, 0),
  loop(4 / 3, SERVERS / 2),
];
