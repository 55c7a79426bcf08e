/**
 * `node proof/replays/ways-out.ts [NAME…]`: whether what `headroom recover` finds is at most 1.5 times the least effort, on four replays whose incident a
 * throttle ends. Brute force: the throttles of a grid twice as fine as the search's are tried, the cheapest first, until one ends it or they cost as
 * much as the found one. Nothing is taken for granted there.
 *
 * `--jobs N`: processes (2). `--kept FILE`: a line for each throttle that was tried; those that it has are not tried again, so that what was interrupted
 * goes on. It is true of the tree that it was made with. `--write`: into ways-out.json, which docs/post-mortems.md is written from.
 */
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { whileWanted } from '../../harness/cli/while-wanted.ts';
import type { DrillSpec } from '../../harness/drill/drill-spec.ts';
import { ProbeWorkers } from '../../harness/drill/probe-workers.ts';
import { type RecoveryPlan, runbook } from '../../harness/drill/recovery-plan.ts';
import { endsIt, leastBehind, type RecoveryFrame, recoveryFrame } from '../../harness/drill/recovery-search.ts';
import { replaySpecs } from '../../harness/replay/replay-spec.ts';
import { effortOf, type Throttling } from '../../harness/verdict/way-out.ts';
import { POST_MORTEMS } from './replayed.ts';
import { MOST_TIMES, timesOf, WAYS_OUT_FILE, type WayOut } from './way-out-rows.ts';

/** Incidents whose trigger is gone by itself, and what they throttle by. */
const CASES = [
  { name: 'slack-2022-02-22', by: 'user' },
  { name: 'facebook-2010-09-23', by: 'user' },
  { name: 'google-cloud-2025-06-12', by: 'request' },
  { name: 'square-2017-03-16', by: 'request' },
] as const;

const SHARES = [0.9, 0.85, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1, 0];
const TIMES_S = [3, 5, 7, 10, 14, 20, 28, 40, 57, 80, 113, 160];

const { values, positionals } = parseArgs({
  options: {
    jobs: { type: 'string', default: '2' },
    kept: { type: 'string' },
    write: { type: 'boolean', default: false },
  },
  allowPositionals: true,
});
const rows: WayOut[] = [];
for (const { name, by } of CASES) {
  if (positionals.length > 0 && !positionals.includes(name)) continue;
  const row = await wayOut(name, by);
  rows.push(row);
  const { plan, trials, cheaper, least } = row;
  const times = timesOf(row);
  const sign = times <= MOST_TIMES ? '✓' : '✗';
  const said = least === null ? 'none of them ends it' : `${runbook({ ...plan, throttling: least }).join(' ')} ends it`;
  console.log(
    `${sign} ${name}: ${times.toFixed(2)} times the least effort. Found with ${trials} tried: ${runbook(plan).join(' ')}`,
  );
  console.log(`  Effort ${effortOf(plan.throttling)} s; of ${cheaper} that cost less ${said}`);
}
const isRight = rows.every(row => timesOf(row) <= MOST_TIMES);
if (values.write && positionals.length === 0) writeFileSync(WAYS_OUT_FILE, `${JSON.stringify(rows, null, 2)}\n`);
process.exitCode = isRight ? 0 : 1;

async function wayOut(name: string, by: RecoveryPlan['by']): Promise<WayOut> {
  const spec = incidentOf(name);
  const workers = await ProbeWorkers.start(spec);
  try {
    const frame = recoveryFrame(await workers.run(spec), by);
    console.log(`${name}: operators act in second ${frame.atS}, and the load goes on for ${frame.withinS} s`);
    const kept = keptOf(name);
    const say = (throttling: Throttling, ends: boolean): void => {
      const { share, holdS, rampS } = throttling;
      console.log(
        `  ${ends ? 'ends it ' : 'does not'} ${effortOf(throttling)} s: ${share} for ${holdS} s, back over ${rampS} s`,
      );
    };
    const { plan, trials } = await leastBehind(
      spec,
      frame,
      [],
      Number.POSITIVE_INFINITY,
      workers.run,
      (tried, ends) => {
        keep(name, tried.throttling, ends);
        say(tried.throttling, ends);
      },
    );
    if (plan === null) throw new Error(`nothing ends ${name}`);
    return { name, plan, trials, ...(await bruteForce(name, spec, frame, plan, workers, kept, say)) };
  } finally {
    await workers.stop();
  }
}

/** The cheapest that ends it of those that cost less than the found one. */
async function bruteForce(
  name: string,
  spec: DrillSpec,
  { atS, by, withinS }: RecoveryFrame,
  found: RecoveryPlan,
  workers: ProbeWorkers,
  kept: Map<string, boolean>,
  say: (throttling: Throttling, ends: boolean) => void,
): Promise<Pick<WayOut, 'cheaper' | 'least'>> {
  const grid = cheaperThan(effortOf(found.throttling), withinS);
  const isTried = (each: Throttling): boolean => kept.has(keyOf(each));
  const first = (): number => grid.findIndex(each => kept.get(keyOf(each)) === true);
  console.log(`  ${grid.length} throttles cost less; ${grid.filter(isTried).length} of them were tried before`);
  const wanted = (): Throttling[] => {
    const end = first();
    return (end === -1 ? grid : grid.slice(0, end)).filter(each => !isTried(each));
  };
  await whileWanted(wanted, keyOf, Number(values.jobs), async throttling => {
    const ends = await endsIt(spec, { atS, by, undo: [], throttling }, workers.run);
    kept.set(keyOf(throttling), ends);
    keep(name, throttling, ends);
    say(throttling, ends);
  });
  return { cheaper: grid.length, least: grid[first()] ?? null };
}

/** The cheapest first. */
function cheaperThan(effortS: number, withinS: number): Throttling[] {
  const grid = SHARES.flatMap(share =>
    TIMES_S.flatMap(holdS => [0, ...TIMES_S].map(rampS => ({ share, holdS, rampS }))),
  );
  return grid
    .filter(each => each.holdS + each.rampS <= withinS && effortOf(each) < effortS)
    .toSorted((a, b) => effortOf(a) - effortOf(b));
}

function incidentOf(name: string): DrillSpec {
  const postMortem = POST_MORTEMS.find(each => each.name === name);
  const [incident] =
    postMortem === undefined ? [] : replaySpecs(postMortem, { seed: 1, topology: null, set: [], env: {} });
  if (incident === undefined) throw new Error(`there is no incident ${name}`);
  return incident.spec;
}

function keyOf({ share, holdS, rampS }: Throttling): string {
  return `${share} ${holdS} ${rampS}`;
}

interface Kept {
  readonly name: string;
  readonly throttling: Throttling;
  readonly ends: boolean;
}

function keptOf(name: string): Map<string, boolean> {
  if (values.kept === undefined || !existsSync(values.kept)) return new Map();
  const lines = readFileSync(values.kept, 'utf8').split('\n').filter(Boolean);
  const kept = lines.map(line => JSON.parse(line) as Kept).filter(each => each.name === name);
  return new Map(kept.map(({ throttling, ends }) => [keyOf(throttling), ends]));
}

function keep(name: string, throttling: Throttling, ends: boolean): void {
  if (values.kept !== undefined)
    appendFileSync(values.kept, `${JSON.stringify({ name, throttling, ends } satisfies Kept)}\n`);
}
