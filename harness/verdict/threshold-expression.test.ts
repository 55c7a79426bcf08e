import { describe, expect, it } from 'vitest';
import { holds, parseExpression, suits, type ThresholdExpression } from './threshold-expression.ts';

describe('parseExpression', () => {
  it.each([
    ['p(95)<500', 'p(95)', '<', 500],
    ['  p( 99.9 ) <= 1.5e3 ', 'p(99.9)', '<=', 1500],
    ['p(0)>-1', 'p(0)', '>', -1],
    ['rate>=0.95', 'rate', '>=', 0.95],
    ['count===3', 'count', '===', 3],
    ['value!=.5', 'value', '!=', 0.5],
    ['avg==2', 'avg', '==', 2],
  ])('reads %j', (text, aggregation, operator, limit) => {
    expect(parseExpression(text)).toEqual({ aggregation, operator, limit });
  });

  it.each([
    '',
    'p(95)',
    'p(101)<1',
    'p()<1',
    'p95<1',
    'p(-1)<1',
    'rate(5)<1',
    'median<1',
    'avg<',
    'avg<x',
    'avg<<1',
    '1<avg',
    'avg=1',
  ])('refuses %j', text => expect(parseExpression(text)).toBeUndefined());
});

const read = (text: string) => parseExpression(text) as ThresholdExpression;

it.each([
  ['avg<2', [true, false, false]],
  ['avg<=2', [true, true, false]],
  ['avg>2', [false, false, true]],
  ['avg>=2', [false, true, true]],
  ['avg==2', [false, true, false]],
  ['avg===2', [false, true, false]],
  ['avg!=2', [true, false, true]],
])('%s holds for 1, 2, 3: %j', (text, expected) => {
  expect([1, 2, 3].map(value => holds(read(text), value))).toEqual(expected);
});

it('is done soon with what is long and malformed', () => {
  // Cubic before: this took hours.
  expect(parseExpression(`p(${' '.repeat(100_000)}`)).toBeUndefined();
  expect(parseExpression(`p(${' '.repeat(100_000)}x) < 1`)).toBeUndefined();
  expect(parseExpression(`${' '.repeat(100_000)}p(95)${' '.repeat(100_000)}x`)).toBeUndefined();
  expect(parseExpression(`rate<${'1'.repeat(100_000)}x`)).toBeUndefined();
});

it('suits the types that have its aggregation', () => {
  expect([suits(read('rate>1'), 'counter'), suits(read('rate>1'), 'rate'), suits(read('rate>1'), 'trend')]).toEqual([
    true,
    true,
    false,
  ]);
  expect([suits(read('p(9)>1'), 'trend'), suits(read('p(9)>1'), 'gauge')]).toEqual([true, false]);
});
