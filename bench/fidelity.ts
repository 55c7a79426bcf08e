/**
 * What do load generators say of a server that stalls for 2 s? Each brings 1000 requests a second for 10 s to the same server, which
 * answers after 50 ms, and from second 4 to 6 not at all. The truth is what users who come at that rate would have waited: for each due
 * moment the wait is computed from the server's own log of that run (its service time, when it stopped and resumed, how fast it caught up).
 * A generator that waits for answers before it sends on (a closed loop) leaves out the very requests that would have waited.
 *
 *     node bench/fidelity.ts [generator …]
 *
 * Prints a table; exits 1 if ours sends less than all of what was due, or if one of its percentiles is off by more than 2 %.
 */
import { median } from '../harness/verdict/statistics.ts';
import { GENERATORS } from './generators.ts';
import { table } from './table.ts';
import { Target, type TargetLog, type TargetPlan } from './target/target.ts';

const RATE = 1000;
const SECONDS = 10;
const DUE = RATE * SECONDS;
const PLAN = { serviceMs: 50, stall: { afterMs: 4000, forMs: 2000 } } satisfies TargetPlan;
/** Users who wait at the same time: those of the stall and those being served. */
const OPEN_LOOP_CONNECTIONS = 2500;
/** What people give closed-loop tools. */
const CLOSED_LOOP_CONNECTIONS = 100;
const MOST_ERROR = 0.02;

const names = process.argv.slice(2);
const target = await Target.start();
const rows: string[][] = [];
for (const generator of GENERATORS) {
  if (names.length > 0 && !names.includes(generator.name)) continue;
  const { name, missing, hasRate } = generator;
  if (missing !== null) {
    rows.push([name, missing]);
    continue;
  }
  await target.begin(PLAN);
  const connections = name === 'headroom' ? OPEN_LOOP_CONNECTIONS : CLOSED_LOOP_CONNECTIONS;
  const ratePerSecond = hasRate ? RATE : null;
  const reported = await generator.run({ url: target.url, ratePerSecond, seconds: SECONDS, connections });
  const log = await target.log();
  const sent = log.arrivals.length;
  const waits = trueWaits(log);
  const cells = ([50, 90, 99] as const).map(percent => {
    const truth = waits[Math.ceil((percent / 100) * waits.length) - 1] as number;
    const said = reported[`p${percent}`];
    if (said === null) return { text: '–', error: null };
    const error = said / truth - 1;
    return { text: `${said.toFixed(0)} of ${truth.toFixed(0)} (${percentText(error)})`, error };
  });
  rows.push([name, hasRate ? `${sent} of ${DUE}` : `${sent}, closed loop`, ...cells.map(({ text }) => text)]);
  if (name !== 'headroom') continue;
  const wrong = cells.some(({ error }) => error === null || Math.abs(error) > MOST_ERROR);
  if (wrong || sent !== DUE) process.exitCode = 1;
}
target.stop();
console.log(`${RATE} requests/s for ${SECONDS} s; the server answers after ${PLAN.serviceMs} ms and stalls for 2 s.`);
console.log(table(['generator', 'requests sent of those due', 'p50 reported, ms', 'p90', 'p99'], rows));

/** What each user who was due would have waited, ms, in ascending order. */
function trueWaits({ arrivals, answers, resumedAt }: TargetLog): number[] {
  const first = arrivals[0] as number;
  const stallAt = first + PLAN.stall.afterMs;
  const resumed = resumedAt ?? stallAt + PLAN.stall.forMs;
  const undisturbed: number[] = [];
  let held = 0;
  let caughtUpAt = resumed;
  for (let i = 0; i < answers.length; i++) {
    const [arrival, answer] = [arrivals[i] as number, answers[i] as number];
    if (arrival + PLAN.serviceMs >= stallAt && arrival + PLAN.serviceMs < resumed) {
      held++;
      caughtUpAt = answer;
    } else undisturbed.push(answer - arrival);
  }
  const serviceMs = undisturbed.length === 0 ? PLAN.serviceMs : median(undisturbed);
  const msPerHeld = held === 0 ? 0 : (caughtUpAt - resumed) / held;
  let ahead = 0;
  const waits = Array.from({ length: DUE }, (_, i) => {
    const due = first + (i * 1000) / RATE;
    const ready = due + serviceMs;
    return ready >= stallAt && ready < resumed ? resumed + msPerHeld * ahead++ - due : serviceMs;
  });
  return waits.sort((a, b) => a - b);
}

function percentText(share: number): string {
  const percent = (share * 100).toFixed(1);
  return `${share >= 0 ? '+' : ''}${percent} %`;
}
