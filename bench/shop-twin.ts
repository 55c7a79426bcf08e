/**
 * A twin of the example shop, held to account: the shop plays an ordinary day with today's settings, is calibrated from what its Prometheus has of that, and
 * the twin then foretells the failover at the peak, which nobody has seen, with good settings and with bad. What the shop itself does stands beside it.
 *
 *     node bench/shop-twin.ts [--shop FOLDER --day TIME] [--out FOLDER] [--drills N]
 *
 * With --shop and --day a shop is used that is open already (the folder of its target file), and the day that it played from then on. Needs haproxy and
 * prometheus, and a machine that is quiet: what is late on it counts as the shop's. An hour and a half, most of it waiting. Exits 1 if a row is not within
 * what is asked.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { BacktestRecord } from '../harness/record/backtest-record.ts';
import type { CalibrationRecord } from '../harness/record/calibration-record.ts';
import type { CapacityRecord } from '../harness/record/capacity-record.ts';
import type { RunRecord } from '../harness/record/run-record.ts';
import { type OpenShop, openShop, SHOP, shopIn } from './shop.ts';
import { table } from './table.ts';

const given = parseArgs({
  options: {
    shop: { type: 'string' },
    day: { type: 'string' },
    out: { type: 'string' },
    drills: { type: 'string', default: '5' },
  },
}).values;
const out = given.out ?? mkdtempSync(join(tmpdir(), 'shop-twin-'));
mkdirSync(out, { recursive: true });
const seeds = Array.from({ length: Number(given.drills) }, (_, i) => i + 1);
const [FITTED, WHOLE, TESTED_FROM] = ['20m', 30 * 60_000, 15 * 60_000];
const SETTINGS = ['good', 'bad'] as const;
type Settings = (typeof SETTINGS)[number];
/** Where the peak that is borne is looked for first, requests/s, and by how much it then changes. */
const FIRST_PEAK = { good: 120, bad: 50 } as const;
const STEP = 1.05;
/** When shop-failover.ts rolls back. */
const ROLL_BACK_S = 35;
/** Of a drill that the machine made late. */
const TRIES = 3;

const shop = given.shop === undefined ? await openShop(out) : shopIn(given.shop);
try {
  await heldToAccount(shop);
} finally {
  shop.close();
}

async function heldToAccount({ target, twin }: OpenShop): Promise<void> {
  // What is looked for is the shop's limit: it must not be that of the target file.
  writeFileSync(target, readFileSync(target, 'utf8').replace('most: 300', 'most: 900'));
  const day = given.day === undefined ? await playedDay(target) : new Date(given.day);
  const calibrated = await timed('calibrate', () =>
    headroom<CalibrationRecord>('calibrate', 'calibration.json', [twin, '--from', day.toISOString(), '--for', FITTED]),
  );
  if (calibrated.verdict !== 'measured') throw new Error(`no twin: ${calibrated.reasons.join(' ')}`);
  const topology = join(out, 'calibrate', 'topology.yaml');
  const at = new Date(day.getTime() + TESTED_FROM);
  const rest = `${(WHOLE - TESTED_FROM) / 1000}s`;
  const tested = await timed('backtest', () =>
    headroom<BacktestRecord>('backtest', 'backtest.json', [topology, twin, '--at', at.toISOString(), '--for', rest]),
  );
  console.log(calibration(calibrated, tested));
  const rows: Row[] = [];
  const drills: string[][] = [];
  for (const settings of SETTINGS) {
    const pairs: Pair[] = [];
    for (const seed of seeds) {
      const foretold = outcomeOf(await drill(settings, seed, 'twin', ['--topology', topology, '--virtual']));
      const seen = await counted(await drill(settings, seed, 'shop', ['--target', target, '--no-ui']));
      pairs.push({ foretold, seen });
      drills.push([`${settings}, seed ${seed}, twin`, ...shown(foretold)], ['shop', ...shown(seen)]);
    }
    rows.push(...rowsOf(settings, pairs));
    const most = await timed(`peaks of ${settings}`, async () => {
      const twinBears = await borne(settings, 'twin', ['--topology', topology, '--virtual'], FIRST_PEAK[settings]);
      return [twinBears, await borne(settings, 'shop', ['--target', target, '--no-ui'], 0.8 * twinBears)] as const;
    });
    rows.push(relative(`${settings}: highest peak at which it holds`, ...most, 0.15, perSecond));
    const foretold = await capacity(settings, 'twin', ['--topology', topology, '--virtual', '--warm']);
    const seen = await capacity(settings, 'shop', ['--target', target, '--resolution', '5%']);
    rows.push(relative(`${settings}: capacity of the alternate, warm`, foretold, seen, 0.15, perSecond));
  }
  console.log(table(['', 'verdict', 'onset', 'timeouts', 'p99', 'worst', 'hit ratio'], drills));
  const cells = rows.map(row => [row.what, row.twin, row.shop, row.apart, row.asked, row.holds ? '' : 'OFF']);
  console.log(`\n${table(['', 'twin', 'shop', 'apart', 'asked', ''], cells)}`);
  process.exitCode = rows.every(row => row.holds) ? 0 : 1;
}

