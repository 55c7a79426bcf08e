import { expect, test } from 'vitest';
import { holdFacts } from './hold.ts';
import { testSeries } from './test-drill.ts';

const held = { pool: 'alternate', fromS: 2, toS: 8 };
const facts = (cpu: number, offered: number) =>
  holdFacts(
    held,
    testSeries({ seconds: 10, second: s => ({ pools: { alternate: s < 2 ? {} : { cpu, offered } } }) }),
    1000,
  );

test('while a pool is held its headroom is what it would bear if CPU went up in proportion', () => {
  // 600/s with half of the CPU: 1200/s, of a peak of 1000/s.
  expect(facts(0.5, 600)).toEqual({ ...held, headroom: 1.2, headroomAtMost: false });
});

test('a full CPU bore less than it was asked for', () => {
  expect(facts(1, 600)).toEqual({ ...held, headroom: 0.6, headroomAtMost: true });
});

test('without CPU, without load and without the pool nothing is known', () => {
  const unknown = { headroom: null, headroomAtMost: false };
  expect(facts(0, 600)).toMatchObject(unknown);
  expect(holdFacts({ ...held, pool: 'other' }, testSeries({ seconds: 10, second: () => ({}) }), 1000)).toMatchObject(
    unknown,
  );
  expect(
    holdFacts({ ...held, fromS: 20, toS: 30 }, testSeries({ seconds: 10, second: () => ({}) }), 1000),
  ).toMatchObject(unknown);
});
