import { expect, test } from 'vitest';
import { knownDrill } from './test-verdict.ts';

const FOLDER = 'onset-tolerated';

test.each(['1%', '2%', '4%'])('one timeout in twenty, where %s are allowed, began at once', async tolerated => {
  const { verdict, timeouts, reasons } = await knownDrill({
    script: `${FOLDER}/step.js`,
    topology: `${FOLDER}/topology.yaml`,
    set: [`objectives.timeouts=${tolerated}`],
  });
  expect(verdict).toBe('fail');
  expect(timeouts.share).toBeCloseTo(Math.exp(-3), 2);
  expect(timeouts.onsetS).toBeLessThanOrEqual(1);
  expect(reasons[0]).toMatch(/ They began in second [01], at a planned load of 1\d\d\/s \(primary was asked to serve /);
});

test('what is allowed has none', async () => {
  const { verdict, timeouts } = await knownDrill({
    script: `${FOLDER}/step.js`,
    topology: `${FOLDER}/topology.yaml`,
    set: ['objectives.timeouts=6%'],
  });
  expect([verdict, timeouts.onsetS]).toEqual(['pass', null]);
});
