import { describe, expect, test } from 'vitest';
import { isEnough, judgeCapacity, type SearchedSeed } from './capacity.ts';
import { testProbe, testSearch } from './test-search.ts';

const ASKED = { pool: 'alternate', peak: 1000, headroomLimit: 1.1 };
const judged = (seeds: readonly SearchedSeed[], asked: Parameters<typeof judgeCapacity>[1] = ASKED) =>
  judgeCapacity(seeds, asked);

describe('a capacity', () => {
  test('has the median of the seeds, and an interval over all of them', () => {
    const record = judged([testSearch(1, 1380, 1394), testSearch(2, 1270, 1283), testSearch(3, 1350, 1364)]);
    expect(record).toMatchObject({ capacityPerSecond: 1350, interval: [1270, 1394], peak: 1000, headroom: 1.35 });
    expect(record).toMatchObject({ verdict: 'pass', limitedBy: 'cpu', callsPerSession: 9.15 });
  });

  test('fails below the headroom asked for', () => {
    const { verdict, reasons } = judged([testSearch(1, 560, 566)]);
    expect([verdict, ...reasons]).toMatchInlineSnapshot(`
      [
        "fail",
        "alternate bears 0.56 times the regional peak; 1.10 is asked for.",
      ]
    `);
  });

  test('passes where none is asked for', () => {
    const { verdict, reasons } = judged([testSearch(1, 560, 566)], { ...ASKED, headroomLimit: null });
    expect([verdict, ...reasons]).toMatchInlineSnapshot(`
      [
        "pass",
        "alternate bears 0.56 times the regional peak; none is asked for.",
      ]
    `);
  });

  test('is inconclusive where the generator gave way below what is asked for', () => {
    const { verdict, reasons, limitedBy } = judged([testSearch(1, 900, null, { unclear: true })]);
    expect([verdict, limitedBy, ...reasons]).toMatchInlineSnapshot(`
      [
        "inconclusive",
        "generator",
        "alternate bears 0.90 times the regional peak; 1.10 is asked for.",
        "More was not to be had from the load generator, so the capacity may be higher.",
      ]
    `);
  });

  test('has no capacity where nothing held', () => {
    const record = judged([testSearch(1, null, 4)]);
    expect(record).toMatchObject({ capacityPerSecond: null, headroom: null, interval: [null, 4], verdict: 'fail' });
  });

  test('is limited by what broke the lowest load that did not hold', () => {
    const probes = [
      testProbe(1380, 'held'),
      testProbe(2000, 'broke', { limitedBy: 'memory' }),
      testProbe(1394, 'broke', { limitedBy: 'directory' }),
    ];
    expect(judged([testSearch(1, 1380, 1394, { probes })]).limitedBy).toBe('directory');
  });
});

test('is enough from what is asked for on; where nothing is asked for, from the peak on', () => {
  expect([
    isEnough(1.1, 1.1),
    isEnough(1.09, 1.1),
    isEnough(null, 1.1),
    isEnough(1, null),
    isEnough(0.9, null),
  ]).toEqual([...[true, false, false, true, false]]);
});

test('where nothing was near its limit, nothing is named, and how much was used is told', () => {
  const used = { cpu: 0.02, memory: 0.023, queue: 0, directory: 0.01 };
  const probes = [testProbe(1380, 'held'), testProbe(1394, 'broke', { limitedBy: null, used })];
  const record = judged([testSearch(1, 1380, 1394, { probes })]);
  expect(record.limitedBy).toBeNull();
  expect(record.reasons.at(-1)).toBe(
    "Nothing was near its limit when it broke: CPU 2%, memory 2.3%, queue 0%, the directory's slots 1%.",
  );
});
