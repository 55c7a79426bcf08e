import { expect, test } from 'vitest';
import { givenSeeds } from '../verdict/sampling.ts';
import { HALTED } from '../verdict/test-rollout.ts';
import { comparisonOf } from './compare-record.ts';
import { instancesOf } from './instances-record.ts';
import { rankingOf } from './ranking-record.ts';
import { repeatOf } from './repeat-record.ts';
import { rolloutOf } from './rollout-record.ts';
import { sweepOf } from './sweep-record.ts';
import { TEST_HOW, testCapacity, testSeed } from './test-capacity.ts';
import { incidentRun, quietRun } from './test-run.ts';

const [quiet, incident] = [quietRun(), incidentRun()];
const interrupted = { finished: 2, planned: 5 };

test('what was interrupted is marked, and has no verdict on the whole', () => {
  const arms = [quiet, incident].map(run => ({ runs: [run], paths: ['a'] }));
  const instances = { instances: 5, bySeed: [{ seed: 1, needed: 5 }], ...testSeed(1, 1100, 1111) };
  const records = [
    testCapacity([testSeed(1, 1380, 1394)], { ...TEST_HOW, interrupted }),
    repeatOf([quiet, quietRun({ seed: 2 })], ['a', 'b'], interrupted),
    comparisonOf([{ baseline: quiet, candidate: incident }], ['a', 'b'], givenSeeds(1), interrupted),
    rankingOf(arms, interrupted),
    instancesOf({ ...instances, interrupted }, { ...TEST_HOW, headroom: 1.1, has: 4 }),
  ];
  for (const record of records) {
    expect(record).toMatchObject({ verdict: 'inconclusive', interrupted });
    expect(record.reasons[0]).toMatch(/^It was interrupted when 2 of 5 [a-z ]+ had come to their end\.$/);
    expect(record.reasons.length).toBeGreaterThan(1);
  }
});

test('what was not has no such mark', () => {
  expect(testCapacity()).not.toHaveProperty('interrupted');
  expect(repeatOf([quiet], ['a'])).not.toHaveProperty('interrupted');
});

test('a sweep has the points that were measured', () => {
  const knob = { path: 'ttl', values: ['1s', '30s', '300s'] };
  const { points, interrupted: mark } = sweepOf([knob], [null, testCapacity(), null]);
  expect([points.map(({ values }) => values), mark]).toEqual([[['30s']], { finished: 1, planned: 3 }]);
});

test('of instances it says what was enough and what was not, and not how many are needed', () => {
  const search = { instances: 5, bySeed: [{ seed: 1, needed: 5 }], ...testSeed(1, 1100, 1111), interrupted };
  const { needed, reasons } = instancesOf(search, { ...TEST_HOW, headroom: 1.1, has: 4 });
  expect([needed, reasons[1]]).toEqual([null, 'Of the instances of alternate, 4 were enough and 4 were too few.']);
});

test('of a rollout it says how many stages had passed; what had stopped it before stays', () => {
  const passed = HALTED.stages.filter(({ outcome }) => outcome === 'passed').length;
  const record = rolloutOf(quiet, { ...HALTED, halted: null }, [], 'drill/run.json', true);
  expect(record).toMatchObject({
    verdict: 'inconclusive',
    interrupted: { finished: passed, planned: HALTED.stages.length },
  });
  expect(rolloutOf(quiet, HALTED, [], 'drill/run.json', true).verdict).toBe('fail');
});
