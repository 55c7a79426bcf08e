import { expect, test } from 'vitest';
import { fuzz, inputOf } from './fuzz.ts';
import { parsers } from './parsers.ts';

/** `npm run fuzz` gives 12,000. */
const INPUTS = 300;

test.each(parsers())('$name: no damaged input crashes or takes long', parser => {
  const { inputs, taken, refused, failures } = fuzz(parser, INPUTS, 1);
  expect(failures).toEqual([]);
  expect(inputs).toBe(INPUTS);
  // Damage that is always refused in the same way, or never, proves little.
  expect(taken).toBeGreaterThan(0);
  expect(refused).toBeGreaterThan(0);
});

test('the same seed gives the same inputs, another one others', () => {
  for (const parser of parsers()) {
    const some = (seed: number): string[] => Array.from({ length: 5 }, (_, i) => inputOf(parser, i, seed));
    expect(some(1)).toEqual(some(1));
    expect(some(1)).not.toEqual(some(2));
  }
});
