/**
 * `node proof/replays/ways-out.ts [NAME…]`: whether what `headroom recover` finds is at most 1.5 times the least effort, on four replays whose incident a
 * throttle ends. Brute force tries every throttle of the search's grid up to 1.5 times the effort that was found, with nothing taken for granted, and counts
 * how often one that is held for longer or let back more slowly does not end what a lesser one of its share ends. Of a grid twice as fine it then tries
 * those that cost less, the greatest first, and leaves out what is less than one that does not.
 *
 * `--jobs N`: processes (2). `--kept FILE`: a line for each throttle that was tried; those that it has are not tried again, so that what was interrupted
 * goes on. It is true of the tree that it was made with. `--write`: their rows into ways-out.json and docs/post-mortems.md.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { DrillSpec } from '../../harness/drill/drill-spec.ts';
import { ProbeWorkers } from '../../harness/drill/probe-workers.ts';
import { type RecoveryPlan, runbook } from '../../harness/drill/recovery-plan.ts';
import { endsIt, recoveryFrame } from '../../harness/drill/recovery-search.ts';
import { replaySpecs } from '../../harness/replay/replay-spec.ts';
import { effortOf, isAtLeast, leastThrottle, type Throttling, throttlings } from '../../harness/verdict/way-out.ts';
import { PAGE, withWaysOut } from './page.ts';
import { POST_MORTEMS } from './replayed.ts';
import { costOf, Trials } from './trials.ts';
import { CASES, effortText, MOST_TIMES, readWaysOut, timesOf, WAYS_OUT_FILE, type WayOut } from './way-out-rows.ts';

/** Of the search's grid what costs up to so many times what was found is tried. */
const MEASURED_TIMES = 1.5;
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
const HOW = { jobs: Number(values.jobs), file: values.kept ?? null };
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
  console.log(`  Effort ${effortText(effortOf(plan.throttling))}; ${tried} tried by brute force: ${said}`);
  console.log(`  Of ${exceptions.pairs} pairs ${exceptions.against} speak against "longer or slower ends it too"`);
}
const isRight = rows.every(row => timesOf(row) <= MOST_TIMES);
if (values.write) {
  const others = readWaysOut().filter(row => !rows.some(each => each.name === row.name));
  const all = [...others, ...rows].toSorted((a, b) => placeOf(a) - placeOf(b));
  writeFileSync(WAYS_OUT_FILE, `${JSON.stringify(all, null, 2)}\n`);
  writeFileSync(PAGE, withWaysOut(readFileSync(PAGE, 'utf8'), all));
}
process.exitCode = isRight ? 0 : 1;

function placeOf({ name }: WayOut): number {
  return CASES.findIndex(each => each.name === name);
}

async function wayOut(name: string, by: RecoveryPlan['by']): Promise<WayOut> {
  const spec = incidentOf(name);
  const workers = await ProbeWorkers.start(spec);
  try {
    const { atS, withinS } = recoveryFrame(await workers.run(spec), by);
    const planOf = (throttling: Throttling): RecoveryPlan => ({ atS, by, undo: [], throttling });
    console.log(`${name}: operators act in second ${atS}, and the load goes on for ${withinS} s after that`);
    const trials = new Trials({ name, ...HOW }, throttling => endsIt(spec, planOf(throttling), workers.run));
    // As `headroom recover` does where nothing is left to undo.
    const { least, tried } = await leastThrottle(withinS, Number.POSITIVE_INFINITY, trials.ends);
    if (least === null) throw new Error(`nothing ends ${name}`);
    return { name, plan: planOf(least), trials: tried.length, ...(await bruteForce(withinS, least, trials)) };
  } finally {
    await workers.stop();
  }
}

/** The cheapest that ends it. */
async function bruteForce(
  withinS: number,
  found: Throttling,
  trials: Trials,
): Promise<Pick<WayOut, 'tried' | 'least' | 'exceptions'>> {
  const foundS = effortOf(found);
  const coarse = throttlings(withinS).filter(each => effortOf(each) <= MEASURED_TIMES * foundS);
  console.log(
    `  ${coarse.length} throttles of the grid cost at most ${MEASURED_TIMES} times the ${effortText(foundS)} that were found`,
  );
  await trials.each(() => coarse.filter(each => !trials.has(each)));
  const exceptions = trials.exceptions();

  const fine = fineGrid(withinS);
  console.log('  The finer grid:');
  await trials.each(() => {
    const below = Math.min(foundS, costOf(trials.least()));
    const open = fine.filter(each => effortOf(each) < below && !trials.has(each) && !trials.refutes(each));
    return open.filter(each => !open.some(other => other !== each && isAtLeast(other, each)));
  });
  const cheapest = trials.least();
  const isCheaper = cheapest !== null && costOf(cheapest) < foundS;
  return { tried: trials.count, least: isCheaper ? cheapest.throttling : null, exceptions };
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
