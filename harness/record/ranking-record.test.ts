import { expect, test } from 'vitest';
import { rankingLine, rankingText } from '../report/ranking-text.ts';
import { rankingOf } from './ranking-record.ts';
import { incidentRun, quietRun, testSettings } from './test-run.ts';

const arms = [
  { runs: [quietRun()], paths: ['runs/a/baseline/run.json'] },
  { runs: [incidentRun()], paths: ['runs/a/short-ttl/run.json'] },
  {
    runs: [quietRun({ settings: testSettings('fifo', { policy: 'fifo' }) })],
    paths: ['runs/a/fifo/run.json'],
  },
];

test('several settings on a terminal, the best first', () => {
  const ranking = rankingOf(arms);
  expect(ranking.entries.map(({ rank, cacheSettings }) => [rank, cacheSettings.name])).toEqual([
    [1, 'baseline'],
    [1, 'fifo'],
    [3, 'short-ttl'],
  ]);
  expect(rankingText(ranking)).toMatchInlineSnapshot(`
    "PASS  3 settings with eu-peak-failover on eu (virtual, 45 s, seed 1, poisson
          arrivals)
      • baseline and fifo are the best of the 3 and cannot be told apart.
      • short-ttl fails its objectives.

          settings   fails  timeouts  errors  worst p99   room  against baseline
      1.  baseline   no           0%      0%     412 ms  48.5%  is it
      1.  fifo       no           0%      0%     412 ms  48.5%  inconclusive
      3.  short-ttl  yes        8.2%    8.4%    2004 ms   over  worse

    Against baseline
      fifo: policy: lru → fifo
      short-ttl: ttl: 300s → 1s

      Room is what is left to the closest objective, as a share of its limit. The
      same rank: not told apart.
    "
  `);
  expect(rankingLine(ranking)).toMatchInlineSnapshot(`"PASS eu-peak-failover: 1. baseline, 1. fifo, 3. short-ttl"`);
});

test('the verdict is that of the best', () => {
  expect(rankingOf(arms).verdict).toBe('pass');
  const failing = [arms[1] as (typeof arms)[number]];
  expect(rankingOf(failing).verdict).toBe('fail');
});
