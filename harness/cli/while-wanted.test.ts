import { setTimeout as after } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { whileWanted } from './while-wanted.ts';

test('what comes up while others are under way is worked at too, each once, never more than so many at once', async () => {
  const done: number[] = [];
  let [now, most] = [0, 0];
  // Each asks for its two children in a tree of 15.
  const wanted = (): number[] =>
    [1, ...done.flatMap(each => [2 * each, 2 * each + 1])].filter(each => each < 16 && !done.includes(each));
  await whileWanted(wanted, String, 3, async each => {
    most = Math.max(most, ++now);
    await after(each % 3);
    now--;
    done.push(each);
  });
  expect(done.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 15 }, (_, i) => i + 1));
  expect(most).toBe(3);
});

test('what fails ends it', async () => {
  const failing = whileWanted(
    () => [1, 2],
    String,
    2,
    async each => {
      if (each === 2) throw new Error('two');
      await after(1);
    },
  );
  await expect(failing).rejects.toThrow('two');
});

test('where nothing is wanted nothing happens', async () => {
  await whileWanted(
    () => [],
    String,
    2,
    () => Promise.reject(new Error('worked')),
  );
});
