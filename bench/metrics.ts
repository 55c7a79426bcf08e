/**
 * What metrics cost a virtual drill. Drills with the tally of the load (which only live drills have, for who scrapes them) and drills without
 * it take turns in one process, and each pair is compared: what else the machine does then meets both. What the proxy counts of a request is
 * always on; it is in the second figure, the time that all counting of a request takes by itself.
 *
 *     node bench/metrics.ts [pairs]
 *
 * Exits 1 if either is 5 % of a drill's processor time a request or more.
 */
import type { DrillEvents } from '../harness/drill/running-drill.ts';
import { UNHEARD } from '../harness/drill/running-drill.ts';
import { VirtualDrill } from '../harness/drill/virtual-drill.ts';
import { RequestTally } from '../harness/measure/request-tally.ts';
import { TagSet } from '../harness/measure/tags.ts';
import { AnswerCounts } from '../harness/proxy/answer-counts.ts';
import { median } from '../harness/verdict/statistics.ts';
import { DurationCounts } from '../mock-service/time/duration-counts.ts';
import { incidentDrill } from './incident-drill.ts';
import { table } from './table.ts';

const MOST_COST = 0.05;
const WARM_UPS = 4;

const pairs = Number(process.argv[2] ?? 15);
const { spec, script } = await incidentDrill('baseline');
for (let i = 0; i < WARM_UPS; i++) await drillUs(i % 2 === 0 ? undefined : new RequestTally());
const measured: { without: number; with: number }[] = [];
for (let i = 0; i < pairs; i++) {
  // Each goes first as often as the other.
  const first = i % 2 === 0;
  const one = await drillUs(first ? undefined : new RequestTally());
  const other = await drillUs(first ? new RequestTally() : undefined);
  measured.push(first ? { without: one, with: other } : { without: other, with: one });
}
const cost = median(measured.map(pair => pair.with / pair.without - 1));
const fastestUs = Math.min(...measured.map(pair => pair.without));
const share = countingNs() / 1000 / fastestUs;
const rows = [
  ['without the tally', median(measured.map(pair => pair.without)).toFixed(2), fastestUs.toFixed(2)],
  [
    'with it',
    median(measured.map(pair => pair.with)).toFixed(2),
    Math.min(...measured.map(pair => pair.with)).toFixed(2),
  ],
];
console.log(table(['processor time a request, µs', 'median', 'fastest'], rows));
console.log(`The tally costs ${percent(cost)} (median of ${pairs} pairs); at most ${percent(MOST_COST)} is allowed.`);
console.log(
  `All counting of a request takes ${countingNs().toFixed(0)} ns by itself: ${percent(share)} of the fastest drill.`,
);
if (cost >= MOST_COST || share >= MOST_COST) process.exitCode = 1;

/** Processor time of a request of one drill, µs. */
async function drillUs(tally: RequestTally | undefined): Promise<number> {
  const before = process.cpuUsage();
  const requests = await new Promise<number>((resolve, reject) => {
    const events: DrillEvents = {
      ...UNHEARD,
      finished: ({ record }) => resolve(record.requests.offered),
      crashed: reject,
    };
    new VirtualDrill(spec, script, events, tally).start();
  });
  const { user, system } = process.cpuUsage(before);
  return (user + system) / requests;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

/** All that is counted of a request that goes through the proxy: outcome and duration there, and the load's tally. */
function countingNs(): number {
  const tally = new RequestTally();
  const outcomes = new AnswerCounts();
  const durations = new DurationCounts();
  const vuTags = TagSet.EMPTY.with('scenario', 'sign_ins');
  const requests = Array.from({ length: 64 }, (_, i) => ({
    ...{
      url: '',
      name: ['/', '/methods', '/signIns', '/apps'][i % 4] as string,
      method: 'GET',
      path: '/',
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
