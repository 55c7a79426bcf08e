/**
 * Does the gate stop what it should, and nothing else? Two hundred changes of settings, made by a generator with a seed, are told by 20 reference
 * seeds what they are, and judged by `headroom compare`'s rules with others. `node proof/gate/labelled.ts [FROM TO]`
 */

import type { ComparedRun } from '../../harness/verdict/compared-run.ts';
import { seedsWanted } from '../../harness/verdict/comparison.ts';
import { metricDifferences } from '../../harness/verdict/metric-difference.ts';
import { FIRST_SEEDS, givenSeeds, MOST_SEEDS } from '../../harness/verdict/sampling.ts';
import { RandomStream } from '../../mock-service/time/random.ts';
import { drilled, seedsFrom } from './drills.ts';
import { type Gated, gated, paired, shareText } from './repeated.ts';
import { REGION } from './small-region.ts';

const CHANGES = 200;
const REFERENCE_SEEDS = 20;
const GENERATOR_SEED = 12;
/**
 * A region whose alternate bears today's settings with little to spare, and whose users give up after a second. Entries live for seconds and caches are
 * too small for everybody, so that each of these knobs acts.
 */
const TODAY = ['pools.alternate.cores=0.7', 'proxy.timeout=1s', 'ttl=4s', 'capacity=60'];

/** What is changed, by how much: a size from 1.05 to 4, as likely small as large; squared where little comes of it. */
function changes(): string[][] {
  const random = new RandomStream(GENERATOR_SEED);
  const ttl = (factor: number): string => `ttl=${Math.round(4000 * factor)}ms`;
  const capacity = (factor: number): string => `capacity=${Math.max(1, Math.round(60 * factor))}`;
  const families: readonly ((size: number) => string[])[] = [
    size => [ttl(size)],
    size => [capacity(size)],
    size => [`ttlJitter=${Math.min(90, Math.round(10 * size))}%`],
    size => ['policy=fifo', `ttlJitter=${Math.min(90, Math.round(10 * size))}%`],
    size => [ttl(1 / size)],
    size => [ttl(1 / size ** 2)],
    size => [capacity(1 / size)],
    size => [capacity(1 / size ** 2)],
    size => ['coalesce=false', ttl(size)],
  ];
  return Array.from({ length: CHANGES }, () => {
    const size = 1.05 * (4 / 1.05) ** random.next();
    return (families[Math.floor(random.next() * families.length)] as (typeof families)[number])(size);
  });
}

/** What a change is, by the reference seeds. */
type Label = 'harmless' | 'harmful off-peak' | 'harmful after a failover';

interface Labelled {
  readonly label: Label;
  /** In how many of the reference seeds users time out. */
  readonly timeOut: number;
}

function labelled(baseline: readonly ComparedRun[], candidate: readonly ComparedRun[]): Labelled {
  const timeOut = candidate.filter(({ timeouts }) => timeouts.count > 0).length;
  const worse = metricDifferences(paired(baseline, candidate), givenSeeds(REFERENCE_SEEDS))
    .filter(({ difference: { change, tolerance, metric }, finding }) => {
      const against = metric.endsWith('hitRatio') ? -(change ?? 0) : (change ?? 0);
      return finding.kind !== 'fine' && against > (tolerance ?? 0);
    })
    .map(({ difference }) => difference.metric);
  const offPeak = worse.some(metric => metric.startsWith('primary.'));
  const harmful = worse.length > 0 || timeOut > REFERENCE_SEEDS / 2;
  return { label: offPeak ? 'harmful off-peak' : harmful ? 'harmful after a failover' : 'harmless', timeOut };
}

const [from, to] = [Number(process.argv[2] ?? 0), Number(process.argv[3] ?? CHANGES)];
const some = changes().slice(from, to);
const arm = (more: readonly string[], seeds: readonly number[]) => ({
  scenario: 'eu-peak-failover',
  set: [...REGION, ...TODAY, ...more],
  seeds,
});
const reference = seedsFrom(5001, REFERENCE_SEEDS);
const [first, rest] = [seedsFrom(1, FIRST_SEEDS), seedsFrom(1 + FIRST_SEEDS, MOST_SEEDS - FIRST_SEEDS)];
const [known, looked, others, ...arms] = (await drilled([
  ...[arm([], reference), arm([], first), arm([], rest)],
  ...some.flatMap(change => [arm(change, reference), arm(change, first)]),
])) as [ComparedRun[], ComparedRun[], ComparedRun[], ...ComparedRun[][]];
const open = some.flatMap((change, i) => {
  const wanted = seedsWanted(paired(looked, arms[2 * i + 1] as ComparedRun[]));
  return wanted > FIRST_SEEDS ? [{ i, change, seeds: rest.slice(0, wanted - FIRST_SEEDS) }] : [];
});
const more = await drilled(open.map(({ change, seeds }) => arm(change, seeds)));

const results = some.map((change, i) => {
  const second = open.findIndex(each => each.i === i);
  const candidate = [...(arms[2 * i + 1] as ComparedRun[]), ...(more[second] ?? [])];
  const baseline = [...looked, ...others].slice(0, candidate.length);
  const verdict: Gated = gated(paired(baseline, candidate));
  return { change, ...labelled(known, arms[2 * i] as ComparedRun[]), ...verdict };
});
for (const { change, label, timeOut, verdict, seeds, reasons } of results) {
  const why = verdict === 'inconclusive' ? ` (${reasons[0]})` : '';
  console.log(
    `${change.join(' ').padEnd(32)} ${label.padEnd(26)} ${timeOut}/${REFERENCE_SEEDS} time out: ${verdict}, ${seeds} seeds${why}`,
  );
}
const count = (of: (result: (typeof results)[number]) => boolean): number => results.filter(of).length;
const worse = count(each => each.verdict === 'worse');
const rightly = count(each => each.verdict === 'worse' && each.label !== 'harmless');
const grave = count(each => each.timeOut > REFERENCE_SEEDS / 2);
const stopped = count(each => each.timeOut > REFERENCE_SEEDS / 2 && each.verdict === 'worse');
const passed = count(each => each.timeOut > REFERENCE_SEEDS / 2 && each.verdict === 'safe');
const inconclusive = count(each => each.verdict === 'inconclusive');
console.log(
  `${results.length} changes: precision ${rightly} of ${worse} (${shareText(rightly, worse)}), recall of what times users out in more than half ` +
    `of the seeds ${stopped} of ${grave} (${passed} of them safe), inconclusive ${inconclusive} (${shareText(inconclusive, results.length)})`,
);
for (const label of ['harmless', 'harmful off-peak', 'harmful after a failover'] as const) {
  const of = results.filter(each => each.label === label);
  const by = (verdict: Gated['verdict']): number => of.filter(each => each.verdict === verdict).length;
  console.log(`  ${label}: ${of.length}; worse ${by('worse')}, safe ${by('safe')}, inconclusive ${by('inconclusive')}`);
}
