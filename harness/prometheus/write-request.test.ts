import { expect, test } from 'vitest';
import { encodeWriteRequest } from './write-request.ts';

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

test('a series, byte by byte', () => {
  const bytes = encodeWriteRequest([{ name: 'up', labels: { job: 'a' }, samples: [[1000, 1.5]] }]);
  expect(hex(bytes)).toBe(
    [
      '0a28', // timeseries, 40 bytes
      '0a0e', // label
      '0a085f5f6e616d655f5f', // name "__name__"
      '12027570', // value "up"
      '0a08', // label
      '0a036a6f62', // name "job"
      '120161', // value "a"
      '120c', // sample, 12 bytes
      '09000000000000f83f', // value 1.5
      '10e807', // timestamp 1000
    ].join(''),
  );
});

test('labels are sorted, and empty ones left out', () => {
  const one = encodeWriteRequest([{ name: 'up', labels: { z: '1', a: '2', none: '' }, samples: [] }]);
  const other = encodeWriteRequest([{ name: 'up', labels: { a: '2', z: '1' }, samples: [] }]);
  expect(hex(one)).toBe(hex(other));
});

test('times before 1970 and beyond 32 bits', () => {
  const bytes = (atMs: number): string => hex(encodeWriteRequest([{ name: 'a', labels: {}, samples: [[atMs, 0]] }]));
  expect(bytes(1_795_509_541_843)).toContain('10d3b7d5e5a034');
  expect(bytes(-1)).toContain('10ffffffffffffffffff01');
});
