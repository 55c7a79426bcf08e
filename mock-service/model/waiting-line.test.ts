import { expect, test } from 'vitest';
import { VirtualClock } from '../time/virtual-clock.ts';
import { WaitingLine } from './waiting-line.ts';

test('who has waited for the whole time is out of line, the others keep their places and their times', () => {
  const clock = new VirtualClock();
  const gaveUp: string[] = [];
  const line = new WaitingLine<string>(clock, 100, (who, now) => gaveUp.push(`${who}@${now}`));
  line.push('a', clock.now());
  clock.advance(60);
  line.push('b', clock.now());
  line.push('c', clock.now());
  clock.advance(120);
  expect([gaveUp, line.size]).toEqual([['a@100'], 2]);
  expect([line.shift(), line.cameAt]).toEqual(['b', 60]);
  clock.advance(1000);
  expect([gaveUp, line.size, line.shift()]).toEqual([['a@100', 'c@160'], 0, undefined]);
});