/** The day, in real time. @returns when it began */
async function playedDay(target: string): Promise<Date> {
  const good = `${SHOP}/settings/good.yaml`;
  const where = ['--target', target, '--cache', good, '--baseline', good, '--exit-zero', '--no-ui'];
  const { startedAt } = await timed('day', () =>
    headroom<RunRecord>('run', 'run.json', [`${SHOP}/shop-day.ts`, ...where], 'day'),
  );
  return new Date(startedAt);
}

/** The same script with the same seed: the same customers come to both. One that the machine made late is tried again. */
async function drill(
  settings: Settings,
  seed: number,
  who: 'twin' | 'shop',
  where: readonly string[],
  name = who as string,
): Promise<RunRecord> {
  const args = [`${SHOP}/shop-failover.ts`, ...where, ...filesOf(settings), '--seed', String(seed), '--exit-zero'];
  for (let tries = 1; ; tries++) {
    if (who === 'shop') await fresh();
    const record = await headroom<RunRecord>('run', 'run.json', [...args, '--no-play'], `${settings}-${seed}-${name}`);
    if (record.verdict !== 'inconclusive') return record;
    if (tries === TRIES) throw new Error(`the machine is too busy for drills in real time: ${record.reasons[0]}`);
  }
}

async function capacity(settings: Settings, who: string, where: readonly string[]): Promise<number> {
  const name = `capacity-${settings}-${who}`;
  const args = [`${SHOP}/shop-failover.ts`, ...where, ...filesOf(settings), '--exit-zero'];
  await fresh();
  const { capacityPerSecond, probes } = await timed(name, () =>
    headroom<CapacityRecord>('capacity', 'capacity.json', args, name),
  );
  const tried = probes.map(({ ratePerSecond, outcome }) => `${ratePerSecond.toFixed(0)}/s ${outcome}`);
  console.log(`  ${tried.join(', ')}`);
  return capacityPerSecond ?? Number.NaN;
}

/** The highest peak at which the whole failover holds, a twentieth more or less each time, with the customers of the first seed. */
async function borne(
  settings: Settings,
  who: 'twin' | 'shop',
  where: readonly string[],
  from: number,
): Promise<number> {
  const holds = async (peak: number): Promise<boolean> => {
    const name = `${who}-${peak.toFixed(0)}`;
    const { verdict } = await drill(settings, 1, who, [...where, '-e', `PEAK=${peak}`], name);
    console.log(`  ${who}, ${settings}, peak ${peak.toFixed(0)}/s: ${verdict}`);
    return verdict === 'pass';
  };
  let peak = from;
  if (await holds(peak)) {
    while (await holds(peak * STEP)) peak *= STEP;
    return peak;
  }
  do peak /= STEP;
  while (!(await holds(peak)));
  return peak;
}

function perSecond(value: number): string {
  return `${value.toFixed(0)}/s`;
}

function filesOf(settings: Settings): readonly string[] {
  return ['--baseline', `${SHOP}/settings/good.yaml`, '--cache', `${SHOP}/settings/${settings}.yaml`];
}

function shown({ verdict, onsetS, timeouts, p99Ms, worstP99Ms, hitRatio }: Outcome): string[] {
  const share = (value: number): string => `${(100 * value).toFixed(1)} %`;
  const ms = (value: number): string => `${value.toFixed(0)} ms`;
  return [verdict, onsetS === null ? '–' : `${onsetS} s`, share(timeouts), ms(p99Ms), ms(worstP99Ms), share(hitRatio)];
}

