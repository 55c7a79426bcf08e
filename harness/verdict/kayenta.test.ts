import { expect, test } from 'vitest';
import { classify } from './kayenta.ts';
import { testStream } from './test-noise.ts';

const CONTROL = [1, 2.2, 1.1, 2.5, 3];

test("Kayenta's own case is high", () => {
  const result = classify([20, 22, 21, 25, 30], CONTROL, { tolerance: 0.1, confidence: 0.95 });
  expect(result.classification).toBe('high');
  expect(classify(CONTROL, [20, 22, 21, 25, 30], { tolerance: 0.1, confidence: 0.95 }).classification).toBe('low');
});

test('an increase that is allowed is none', () => {
  const experiment = [11, 11.1, 11.2, 11.3, 11.4];
  const control = [10, 10.15, 10.25, 10.35, 10.45];
  expect(classify(experiment, control).classification).toBe('high');
  expect(classify(experiment, control, { allowedIncrease: 1.25 }).classification).toBe('same');
});

test('four windows an arm say nothing at 98 %', () => {
  expect(classify([20, 21, 22, 23], [1, 2, 3, 4])).toEqual({ classification: 'no-data', shift: null });
  expect(classify([], [1])).toEqual({ classification: 'no-data', shift: null });
});

test('a control of zero has no ratio, but an increase of it is one', () => {
  expect(classify([1, 2, 3, 4, 5], [0, 0, 0, 0, 0]).classification).toBe('high');
  expect(classify([0, 0, 0, 0, 0], [0, 0, 0, 0, 0]).classification).toBe('same');
});

test('samples of one distribution are told apart in no more than 2 % of seeds', () => {
  let wrong = 0;
  for (let seed = 1; seed <= 500; seed++) {
    const stream = testStream(seed, 5);
    const draw = (): number[] => Array.from({ length: 20 }, () => 100 - 30 * Math.log(stream.next()));
    if (classify(draw(), draw()).classification !== 'same') wrong++;
  }
  expect(wrong / 500).toBeLessThanOrEqual(0.02);
});
