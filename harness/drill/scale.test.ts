import { beforeAll, describe, expect, it } from 'vitest';
import { type RepeatRecord, repeatOf } from '../record/repeat-record.ts';
import type { RunRecord } from '../record/run-record.ts';
import { recordOf } from './test-record.ts';

/**
 * The incident's morning in a minute and a half, with a deadline of three seconds, at the shipped scale of 400 and at half of it: twice
 * the instances, users, rates and slots, and the same of each instance.
 */
const MORNING = {
  script: 'scenarios/eu-morning.ts',
  topology: 'scenarios/topologies/eu-full.yaml',
  env: { MINUTE: '0.3' },
};
const SHORT_DEADLINE = ['proxy.timeout=3s', 'objectives.recovery=30s'];
const HALVED = [
  'scale=200',
  'users=100000',
  'peak=1250',
  'pools.primary.instances=2',
  'pools.alternate.instances=2',
  'directory.concurrency=250',
];
const SEEDS = [1, 2, 3];

interface Result {
  readonly runs: readonly RunRecord[];
  readonly figures: RepeatRecord['figures'];
}

async function morning(cache: string, set: readonly string[]): Promise<Result> {
  const runs: RunRecord[] = [];
  for (const seed of SEEDS) runs.push(await recordOf({ ...MORNING, cache, seed, set: [...SHORT_DEADLINE, ...set] }));
  return { runs, figures: repeatOf(runs, []).figures };
}

/** Whether two figures agree: the 95 % intervals of their means meet. */
function agree(
  a: RepeatRecord['figures'][string] | undefined,
  b: RepeatRecord['figures'][string] | undefined,
): boolean {
  const [low, high] = a?.interval ?? [1, 1];
  const [otherLow, otherHigh] = b?.interval ?? [0, 0];
  return low <= otherHigh && otherLow <= high;
}

describe('halving the scale', () => {
  let whole: Result;
  let half: Result;

  beforeAll(async () => {
    whole = await morning('mock-service/settings/short-ttl.yaml', []);
    half = await morning('mock-service/settings/short-ttl.yaml', HALVED);
  }, 120_000);

  it('does not move the verdict', () => {
    expect([...whole.runs, ...half.runs].map(({ verdict }) => verdict)).toEqual(new Array(6).fill('fail'));
    expect(new Set([...whole.runs, ...half.runs].map(({ timeouts }) => timeouts.onsetPool))).toEqual(
      new Set(['alternate']),
    );
  });

  // What a record says of the fullest instance is the largest of more of them, and so is not among these.
  it.each([
    'timeouts.share',
    'timeouts.onsetS',
    'timeouts.afterFailoverS',
    'pools.primary.peakCpu',
    'pools.primary.hitRatio',
    'pools.alternate.holdCpu',
    'pools.alternate.hitRatio',
    'requests.responseTimeMs.p50',
    'requests.responseTimeMs.p99',
  ])('does not move %s beyond its interval', figure => {
    expect([
      figure,
      whole.figures[figure],
      half.figures[figure],
      agree(whole.figures[figure], half.figures[figure]),
    ]).toEqual([...[figure, expect.anything(), expect.anything(), true]]);
  });

  it.each(['timeouts.onsetRatePerSecond', 'requests.offered'])('gives the real region the same %s', figure => {
    const real = ({ figures }: Result, scale: number) => {
      const { interval, ...rest } = figures[figure] as RepeatRecord['figures'][string];
      const [low, high] = interval as [number, number];
      return { ...rest, interval: [low * scale, high * scale] as [number, number] };
    };
    expect(agree(real(whole, 400), real(half, 200))).toBe(true);
  });
});
