import fc from 'fast-check';
import { expect, test } from 'vitest';
import { StackDistances } from './stack-distances.ts';

/** A plain list, the last used last. */
class Stack {
  #list: { key: number; bytes: number }[] = [];

  use(key: number, bytes: number): [distance: number, byteDistance: number] {
    const at = this.#list.findIndex(each => each.key === key);
    const above = at < 0 ? [] : this.#list.slice(at);
    if (at >= 0) this.#list.splice(at, 1);
    this.#list.push({ key, bytes });
    return [above.length, above.reduce((sum, each) => sum + each.bytes, 0)];
  }

  remove(key: number): boolean {
    const at = this.#list.findIndex(each => each.key === key);
    if (at >= 0) this.#list.splice(at, 1);
    return at >= 0;
  }

  keep(numbers: Int32Array): void {
    this.#list = this.#list.flatMap(({ key, bytes }) => (numbers[key]! < 0 ? [] : [{ key: numbers[key]!, bytes }]));
  }
}

const steps = fc.array(
  fc.oneof(
    { weight: 20, arbitrary: fc.record({ use: fc.nat(30), bytes: fc.integer({ min: 1, max: 1000 }) }) },
    { weight: 3, arbitrary: fc.record({ remove: fc.nat(30) }) },
    { weight: 1, arbitrary: fc.constant({ forget: true }) },
  ),
  { maxLength: 300 },
);

test('distances are those of a list that is searched', () => {
  fc.assert(
    fc.property(steps, all => {
      const [distances, stack] = [new StackDistances(true), new Stack()];
      for (const step of all) {
        if ('use' in step) {
          distances.use(step.use, step.bytes);
          expect([distances.distance, distances.byteDistance]).toEqual(stack.use(step.use, step.bytes));
        } else if ('remove' in step) expect(distances.remove(step.remove)).toBe(stack.remove(step.remove));
        else {
          let kept = 0;
          const numbers = Int32Array.from({ length: 31 }, (_, key) => (key % 3 === 0 ? -1 : kept++));
          distances.keep(numbers, () => 1);
          stack.keep(numbers);
        }
      }
    }),
  );
});

test('places are given out anew when they have run out, and nothing changes by it', () => {
  const distances = new StackDistances(false);
  const KEYS = 5_000;
  let wrong = 0;
  for (let i = 0; i < 60_000; i++) {
    const key = i % KEYS;
    distances.use(key);
    if (distances.distance !== (i < KEYS ? 0 : KEYS)) wrong++;
  }
  expect(wrong).toBe(0);
});
