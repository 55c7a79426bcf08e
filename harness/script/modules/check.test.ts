import { expect, test } from 'vitest';
import { TestDrill } from './test-drill.ts';

test('check runs its tests in order and gives the AND of them', () => {
  const drill = new TestDrill();
  const { check } = drill.module('k6');
  const order: string[] = [];
  const result = check(5, {
    odd: (value: number) => order.push('odd') && value % 2 === 1,
    big: (value: number) => order.push('big') && value > 10,
    given: true,
  });
  expect(result).toBe(false);
  expect(order).toEqual(['odd', 'big']);
  expect(check(5, { fine: () => 1 })).toBe(true);
  expect(drill.metrics.samples).toEqual([
    { metric: 'checks', value: 1, tags: { check: 'odd' } },
    { metric: 'checks', value: 0, tags: { check: 'big' } },
    { metric: 'checks', value: 1, tags: { check: 'given' } },
    { metric: 'checks', value: 1, tags: { check: 'fine' } },
  ]);
});

test('a check that throws has failed, and throws on', () => {
  const drill = new TestDrill();
  const boom = () => {
    throw new Error('boom');
  };
  expect(() => drill.module('k6').check(null, { a: boom, b: () => true })).toThrow('boom');
  expect(drill.metrics.values('checks')).toEqual([0]);
});

test('checks are counted by group, for handleSummary', () => {
  const drill = new TestDrill();
  const { check, group } = drill.module('k6');
  check(1, { top: true });
  group('outer', () => group('inner', () => check(1, { deep: false })));
  check(1, { top: false });
  expect(drill.k6.checks.summary()).toEqual({
    name: '',
    path: '',
    id: 'd41d8cd98f00b204e9800998ecf8427e',
    checks: [{ name: 'top', path: '::top', id: expect.stringMatching(/^[0-9a-f]{32}$/), passes: 1, fails: 1 }],
    groups: [
      {
        name: 'outer',
        path: '::outer',
        id: expect.any(String),
        checks: [],
        groups: [
          {
            name: 'inner',
            path: '::outer::inner',
            id: expect.any(String),
            groups: [],
            checks: [{ name: 'deep', path: '::outer::inner::deep', id: expect.any(String), passes: 0, fails: 1 }],
          },
        ],
      },
    ],
  });
});

test('tags of a check go beside those of the VU', () => {
  const drill = new TestDrill();
  drill.vu.tags = drill.vu.tags.with('scenario', 'load');
  drill.module('k6').check(1, { a: true }, { page: 'home' });
  expect(drill.metrics.tags('checks')).toEqual([{ scenario: 'load', page: 'home', check: 'a' }]);
});

test.each([
  ["the check name 'a::b' holds '::', which separates groups: use another mark", { 'a::b': true }],
  ["the check 'later' gives a promise: await the value first, then check it", { later: async () => false }],
])('refused: %s', (message, tests) => {
  expect(() => new TestDrill().module('k6').check(1, tests)).toThrow(message);
});

test('checks are not possible in the init context', () => {
  const drill = new TestDrill();
  drill.vu.phase = 'init';
  expect(() => drill.module('k6').check(1, { a: true })).toThrowErrorMatchingInlineSnapshot(
    `[LifeError: check() does not work in the init context: move it into the default function, a scenario's exec function, setup or teardown]`,
  );
});
