import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { InputErrors } from '../../mock-service/settings/input-errors.ts';
import { CAPACITY } from './capacity-record.ts';
import { readRecord } from './record-file.ts';
import { testCapacity } from './test-capacity.ts';
import { writeRecord } from './write-record.ts';

test('a capacity is read back, and refused once it was changed', () => {
  const folder = mkdtempSync(join(tmpdir(), 'headroom-capacity-'));
  const file = join(folder, 'capacity.json');
  try {
    const record = testCapacity();
    writeRecord(CAPACITY, file, record);
    expect(readRecord(CAPACITY, file)).toEqual(record);
    const text = readFileSync(file, 'utf8');
    const refusal = (changed: string): string => {
      writeFileSync(file, changed);
      try {
        readRecord(CAPACITY, file);
      } catch (error) {
        return (error as InputErrors).problems[0]?.message ?? '';
      }
      return 'not refused';
    };
    expect(refusal(text.replace('"headroom": 1.38', '"headroom": 2.38'))).toContain('was changed after it was written');
    expect(refusal(text.slice(0, 400))).toContain('not a complete capacity record');
    expect(refusal(text.replace('"schemaVersion": 1', '"schemaVersion": 2'))).toContain('use a newer Headroom');
  } finally {
    rmSync(folder, { recursive: true });
  }
});
