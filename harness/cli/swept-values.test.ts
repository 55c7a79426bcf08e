import fc from 'fast-check';
import { expect, test } from 'vitest';
import { printDuration, readDuration } from '../../mock-service/settings/units.ts';
import { sweptValues } from './swept-values.ts';

test.each([
  ['300s', '1s', ['1s', '4s', '20s', '70s', '300s', '1000s']],
  ['1s', '300s', ['200ms', '1s', '4s', '20s', '70s', '300s']],
  ['60s', '30s', ['30s', '36s', '42s', '50s', '60s', '71s']],
  ['10m', '300s', ['300s', '360s', '420s', '500s', '10m', '710s']],
  ['20000', '5000', ['5000', '7100', '10000', '14000', '20000', '28000']],
  ['1', '2', ['1', '2']],
  ['none', '300s', ['none', '300s']],
  ['0s', '300s', ['0s', '300s']],
  ['10%', '0%', ['10%', '0%']],
  ['true', 'false', ['true', 'false']],
])('%s to %s', (from, to, expected) => expect(sweptValues(from, to)).toEqual(expected));

test('whatever the two, they are among them, and the rest can be read, each once, in order', () => {
  const duration = fc.integer({ min: 1, max: 86_400_000 }).map(printDuration);
  fc.assert(
    fc.property(duration, duration, (from, to) => {
      const values = sweptValues(from, to);
      expect(values).toEqual(expect.arrayContaining([from, to]));
      const read = values.map(value => readDuration(value) as number);
      if (from === to) return;
      expect(read).toEqual([...new Set(read)].sort((a, b) => a - b));
    }),
  );
});