/** Asks headroom. @returns the record that it kept @throws Error where it kept none */
async function headroom<Kept>(verb: string, record: string, args: readonly string[], name = verb): Promise<Kept> {
  const folder = join(out, name);
  const child = spawn(process.execPath, ['harness/cli/headroom.js', verb, ...args, '--quiet', '--out', folder], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  await new Promise(ended => child.once('exit', ended));
  return JSON.parse(readFileSync(join(folder, record), 'utf8')) as Kept;
}

async function timed<Done>(what: string, does: () => Promise<Done>): Promise<Done> {
  const began = performance.now();
  const done = await does();
  console.log(`${what}: ${((performance.now() - began) / 1000).toFixed(0)} s`);
  return done;
}

function calibration({ verdict, reasons, demands, skews }: CalibrationRecord, tested: BacktestRecord): string {
  const costs = demands.map(({ path, ms, interval, standing }) => [
    path,
    `${ms.toFixed(2)} ms`,
    interval.map(each => each.toFixed(2)).join('–'),
    standing,
  ]);
  const apart = tested.apart.map(({ figure, unit, observed, predicted, bias, holds: isHeld }) => {
    const text = (value: number): string =>
      unit === 'ms' ? `${value.toFixed(1)} ms` : `${(100 * value).toFixed(1)} %`;
    return [figure, text(predicted), text(observed), (100 * bias).toFixed(1), isHeld ? '' : 'OFF'];
  });
  return [
    `calibration: ${verdict}. ${reasons[0] ?? ''}`,
    table(['cost', 'mean', '90 %', ''], costs),
    ...skews.map(
      ({ name, skew, observed, reached }) =>
        `${name}: Zipf ${skew.toFixed(2)}, hit ratio ${(100 * reached).toFixed(1)} of ${(100 * observed).toFixed(1)} %`,
    ),
    `\nbacktest: ${tested.verdict}. ${tested.reasons[0] ?? ''}`,
    table(['', 'twin', 'shop', 'apart (points, or %)', ''], apart),
    '',
  ].join('\n');
}

/** What one drill came to. */
interface Outcome {
  readonly verdict: string;
  readonly onsetS: number | null;
  /** Planned load at the onset, requests/s. */
  readonly onsetLoad: number | null;
  readonly timeouts: number;
  readonly p99Ms: number;
  /** Of the ten seconds in which it is worst: what the objective judges. */
  readonly worstP99Ms: number;
  /** Of the alternate, of the whole drill and of what comes before the roll-back. */
  readonly hitRatio: number;
  readonly hitRatioBefore: number;
}

interface Pair {
  readonly foretold: Outcome;
  readonly seen: Outcome;
}

function outcomeOf({ verdict, timeouts, requests, pools, series }: RunRecord): Outcome {
  const column = (name: string) => series.columns[name]?.slice(0, ROLL_BACK_S) ?? [];
  const [ratios, offered] = [column('alternate.hitRatio'), column('alternate.offered').map(each => each ?? 0)];
  const hits = offered.reduce((sum, each, i) => sum + each * (ratios[i] ?? 0), 0);
  return {
    verdict,
    onsetS: timeouts.onsetS,
    onsetLoad: timeouts.onsetRatePerSecond,
    timeouts: timeouts.share ?? Number.NaN,
    p99Ms: requests.responseTimeMs?.p99 ?? Number.NaN,
    worstP99Ms: requests.worstWindow?.p99Ms ?? Number.NaN,
    hitRatio: pools.alternate?.hitRatio ?? Number.NaN,
    hitRatioBefore: hits / offered.reduce((sum, each) => sum + each, 0),
  };
}

/** Users are home, caches empty, and what is measured over some seconds says so. */
async function fresh(): Promise<void> {
  await shop.operate('reset', {});
  await sleep(6000);
}

/** The outcome of a drill of the shop, with hit ratios from its own counters in place of rates over some seconds. */
async function counted(record: RunRecord): Promise<Outcome> {
  const began = Date.parse(record.startedAt) / 1000;
  // Two scrapes later all has been counted.
  await sleep(2500);
  const before = await lookups(began - 1);
  const between = async (atS: number): Promise<number> => {
    const after = await lookups(began + atS);
    return (after.hits - before.hits) / (after.all - before.all);
  };
  return {
    ...outcomeOf(record),
    hitRatio: await between(record.durationS + 1.5),
    hitRatioBefore: await between(ROLL_BACK_S),
  };
}

/** Lookups that the alternate has counted. @param atS Unix time */
async function lookups(atS: number): Promise<{ hits: number; all: number }> {
  const query = encodeURIComponent('sum by (result) (shop_cache_lookups_total{pool="alternate"})');
  const answer = await fetch(`${shop.prometheus}/api/v1/query?query=${query}&time=${atS}`);
  const { data } = (await answer.json()) as {
    data: { result: readonly { metric: { result: string }; value: [number, string] }[] };
  };
  const counts = data.result.map(({ metric, value }) => ({ result: metric.result, count: Number(value[1]) }));
  const sum = (of: typeof counts): number => of.reduce((all, { count }) => all + count, 0);
  return { hits: sum(counts.filter(({ result }) => result === 'hit')), all: sum(counts) };
}

/** A figure of the twin and of the shop, and how far apart they may be. */
interface Row {
  readonly what: string;
  readonly twin: string;
  readonly shop: string;
  readonly apart: string;
  readonly asked: string;
  readonly holds: boolean;
}

function rowsOf(settings: Settings, pairs: readonly Pair[]): Row[] {
  const verdicts = (who: keyof Pair): string => [...new Set(pairs.map(pair => pair[who].verdict))].join(', ');
  const same = pairs.filter(({ foretold, seen }) => foretold.verdict === seen.verdict).length;
  const means = (pick: (outcome: Outcome) => number): [twin: number, shop: number] => [
    mean(pairs.map(({ foretold }) => pick(foretold))),
    mean(pairs.map(({ seen }) => pick(seen))),
  ];
  const share = (value: number): string => `${(100 * value).toFixed(1)} %`;
  const points = (what: string, limit: number | null, pick: (outcome: Outcome) => number): Row => {
    const [twin, was] = means(pick);
    return {
      what: `${settings}: ${what}`,
      ...{ twin: share(twin), shop: share(was), apart: `${signed(100 * (twin - was), 1)} points` },
      asked: limit === null ? '' : `${100 * limit} points`,
      holds: limit === null || Math.abs(twin - was) <= limit,
    };
  };
  const latency = (what: string, pick: (outcome: Outcome) => number): Row =>
    relative(`${settings}: ${what}`, ...means(pick), 0.2, value => `${value.toFixed(0)} ms`);
  return [
    {
      ...{ what: `${settings}: verdict`, twin: verdicts('foretold'), shop: verdicts('seen') },
      ...{ apart: `${same} of ${pairs.length} the same`, asked: 'the same', holds: same === pairs.length },
    },
    onsetRow(settings, pairs),
    points('timeouts', null, ({ timeouts }) => timeouts),
    points('hit ratio of the alternate', 0.03, ({ hitRatioBefore }) => hitRatioBefore),
    points('the same, with the seconds after the roll-back', 0.03, ({ hitRatio }) => hitRatio),
    latency('p99', ({ p99Ms }) => p99Ms),
    latency('p99 of the worst ten seconds', ({ worstP99Ms }) => worstP99Ms),
  ];
}

/** Within five seconds, or a fifth of the load. */
function onsetRow(settings: Settings, pairs: readonly Pair[]): Row {
  const seconds = (who: keyof Pair): string => {
    const all = pairs.map(pair => pair[who].onsetS).filter(each => each !== null);
    return all.length === 0 ? 'none' : `second ${Math.min(...all)}–${Math.max(...all)}`;
  };
  const apart = pairs.map(({ foretold, seen }) => {
    if (foretold.onsetS === null || seen.onsetS === null) return foretold.onsetS === seen.onsetS ? 0 : Infinity;
    return Math.abs(foretold.onsetS - seen.onsetS);
  });
  const near = pairs.filter(({ foretold, seen }, i) => {
    const [load, was] = [foretold.onsetLoad ?? Number.NaN, seen.onsetLoad ?? Number.NaN];
    return (apart[i] as number) <= 5 || Math.abs(load / was - 1) <= 0.2;
  });
  return {
    ...{ what: `${settings}: timeouts begin`, twin: seconds('foretold'), shop: seconds('seen') },
    ...{ apart: `at most ${Math.max(...apart)} s`, asked: '5 s or 20 % of load', holds: near.length === pairs.length },
  };
}

function relative(what: string, twin: number, was: number, limit: number, text: (value: number) => string): Row {
  const apart = twin / was - 1;
  return {
    ...{ what, twin: text(twin), shop: text(was), apart: `${signed(100 * apart, 1)} %`, asked: `${100 * limit} %` },
    holds: Math.abs(apart) <= limit,
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function signed(value: number, digits: number): string {
  return `${value > 0 ? '+' : ''}${value.toFixed(digits)}`;
}
