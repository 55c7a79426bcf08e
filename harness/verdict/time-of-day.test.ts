import { expect, it } from 'vitest';
import { secondText, timeOfDay } from './time-of-day.ts';

it('names a moment by the clock of the day that the drill stands for', () => {
  expect(timeOfDay('2026-06-01T08:00:00.000Z', 3844)).toBe('09:04 UTC');
  expect(timeOfDay('2026-06-01T23:59:59.000Z', 1)).toBe('00:00 UTC');
  expect(secondText(3844, '2026-06-01T08:00:00.000Z')).toBe('second 3,844 (09:04 UTC)');
  expect(secondText(29, null)).toBe('second 29');
});
