/**
 * What metrics cost a virtual drill: its speed with everything that is counted for Prometheus (proxy, directory, lag, and the tally of the
 * load, which a virtual drill does not even have) and without any of it, in processes that take turns so that both meet the same machine.
 *
 *     node bench/metrics.ts [rounds]
 *
 * Prints processor time a request; exits 1 if metrics cost 5 % of the speed or more.
 */
import { execFileSync } from 'node:child_process';
import type { DrillEvents } from '../harness/drill/running-drill.ts';
import { VirtualDrill } from '../harness/drill/virtual-drill.ts';
import { RequestTally } from '../harness/measure/request-tally.ts';
import { TagSet } from '../harness/measure/tags.ts';
import { OutcomeCounts } from '../harness/proxy/outcome-counts.ts';
import { DurationCounts } from '../mock-service/time/duration-counts.ts';
import { incidentDrill, QUIET } from './incident-drill.ts';
import { table } from './table.ts';

const MOST_COST = 0.05;
const DRILLS = 10;

type Arm = 'with' | 'without';

const [argument] = process.argv.slice(2);
if (argument === 'with' || argument === 'without') console.log(await processorTime(argument));
else compareSpeed(Number(argument ?? 4));

/** Processor time of a request in the fastest of some virtual drills, µs: what other work of the machine adds is never negative. */
async function processorTime(arm: Arm): Promise<number> {
  if (arm === 'without') {
    DurationCounts.prototype.add = () => {};
    OutcomeCounts.prototype.add = () => {};
  }
  const { spec, script } = await incidentDrill('baseline');
  let fastest = Number.POSITIVE_INFINITY;
  for (let i = 0; i < DRILLS; i++) {
    const before = process.cpuUsage();
    const requests = await new Promise<number>((resolve, reject) => {
      const events: DrillEvents = {
        ...QUIET,
        finished: ({ record }) => resolve(record.requests.offered),
        crashed: reject,
      };
      new VirtualDrill(spec, script, events, arm === 'with' ? new RequestTally() : undefined).start();
    });
    const { user, system } = process.cpuUsage(before);
    fastest = Math.min(fastest, (user + system) / requests);
  }
  return fastest;
}

function compareSpeed(rounds: number): void {
  const measure = (arm: Arm): number =>
    Number(execFileSync(process.execPath, [import.meta.filename, arm], { encoding: 'utf8' }));
  const measured = Array.from({ length: rounds }, () => ({ without: measure('without'), with: measure('with') }));
  const rows = measured.map((round, i) => [`${i + 1}`, round.without.toFixed(3), round.with.toFixed(3)]);
  const fastest = (arm: Arm): number => Math.min(...measured.map(round => round[arm]));
  const cost = fastest('with') / fastest('without') - 1;
  console.log(table(['round', 'without metrics, µs a request', 'with'], rows));
  console.log(`What is counted of a request takes ${countingNs().toFixed(0)} ns by itself.`);
  console.log(`Metrics cost ${(100 * cost).toFixed(1)} % of the speed; at most ${100 * MOST_COST} % is allowed.`);
  if (cost >= MOST_COST) process.exitCode = 1;
}

/** All that is counted of a request that goes through the proxy: outcome and duration there, and the load's tally. */
function countingNs(): number {
  const tally = new RequestTally();
  const outcomes = new OutcomeCounts();
  const durations = new DurationCounts();
  const vuTags = TagSet.EMPTY.with('scenario', 'sign_ins');
  const requests = Array.from({ length: 64 }, (_, i) => ({
    ...{
      name: ['/', '/methods', '/signIns', '/apps'][i % 4] as string,
      method: 'GET',
      status: i % 16 === 0 ? 504 : 200,
    },
    ...{ failure: null, reason: null, expected: i % 16 !== 0, callback: {}, counted: true, vuTags },
    ...{
      iterationDueAt: 0,
      issuedAt: 0,
      waitingMs: 5 * i,
      receivingMs: 0.1,
      serviceTimeMs: 5 * i,
      responseTimeMs: 5 * i,
    },
  }));
  const TIMES = 500_000;
  let fastest = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 10; round++) {
    const startedAt = performance.now();
    for (let i = 0; i < TIMES; i++) {
      const request = requests[i & 63] as (typeof requests)[number];
      outcomes.add(request.status, request.reason);
      durations.add(request.waitingMs);
      tally.add(request);
    }
    fastest = Math.min(fastest, ((performance.now() - startedAt) * 1e6) / TIMES);
  }
  return fastest;
}
