/**
 * `node proof/replays/ways-out.ts [NAME…]`: whether what `headroom recover` finds is at most 1.5 times the least effort, on four replays whose incident a
 * throttle ends. Brute force tries every throttle of the search's grid up to twice the effort that was found, with nothing taken for granted, and counts
 * how often one that is held for longer or let back more slowly does not end what a lesser one of its share ends. Of a grid twice as fine it then tries
 * those that cost less, the greatest first, and leaves out what is less than one that does not.
 *
 * `--jobs N`: processes (2). `--kept FILE`: a line for each throttle that was tried; those that it has are not tried again, so that what was interrupted
 * goes on. It is true of the tree that it was made with. `--write`: into ways-out.json, which docs/post-mortems.md is written from.
 */
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { whileWanted } from '../../harness/cli/while-wanted.ts';
import type { DrillSpec } from '../../harness/drill/drill-spec.ts';
import { ProbeWorkers, type RunProbe } from '../../harness/drill/probe-workers.ts';
import { type RecoveryPlan, runbook } from '../../harness/drill/recovery-plan.ts';
import { endsIt, leastBehind, type RecoveryFrame, recoveryFrame } from '../../harness/drill/recovery-search.ts';
import { replaySpecs } from '../../harness/replay/replay-spec.ts';
import { effortOf, isAtLeast, type Throttling, type Tried, throttlings } from '../../harness/verdict/way-out.ts';
import { POST_MORTEMS } from './replayed.ts';
import { MOST_TIMES, timesOf, WAYS_OUT_FILE, type WayOut } from './way-out-rows.ts';

/** Incidents whose trigger is gone by itself, and what they throttle by. */
const CASES = [
  { name: 'slack-2022-02-22', by: 'user' },
  { name: 'facebook-2010-09-23', by: 'user' },
  { name: 'google-cloud-2025-06-12', by: 'request' },
  { name: 'square-2017-03-16', by: 'request' },
] as const;

/** Of the search's grid what costs up to so many times what was found is tried. */
const MEASURED_TIMES = 2;
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
  const { plan, trials, tried, least, exceptions } = row;
  const times = timesOf(row);
  const sign = times <= MOST_TIMES ? '✓' : '✗';
  const said =
    least === null ? 'none that costs less ends it' : `${runbook({ ...plan, throttling: least }).join(' ')} ends it`;
  console.log(
    `${sign} ${name}: ${times.toFixed(2)} times the least effort, found with ${trials} tried: ${runbook(plan).join(' ')}`,
  );
  console.log(`  Effort ${effortOf(plan.throttling)} s; ${tried} tried by brute force: ${said}`);
  console.log(`  Of ${exceptions.pairs} pairs ${exceptions.against} speak against "longer or slower ends it too"`);
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
    const say = ({ throttling, ends }: Tried): void => {
      const { share, holdS, rampS } = throttling;
      const effort = Number(effortOf(throttling).toPrecision(4));
      console.log(`  ${ends ? 'ends it ' : 'does not'} ${effort} s: ${share} for ${holdS} s, back over ${rampS} s`);
    };
    const run: RunProbe = workers.run;
    const { plan, trials } = await leastBehind(spec, frame, [], Number.POSITIVE_INFINITY, run, ({ throttling }, ends) =>
      say({ throttling, ends }),
    );
    if (plan === null) throw new Error(`nothing ends ${name}`);
    return { name, plan, trials, ...(await bruteForce(name, spec, frame, plan, workers, kept, say)) };
  } finally {
    await workers.stop();
  }
}

async function bruteForce(
  name: string,
  spec: DrillSpec,
  { atS, by, withinS }: RecoveryFrame,
  found: RecoveryPlan,
  workers: ProbeWorkers,
  kept: Map<string, Tried>,
  say: (tried: Tried) => void,
): Promise<Pick<WayOut, 'tried' | 'least' | 'exceptions'>> {
  const drilled = new Map<string, Tried>();
  const drill = async (throttling: Throttling): Promise<void> => {
    const known = kept.get(keyOf(throttling));
    const tried = known ?? {
      throttling,
      ends: await endsIt(spec, { atS, by, undo: [], throttling }, workers.run),
    };
    drilled.set(keyOf(throttling), tried);
    if (known !== undefined) return;
    keep(name, tried);
    say(tried);
  };
  const foundS = effortOf(found.throttling);
  const isDrilled = (each: Throttling): boolean => drilled.has(keyOf(each));
  const coarse = throttlings(withinS).filter(each => effortOf(each) <= MEASURED_TIMES * foundS);
  console.log(`  ${coarse.length} throttles of the grid cost at most ${MEASURED_TIMES} times that`);
  await whileWanted(() => coarse.filter(each => !isDrilled(each)), keyOf, Number(values.jobs), drill);
  const exceptions = exceptionsIn([...drilled.values()]);

  const fine = fineGrid(withinS);
  const least = (): Tried | null =>
    [...drilled.values()].filter(each => each.ends).toSorted((a, b) => costOf(a) - costOf(b))[0] ?? null;
  const wanted = (): Throttling[] => {
    const below = Math.min(foundS, costOf(least()));
    const open = fine.filter(each => effortOf(each) < below && !isDrilled(each) && !isRefuted(each, drilled.values()));
    return open.filter(each => !open.some(other => other !== each && isAtLeast(other, each)));
  };
  console.log('  The finer grid:');
  await whileWanted(wanted, keyOf, Number(values.jobs), drill);
  const cheapest = least();
  const isCheaper = cheapest !== null && costOf(cheapest) < foundS;
  return { tried: drilled.size, least: isCheaper ? cheapest.throttling : null, exceptions };
}

function costOf(tried: Tried | null): number {
  return tried === null ? Number.POSITIVE_INFINITY : effortOf(tried.throttling);
}

function isRefuted(throttling: Throttling, tried: Iterable<Tried>): boolean {
  for (const each of tried) if (!each.ends && isAtLeast(each.throttling, throttling)) return true;
  return false;
}

/** Of the pairs of which the lesser one ends it: how many there are, and in how many the greater one does not. */
function exceptionsIn(tried: readonly Tried[]): WayOut['exceptions'] {
  const pairs = tried
    .filter(each => each.ends)
    .flatMap(less => tried.filter(more => more !== less && isAtLeast(more.throttling, less.throttling)));
  return { pairs: pairs.length, against: pairs.filter(more => !more.ends).length };
}

function fineGrid(withinS: number): Throttling[] {
  return SHARES.flatMap(share =>
    TIMES_S.flatMap(holdS => [0, ...TIMES_S].map(rampS => ({ share, holdS, rampS }))),
  ).filter(each => each.holdS + each.rampS <= withinS);
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

interface Kept extends Tried {
  readonly name: string;
}

function keptOf(name: string): Map<string, Tried> {
  if (values.kept === undefined || !existsSync(values.kept)) return new Map();
  const lines = readFileSync(values.kept, 'utf8').split('\n').filter(Boolean);
  const kept = lines.map(line => JSON.parse(line) as Kept).filter(each => each.name === name);
  return new Map(kept.map(each => [keyOf(each.throttling), each]));
}

function keep(name: string, tried: Tried): void {
  if (values.kept !== undefined) appendFileSync(values.kept, `${JSON.stringify({ name, ...tried } satisfies Kept)}\n`);
}
