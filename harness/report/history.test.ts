import { expect, test } from 'vitest';
import { testCapacity, testSeed } from '../record/test-capacity.ts';
import { incidentRun, quietRun } from '../record/test-run.ts';
import { capacityEntry, historyText, runEntry } from './history.ts';

test('records in the order of time, and headroom by settings', () => {
  const entries = [
    runEntry(incidentRun(), '2026-06-03T07:00:00.000Z'),
    capacityEntry(testCapacity([testSeed(1, 1380, 1394)]), '2026-06-01T07:00:00.000Z'),
    capacityEntry(testCapacity([testSeed(1, 690, 697)]), '2026-06-04T07:00:00.000Z'),
    runEntry(quietRun({ headroom: 1.38 }), '2026-06-02T07:00:00.000Z'),
  ];
  expect(historyText(entries)).toMatchInlineSnapshot(`
    "eu-peak-failover on eu, virtual
      time, UTC         settings            verdict  headroom
      2026-06-01 07:00  baseline baseline   pass         1.38  1,380/s
      2026-06-02 07:00  baseline baseline   pass         1.38
      2026-06-03 07:00  short-ttl short-tt  fail            –  504s: 29 s on
      2026-06-04 07:00  baseline baseline   fail         0.69  690/s

    Headroom over time, by settings
      baseline baseline  ██▅  1.38 → 1.38 → 0.69

    Drift
      • Headroom of baseline, eu-peak-failover on eu, virtual went from 1.38 on
        2026-06-01 to 0.69: 50% less in 2 steps, of which the largest lost 50%.
        Compare with --against the settings of then.
    "
  `);
});

test('nothing recorded', () => {
  expect(historyText([])).toBe('No records of runs or capacities were found.\n');
});

test('many small steps that each are let pass are drift together, and chance is none', () => {
  const day = (i: number): string => `2026-06-${String(i + 1).padStart(2, '0')}T07:00:00.000Z`;
  const history = (rates: readonly number[]): string =>
    historyText(rates.map((rate, i) => capacityEntry(testCapacity([testSeed(1, rate, rate + 10)]), day(i))));
  expect(history(Array.from({ length: 21 }, (_, i) => 1380 * 0.98 ** i)).replace(/\s+/g, ' ')).toContain(
    'went from 1.38 on 2026-06-01 to 0.92: 33.2% less in 20 steps, of which the largest lost 2%.',
  );
  expect(history([1380, 1350, 1390, 1360])).not.toContain('Drift');
});
