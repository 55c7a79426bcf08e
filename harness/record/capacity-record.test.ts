import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { InputErrors } from '../../mock-service/settings/input-errors.ts';
import { readCapacity, writeCapacity } from './capacity-record.ts';
import { TEST_HOW, testCapacity, testProbe, testSeed } from './test-capacity.ts';

describe('a capacity record', () => {
  test('has the median of the seeds, and an interval over all of them', () => {
    const record = testCapacity([testSeed(1, 1380, 1394), testSeed(2, 1270, 1283), testSeed(3, 1350, 1364)]);
    expect(record).toMatchObject({ capacityPerSecond: 1350, interval: [1270, 1394], peak: 1000, headroom: 1.35 });
    expect(record).toMatchObject({ verdict: 'pass', limitedBy: 'cpu', callsPerSession: 9.15 });
  });

  test('fails below the headroom asked for', () => {
    const { verdict, reasons } = testCapacity([testSeed(1, 560, 566)]);
    expect([verdict, ...reasons]).toMatchInlineSnapshot(`
      [
        "fail",
        "alternate bears 0.56 times the regional peak; 1.10 is asked for.",
      ]
    `);
  });

  test('passes where none is asked for', () => {
    const { verdict, reasons } = testCapacity([testSeed(1, 560, 566)], { ...TEST_HOW, headroomLimit: null });
    expect([verdict, ...reasons]).toMatchInlineSnapshot(`
      [
        "pass",
        "alternate bears 0.56 times the regional peak; none is asked for.",
      ]
    `);
  });

  test('is inconclusive where the generator gave way below what is asked for', () => {
    const { verdict, reasons, limitedBy } = testCapacity([testSeed(1, 900, null, { unclear: true })]);
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
    const record = testCapacity([testSeed(1, null, 4)]);
    expect(record).toMatchObject({ capacityPerSecond: null, headroom: null, interval: [null, 4], verdict: 'fail' });
  });

  test('is limited by what broke the lowest load that did not hold', () => {
    const probes = [
      testProbe(1380, 'held'),
      testProbe(2000, 'broke', { limitedBy: 'memory' }),
      testProbe(1394, 'broke', { limitedBy: 'directory' }),
    ];
    expect(testCapacity([testSeed(1, 1380, 1394, { probes })]).limitedBy).toBe('directory');
  });

  test('is read back, and refused once it was changed', () => {
    const folder = mkdtempSync(join(tmpdir(), 'headroom-capacity-'));
    const file = join(folder, 'capacity.json');
    try {
      const record = testCapacity();
      writeCapacity(file, record);
      expect(readCapacity(file)).toEqual(record);
      const text = readFileSync(file, 'utf8');
      const refusal = (changed: string): string => {
        writeFileSync(file, changed);
        try {
          readCapacity(file);
        } catch (error) {
          return (error as InputErrors).problems[0]?.message ?? '';
        }
        return 'not refused';
      };
      expect(refusal(text.replace('"headroom": 1.38', '"headroom": 2.38'))).toContain(
        'was changed after it was written',
      );
      expect(refusal(text.slice(0, 400))).toContain('not a complete capacity record');
      expect(refusal(text.replace('"schemaVersion": 1', '"schemaVersion": 2'))).toContain('use a newer Headroom');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

test('where nothing was near its limit, nothing is named, and how much was used is told', () => {
  const used = { cpu: 0.02, memory: 0.023, queue: 0, directory: 0.01 };
  const probes = [testProbe(1380, 'held'), testProbe(1394, 'broke', { limitedBy: null, used })];
  const record = testCapacity([testSeed(1, 1380, 1394, { probes })]);
  expect(record.limitedBy).toBeNull();
  expect(record.reasons.at(-1)).toBe(
    "Nothing was near its limit when it broke: CPU 2%, memory 2.3%, queue 0%, the directory's slots 1%.",
  );
});
