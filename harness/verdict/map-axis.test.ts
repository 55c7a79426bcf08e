import { expect, test } from 'vitest';
import { type MapRange, nearestTo, rangeAround, readRange, valuesIn } from './map-axis.ts';

const range = (text: string, mayBeWhole = true): MapRange => readRange(text, mayBeWhole) as MapRange;

test('values are so many times the one before, in the unit that the range is written in', () => {
  expect(valuesIn(range('5s..320s'), 4)).toEqual(['5s', '20s', '80s', '320s']);
  expect(valuesIn(range('1%..100%'), 3)).toEqual(['1%', '10%', '100%']);
  expect(valuesIn(range('0.5..2', false), 3)).toEqual(['0.5', '1', '2']);
  expect(valuesIn(range('0%..50%'), 3)).toEqual(['0%', '25%', '50%']);
});

test('whole numbers stay whole, all of them where there are few', () => {
  expect(valuesIn(range('2..5'), 32)).toEqual(['2', '3', '4', '5']);
  expect(valuesIn(range('1..100'), 3)).toEqual(['1', '10', '100']);
});

test.each(['', '5s', '300s..5s', '5s..300', '5s..5s', 'a..b', '1..2..3'])('%j is no range', text => {
  expect(readRange(text, true)).toBeNull();
});

test('around a value, and which of the values is nearest to it', () => {
  const values = valuesIn(rangeAround('300s', 4) as MapRange, 5);
  expect(values).toEqual(['75s', '150s', '300s', '10m', '20m']);
  expect(nearestTo(values, '300s')).toBe(2);
  expect(valuesIn(rangeAround('4', 2) as MapRange, 32)).toEqual(['2', '3', '4', '5', '6', '7', '8']);
  expect(valuesIn(rangeAround('50%', 4) as MapRange, 2)).toEqual(['12.5%', '100%']);
  expect(rangeAround('none', 4)).toBeNull();
});
