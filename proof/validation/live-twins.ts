import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readRecord } from '../../harness/record/record-file.ts';
import type { RunRecord } from '../../harness/record/run-record.ts';
import { RUN } from '../../harness/record/run-record.ts';
import { value } from './cases/metric.ts';
import { SUITE } from './suite.ts';
import type { Quantity, ValidationCase } from './validation-case.ts';

/** A figure of a live drill beside its virtual twin's. */
export interface TwinFigure {
  readonly case: string;
  readonly quantity: string;
  /** NaN where theory has none. */
  readonly closedForm: number;
  readonly virtual: number;
  readonly live: number;
}

/** A drill that is run twice, once on each clock. */
export interface Twin {
  readonly name: string;
  readonly args: readonly string[];
  readonly quantities: readonly Pick<Quantity, 'name' | 'closedForm' | 'measure'>[];
}

const BIN = fileURLToPath(new URL('../../harness/cli/headroom.js', import.meta.url));
const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Cases that say something in half a minute of real time, with the load for it; the hit ratio is read from second 20 on. */
const CASES: readonly (readonly [name: string, env: Readonly<Record<string, string>>])[] = [
  ['M/M/4 at ρ = 0.8', { WARM_UP: '5', SECONDS: '20' }],
  ['M/M/4/20 at ρ = 1.2', { WARM_UP: '5', SECONDS: '20' }],
  ['the first 504 at ρ = 1.5, τ = 2 s', { WARM_UP: '0', SECONDS: '12' }],
  ['TTL 2 s, fixed, 2 lookups a second of each key', { WARM_UP: '20', SECONDS: '15' }],
  ['50 at once, 4 instances, coalescing in each of them', {}],
  ['what refused users are told', {}],
  ['instances that refuse connections', {}],
  ['a node as M/M/4 at ρ = 0.8', { WARM_UP: '5', SECONDS: '20' }],
  ['a server as M/D/4 at ρ = 0.8', { WARM_UP: '5', SECONDS: '20' }],
  ['M/M/4, 50% of ρ = 1.6 let in by request', { WARM_UP: '5', SECONDS: '20' }],
  ['a class beside another that keeps the CPU at 0.9', {}],
];

/** Live, every request has waited: for the network, if for nothing else. */
const ANY_WAIT = 'P(wait)';

const FAILOVER: Twin = {
  name: 'the default drill',
  args: ['scenarios/eu-peak-failover.ts'],
  quantities: [
    quantity('alternate: hold CPU', record => record.pools.alternate?.holdCpu ?? Number.NaN),
    quantity('primary: hit ratio', record => record.pools.primary?.hitRatio ?? Number.NaN),
    quantity('requests offered', record => record.requests.offered),
    quantity('mean response time, ms', value('http_req_duration{scenario:sign_ins}', 'avg')),
    quantity(
      'p99, worst 10 s, ms',
      record => record.objectives.find(({ name }) => name === 'p99')?.value ?? Number.NaN,
    ),
    quantity('failed', record => record.requests.errors),
  ],
};

function quantity(name: string, measure: Quantity['measure']): Twin['quantities'][number] {
  return { name, closedForm: () => Number.NaN, measure };
}

/** What there is, for whoever asked for something else: names, and the sections that some of them are of. */
export const TWIN_NAMES: readonly string[] = [
  ...CASES.map(([name]) => `${name} (${caseOf(name).section})`),
  FAILOVER.name,
];

/** Those of a section, or with a part of their name. @param asked nothing: all. @returns null where there is none for one of them */
export function twinsOf(asked: readonly string[]): Twin[] | null {
  const all = [
    ...CASES.map(each => ({ twin: twinOf(each), section: caseOf(each[0]).section })),
    { twin: FAILOVER, section: '' },
  ];
  const matches = ({ twin, section }: (typeof all)[number], part: string): boolean =>
    section === part || twin.name.includes(part);
  if (asked.some(part => !all.some(each => matches(each, part)))) return null;
  const found = asked.length === 0 ? all : all.filter(each => asked.some(part => matches(each, part)));
  return found.map(({ twin }) => twin);
}

/**
 * Runs short live drills and their virtual twins, with the same seed: the same users, arrivals and costs.
 * @param done told of each twin as it is over
 */
export async function runTwins(twins: readonly Twin[], done: (name: string) => void): Promise<TwinFigure[]> {
  const figures: TwinFigure[] = [];
  for (const { name, args, quantities } of twins) {
    const virtual = await recordOf([...args, '--virtual']);
    const live = await recordOf(args);
    for (const each of quantities) {
      figures.push({
        ...{ case: name, quantity: each.name, closedForm: each.closedForm() },
        ...{ virtual: each.measure(virtual), live: each.measure(live) },
      });
    }
    done(name);
  }
  return figures;
}

function twinOf([name, env]: (typeof CASES)[number]): Twin {
  const each = caseOf(name);
  const args = [
    ...[each.script, '--topology', each.topology, '--cache', each.cache, '--arrivals', each.arrivals],
    ...each.set.flatMap(text => ['--set', text]),
    ...Object.entries({ ...each.env, ...env }).flatMap(([key, value]) => ['-e', `${key}=${value}`]),
  ];
  return { name, args, quantities: each.quantities.filter(quantity => quantity.name !== ANY_WAIT) };
}

function caseOf(name: string): ValidationCase {
  return SUITE.find(candidate => candidate.name === name) as ValidationCase;
}

/** What `headroom run` records. @throws Error with its words if it does not come to a record */
async function recordOf(args: readonly string[]): Promise<RunRecord> {
  const folder = mkdtempSync(join(tmpdir(), 'headroom-twin-'));
  try {
    const child = spawn(process.execPath, [BIN, 'run', ...args, '--quiet', '--exit-zero', '--out', folder], {
      cwd: ROOT,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let words = '';
    child.stderr.on('data', chunk => {
      words += chunk;
    });
    const code = await new Promise(resolve => child.once('close', resolve));
    if (code !== 0) throw new Error(`headroom run ${args.join(' ')} ended with ${code}: ${words}`);
    return readRecord(RUN, join(folder, 'run.json'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
