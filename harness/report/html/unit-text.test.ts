import { expect, test } from 'vitest';
import { momentText, shortNumber, unitText } from './unit-text.ts';

test('values have the words that the other reports use', () => {
  expect([
    unitText('perSecond', 1000),
    unitText('ms', 487.4),
    unitText('share', 0.0881),
    unitText('count', 3100),
  ]).toEqual([...['1,000/s', '487 ms', '8.8%', '3,100']]);
});

test('moments are seconds in short drills, and minutes or hours in long ones', () => {
  expect([momentText(29.5, 45), momentText(750, 800), momentText(3750.4, 7200)]).toEqual([
    '29.5 s',
    '12:30',
    '1:02:30',
  ]);
});

test('the right-hand axis has short numbers', () => {
  expect([950, 94_261, 1_200_000, 0].map(shortNumber)).toEqual(['950', '94.3k', '1.2M', '0']);
});
