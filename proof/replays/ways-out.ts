/**
 * `node proof/replays/ways-out.ts [NAME…]`: whether what `headroom recover` finds is at most 1.5 times the least effort, on replays whose incident a
 * throttle ends. Brute force: every throttle of the grid with less than the found effort ÷ 1.5 is tried, and none of them may end it.
 */

import { ordersOf, type RecoveryPlan, runbook } from '../../harness/drill/recovery-plan.ts';
import { recordOfSpec } from '../../harness/drill/test-record.ts';
import { replaySpecs } from '../../harness/replay/replay-spec.ts';
import { drillClass } from '../../harness/verdict/drill-class.ts';
import { effortOf, leastThrottle, type Throttling, throttlings } from '../../harness/verdict/way-out.ts';
import { POST_MORTEMS } from './replayed.ts';

const MOST_TIMES = 1.5;
const SEEDS = 3;
/** Incidents whose trigger is gone by itself, what they throttle by, when operators act, and for how long the load goes on after that. */
const CASES = [
  { name: 'slack-2022-02-22', by: 'user', atS: 63, withinS: 180 },
  { name: 'facebook-2010-09-23', by: 'user', atS: 60, withinS: 90 },
  { name: 'google-cloud-2025-06-12', by: 'request', atS: 45, withinS: 180 },
  { name: 'square-2017-03-16', by: 'request', atS: 60, withinS: 90 },
] as const;

const asked = process.argv.slice(2);
let isRight = true;
for (const { name, by, atS, withinS } of CASES) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  const postMortem = POST_MORTEMS.find(each => each.name === name);
  const [incident] =
    postMortem === undefined ? [] : replaySpecs(postMortem, { seed: 1, topology: null, set: [], env: {} });
  if (incident === undefined) throw new Error(`there is no incident ${name}`);
  const planOf = (throttling: Throttling): RecoveryPlan => ({ atS, undo: [], throttling, by });
  const ends = async (throttling: Throttling): Promise<boolean> => {
    for (let seed = 1; seed <= SEEDS; seed++) {
      const record = await recordOfSpec({ ...incident.spec, seed, orders: ordersOf(planOf(throttling)) });
      if (drillClass(record) !== 'recovers') return false;
    }
    return true;
  };
  const grid = throttlings(withinS);
  const { least, tried } = await leastThrottle(grid, Number.POSITIVE_INFINITY, ends);
  if (least === null) throw new Error(`nothing ends ${name}`);
  const found = effortOf(least);
  const cheaper = grid.filter(each => effortOf(each) < found / MOST_TIMES);
  const better: Throttling[] = [];
  for (const each of cheaper) if (await ends(each)) better.push(each);
  if (better.length > 0) isRight = false;
  const what = `${runbook(planOf(least)).join(' ')} Effort ${found} s, ${tried.length} tried of ${grid.length}`;
  console.log(
    `${better.length === 0 ? '✓' : '✗'} ${name}: ${what}; of ${cheaper.length} with less than ${(found / MOST_TIMES).toFixed(1)} s ${better.length} end it`,
  );
}
process.exitCode = isRight ? 0 : 1;
