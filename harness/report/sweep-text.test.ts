import { expect, test } from 'vitest';
import { sweepOf } from '../record/sweep-record.ts';
import { testCapacity, testSeed } from '../record/test-capacity.ts';
import { sweepLines, sweepText } from './sweep-text.ts';

const TTL = { path: 'ttl', values: ['1s', '30s', '300s'] };
const capacities = [
  testCapacity([testSeed(1, 560, 566)]),
  testCapacity([testSeed(1, 1290, 1303, { recoversAtPerSecond: 1230 })]),
  testCapacity([testSeed(1, 1380, 1394, { knobs: { ttl: 0, policy: 0 } })]),
];

test('a sweep on a terminal: a table, a chart, and which knobs never acted', () => {
  const record = sweepOf([TTL], capacities);
  expect(sweepText(record)).toMatchInlineSnapshot(`
    "Capacity of alternate by ttl
      baseline on eu, users of eu-peak-failover, from a cold start, each load held
      for 5 min 3 s (virtual, seed 1, poisson arrivals).

       ttl  capacity  (interval)     headroom  recovers at  hit ratio  limited by
        1s     560/s  (560–566)          0.56            –        88%  CPU
       30s   1,290/s  (1,290–1,303)      1.29      1,230/s        88%  CPU
      300s   1,380/s  (1,380–1,394)      1.38            –        88%  CPU *

        ttl 1s ████████████████████████▍                       │            560/s
       ttl 30s ████████████████████████████████████████████████│███████▏    1,290/s
      ttl 300s ████████████████████████████████████████████████│███████████ 1,380/s
                                          1.10 × peak, 1,100/s │

      * A knob never did anything in the 5 min 3 s that a load was held: the figure
        says nothing about it. --hold makes that longer.
    "
  `);
  expect(sweepLines(record)).toMatchInlineSnapshot(`
    "ttl 1s: 560/s (560–566), 0.56 × peak, limited by CPU
    ttl 30s: 1,290/s (1,290–1,303), 1.29 × peak, limited by CPU
    ttl 300s: 1,380/s (1,380–1,394), 1.38 × peak, limited by CPU
    "
  `);
});

test('two knobs on a terminal', () => {
  const knobs = [
    { path: 'ttl', values: ['1s', '300s'] },
    { path: 'pools.alternate.instances', values: ['4', '6'] },
  ];
  const two = [560, 840, 1380, 2070].map(held => testCapacity([testSeed(1, held, held * 1.01)]));
  expect(sweepText(sweepOf(knobs, two))).toMatchInlineSnapshot(`
    "Capacity of alternate by ttl and pools.alternate.instances
      baseline on eu, users of eu-peak-failover, from a cold start, each load held
      for 5 min 3 s (virtual, seed 1, poisson arrivals).

       ttl  pools.alterna…  capacity  (interval)     headroom  hit ratio  limited by
        1s               4     560/s  (560–566)          0.56        88%  CPU
        1s               6     840/s  (840–848)          0.84        88%  CPU
      300s               4   1,380/s  (1,380–1,394)      1.38        88%  CPU
      300s               6   2,070/s  (2,070–2,091)      2.07        88%  CPU

        ttl 1s, instances 4 ████████████▊            │                      560/s
        ttl 1s, instances 6 ███████████████████▏     │                      840/s
      ttl 300s, instances 4 █████████████████████████│█████▍                1,380/s
      ttl 300s, instances 6 █████████████████████████│█████████████████████ 2,070/s
                                                     │ 1.10 × peak, 1,100/s
    "
  `);
});

test('of a record that somebody made, what is less than nothing is drawn as nothing', () => {
  const record = { ...sweepOf([TTL], capacities), peak: -1000, headroomLimit: null };
  expect(sweepText({ ...record, points: record.points.map(point => ({ ...point, capacityPerSecond: -5 })) })).toContain(
    'Capacity of alternate by ttl',
  );
});
