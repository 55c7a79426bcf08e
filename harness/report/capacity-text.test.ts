import { expect, test } from 'vitest';
import { testCapacity, testSeed } from '../record/test-capacity.ts';
import { testProbe } from '../verdict/test-search.ts';
import { capacityLine, capacityText } from './capacity-text.ts';

test('a capacity on a terminal', () => {
  const recovery = testProbe(1200, 'held', { kind: 'recovery', timeouts: 900 });
  const seed = testSeed(1, 1380, 1394, { recoversAtPerSecond: 1200 });
  const record = testCapacity([{ ...seed, probes: [...seed.probes, recovery] }]);
  expect(capacityText(record)).toMatchInlineSnapshot(`
    "PASS  Capacity of alternate on eu from a cold start, with baseline, users of
          eu-peak-failover (virtual, seed 1, poisson arrivals)
      • alternate bears 1.38 times the regional peak; 1.10 is asked for.

    Capacity
      capacity                       1,380/s (1,380–1,394), 138,000/s at real scale
      regional peak                  1,000/s, 100,000/s at real scale
      headroom                       1.38, 1.10 asked for
      limited by                     CPU
      recovers, once overloaded, at  up to 1,200/s

    Probes
         load               p99    CPU  memory  hit ratio  broke
        966/s  holds     483 ms  64.4%     40%        88%
      1,380/s  holds     690 ms    92%     40%        88%
      1,394/s  breaks    697 ms  92.9%     40%        88%  p99
      1,200/s  recovers  600 ms    80%     40%        88%  after an overload

      Each load was held for 5 min 3 s on a fresh site: at a timeout of 2 s an
      overload of 1% shows by then. A session makes 9.15 requests.
      policy never did anything in that time: this says nothing about them. --hold
      makes it longer.
    "
  `);
  expect(capacityLine(record)).toMatchInlineSnapshot(
    `"PASS capacity of alternate with baseline: 1,380/s (1,380–1,394), 1.38 × peak"`,
  );
});

test('by class of requests it says what share was answered well, where it holds and where it breaks', () => {
  const seed = testSeed(1, 1380, 1394);
  const served = (good: number) => ({
    classes: [
      { name: 'user', good: 1 },
      { name: 'prefetch', good },
    ],
  });
  const probes = seed.probes.map(probe => ({ ...probe, ...served(probe.outcome === 'held' ? 0.8 : 0.25) }));
  const text = capacityText(testCapacity([{ ...seed, probes }]));
  expect(text).toContain(
    [
      'Answered well, by class',
      '            1,380/s, holds  1,394/s, breaks',
      '  user                100%             100%',
      '  prefetch             80%              25%',
    ].join('\n'),
  );
});
