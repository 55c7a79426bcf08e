import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { printDuration, readDuration } from './duration.ts';

describe('readDuration', () => {
  it.each([
    ['1h2m3.5s', 3_723_500],
    ['500ms', 500],
    ['1.001s', 1001],
    ['.5m', 30_000],
    ['2d', 172_800_000],
    ['1500us', 1.5],
    ['1500µs', 1.5],
    ['250ns', 0.00025],
    ['0s', 0],
    ['0', 0],
    ['250', 250],
    [250, 250],
    ['', undefined],
    ['10', 10],
    ['10x', undefined],
    ['s', undefined],
    ['-5s', undefined],
    [-5, undefined],
    [Number.NaN, undefined],
    ['1m 30s', undefined],
    [null, undefined],
  ])('%j is %d ms', (written, ms) => expect(readDuration(written)).toBe(ms));

  it.each([
    [0, '0s'],
    [1, '1ms'],
    [999, '999ms'],
    [1000, '1s'],
    [3_723_500, '1h2m3.5s'],
  ])('%d ms are printed as %s', (ms, text) => expect(printDuration(ms)).toBe(text));

  it('reads what is printed', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 400_000_000 }), ms => {
        expect(readDuration(printDuration(ms))).toBeCloseTo(ms, 6);
      }),
    );
  });
});
