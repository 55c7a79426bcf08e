import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { printDuration, printShare, printSize, readDuration, readShare, readSize } from './units.ts';

describe('durations', () => {
  test.each([
    ['300s', 300_000],
    ['50ms', 50],
    ['0.5ms', 0.5],
    ['1.5h', 5_400_000],
    ['10m', 600_000],
    ['1m30s', 90_000],
    ['1.001s', 1001],
    ['2d', 172_800_000],
    ['0', 0],
  ])('%s is %d ms', (text, ms) => expect(readDuration(text)).toBe(ms));

  test.each(['', '5', '-5s', '5 s', '5S', 's', '1e3s', '.5s', '5s ', '5sec', 'none', '５s'])('%j is none', text =>
    expect(readDuration(text)).toBeUndefined(),
  );

  test.each([
    [300_000, '300s'],
    [50, '50ms'],
    [0.5, '0.5ms'],
    [0, '0s'],
    [1500, '1.5s'],
    [600_000, '10m'],
    [5_400_000, '1.5h'],
    [90_000, '90s'],
    [86_400_000, '1d'],
    [604_800_000, '7d'],
    [1e-7, '0.0000001ms'],
  ])('%d ms is printed %s', (ms, text) => expect(printDuration(ms)).toBe(text));

  test('what is printed reads back as the same number', () => {
    const amounts = fc.tuple(fc.nat(99_999), fc.constantFrom(0.001, 0.5, 1, 1000, 60_000, 3_600_000));
    const anything = fc.double({ min: 0.001, max: 1e12, noNaN: true });
    fc.assert(
      fc.property(
        fc.oneof(
          amounts.map(([n, unit]) => n * unit),
          anything,
        ),
        ms => {
          expect(readDuration(printDuration(ms))).toBe(ms);
        },
      ),
    );
  });
});

describe('sizes', () => {
  test.each([
    ['512MiB', 536_870_912],
    ['64KiB', 65_536],
    ['2GiB', 2_147_483_648],
    ['1.5KiB', 1536],
    ['100B', 100],
  ])('%s is %d bytes', (text, bytes) => expect(readSize(text)).toBe(bytes));

  test.each(['512', '512MB', '-1KiB', '1 KiB', 'KiB', '1kib'])('%j is none', text =>
    expect(readSize(text)).toBeUndefined(),
  );

  test('what is printed reads back as the same number', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.nat(),
          fc.nat(4096).map(n => n * 1_048_576),
          fc.maxSafeNat(),
        ),
        bytes => {
          expect(readSize(printSize(bytes))).toBe(bytes);
        },
      ),
    );
  });
});

describe('shares', () => {
  test.each([
    ['10%', 0.1],
    ['0.1%', 0.001],
    ['140%', 1.4],
    ['7%', 0.07],
    ['0%', 0],
  ])('%s is %d', (text, share) => expect(readShare(text)).toBe(share));

  test.each(['10', '-1%', '10 %', '%', '1e1%'])('%j is none', text => expect(readShare(text)).toBeUndefined());

  test('a whole number of percent is printed as one', () => {
    for (let percent = 0; percent <= 200; percent++) expect(printShare(percent / 100)).toBe(`${percent}%`);
  });

  test('what is printed reads back as the same number, as a share or as a plain number', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 10, noNaN: true }), share => {
        const text = printShare(share);
        expect(readShare(text) ?? Number(text)).toBe(share);
      }),
    );
  });
});
