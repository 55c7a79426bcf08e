import { describe, expect, test } from 'vitest';
import { isEnough, judgeCapacity, type SearchedSeed, straddles } from './capacity.ts';
import { testProbe, testSearch } from './test-search.ts';

const ASKED = { pool: 'alternate', peak: 1000, headroomLimit: 1.1, looks: 1 } as const;
const judged = (seeds: readonly SearchedSeed[], asked: Parameters<typeof judgeCapacity>[1] = ASKED) =>
  judgeCapacity(seeds, asked);

describe('a capacity', () => {
  test("has the mean of the seeds, Student's interval of it, and what they span", () => {
    const record = judged([testSearch(1, 1380, 1394), testSearch(2, 1270, 1283), testSearch(3, 1349, 1364)]);
    expect(record).toMatchObject({ capacityPerSecond: 1333, interval: [1270, 1394], peak: 1000, headroom: 1.333 });
    // s = 56.7, t(2) = 4.303.
    expect(record.confidence?.map(Math.round)).toEqual([1192, 1474]);
    expect(record.reasons[0]).toBe(
      'alternate bears 1.33 times the regional peak (95%: 1.19 to 1.47, 3 seeds); 1.10 is asked for.',
    );
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

  test('is open where its interval has what is asked for in it, and then takes more seeds', () => {
    const seeds = [testSearch(1, 1080, 1091), testSearch(2, 1110, 1121), testSearch(3, 1140, 1151)];
    const record = judged(seeds);
    expect([record.verdict, straddles(record)]).toEqual(['inconclusive', true]);
    expect(record.reasons[1]).toMatch(/^3 seeds leave open whether that is enough/);
    const sure = judged(seeds.map(({ heldPerSecond }, i) => testSearch(i, (heldPerSecond as number) + 300, 1500)));
    expect([sure.verdict, straddles(sure)]).toEqual(['pass', false]);
    const few = judged(seeds.map(({ heldPerSecond }, i) => testSearch(i, (heldPerSecond as number) - 300, 900)));
    expect([few.verdict, straddles(few)]).toEqual(['fail', false]);
    // A number of seeds that was chosen by what they gave has a wider one: t(2) = 6.205.
    const [low, high] = judged(seeds, { ...ASKED, looks: 2 }).confidence as [number, number];
    expect((high - low) / 2).toBeCloseTo((6.2053 * 30) / Math.sqrt(3), 1);
  });

  test('is a figure where none is asked for', () => {
    const { verdict, reasons } = judged([testSearch(1, 560, 566)], { ...ASKED, headroomLimit: null });
    expect([verdict, ...reasons]).toMatchInlineSnapshot(`
      [
        "measured",
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

test('of loads that all held it passes where that is enough, and else says nothing', () => {
  const all = (heldPerSecond: number) => {
    const { verdict, reasons } = judged([testSearch(1, heldPerSecond, null)]);
    return [verdict, reasons[1]];
  };
  const more = 'Every load that was tried held, so the capacity is higher.';
  expect([all(1200), all(1000)]).toEqual([
    ['pass', more],
    ['inconclusive', more],
  ]);
});
