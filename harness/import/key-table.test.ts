import fc from 'fast-check';
import { expect, test } from 'vitest';
import { KeyTable } from './key-table.ts';
import { NumberColumn } from './number-column.ts';

const half = fc.oneof(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 2 ** 32 - 1 }));

test('keys have the numbers of their arrival, also when others are forgotten, and what is kept of each goes along', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(half, half), { maxLength: 3000 }), keys => {
      const [table, column] = [new KeyTable(), new NumberColumn(length => new Int32Array(length), 2)];
      const known = new Map<string, number>();
      for (const [high, low] of keys) {
        const text = `${high} ${low}`;
        expect(table.find(high, low)).toBe(known.get(text) ?? -1);
        const number = table.numberOf(high, low);
        if (!known.has(text)) known.set(text, known.size);
        expect(number).toBe(known.get(text));
        expect(table.highOf(number)).toBe(high);
        column.set(number, low | 0);
      }
      const numbers = table.keep(number => number % 3 !== 0);
      column.keep(numbers);
      let kept = 0;
      for (const [text, number] of known) {
        const [high, low] = text.split(' ').map(Number) as [number, number];
        const now = number % 3 === 0 ? -1 : kept++;
        expect([numbers[number], table.find(high, low)]).toEqual([now, now]);
        if (now >= 0) expect(column.get(now)).toBe(low | 0);
      }
      expect(table.size).toBe(kept);
      // Who comes now finds nothing of those that are gone.
      for (let number = kept; number < known.size; number++) expect(column.get(number)).toBe(0);
    }),
    { numRuns: 30 },
  );
});
