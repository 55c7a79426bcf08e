import { expect, test } from 'vitest';
import { foundUntilThen, judgeInstances, ofAllSeeds } from './needed-instances.ts';
import { testProbe } from './test-search.ts';

const ASKED = { pool: 'alternate', start: 'cold', headroom: 1.1, has: 4, scale: 100 } as const;
const PROBES = [
  testProbe(1100, 'broke', { instances: 2, limitedBy: 'memory' }),
  testProbe(1100, 'broke', { instances: 3, limitedBy: 'directory' }),
  testProbe(1100, 'held', { instances: 4 }),
];

/** As many as each seed needs, and the most of them. */
function ofSeeds(...needed: readonly (number | null)[]) {
  const each = needed.map(instances => ({
    instances,
    unclear: false,
    probes: [],
    bySeed: [{ seed: 1, needed: instances }],
  }));
  const { instances, bySeed } = ofAllSeeds(each);
  return { instances, bySeed };
}

test('as many as there are is enough; what one fewer runs out of is the limit', () => {
  expect(judgeInstances({ ...ofSeeds(4), unclear: false, probes: PROBES }, ASKED)).toEqual({
    verdict: 'pass',
    reasons: [
      'alternate needs 4 instances (400 at real scale) for 1.10 times the regional peak from a cold start; it has 4.',
    ],
    limitedBy: 'directory',
  });
});

test('more than there are, or than were tried, fails; unless the generator gave way', () => {
  const verdictOf = (instances: number | null, unclear: boolean) =>
    judgeInstances({ ...ofSeeds(instances), unclear, probes: PROBES }, { ...ASKED, has: 3 }).verdict;
  expect([verdictOf(4, false), verdictOf(null, false), verdictOf(null, true)]).toEqual([
    'fail',
    'fail',
    'inconclusive',
  ]);
});

test('what is needed is told in words, at real scale where that is another', () => {
  const sentence = (instances: number | null, asked: Partial<typeof ASKED> | object = {}) =>
    judgeInstances({ ...ofSeeds(instances), unclear: false, probes: [] }, { ...ASKED, ...asked }).reasons[0];
  expect(sentence(1, { scale: 1 })).toBe(
    'alternate needs 1 instance for 1.10 times the regional peak from a cold start; it has 4.',
  );
  expect(sentence(2, { scale: 1, start: 'warm' })).toMatch(/^alternate needs 2 instances for .* from a warm start/);
  expect(sentence(null)).toBe(
    'No number of instances of alternate that was tried bears 1.10 times the regional peak from a cold start.',
  );
});

test('without one that was too few nothing is known of the limit', () => {
  const held = PROBES.filter(({ outcome }) => outcome === 'held');
  expect(judgeInstances({ ...ofSeeds(4), unclear: false, probes: held }, ASKED).limitedBy).toBeNull();
  expect(judgeInstances({ ...ofSeeds(4), unclear: false, probes: [...PROBES].reverse() }, ASKED).limitedBy).toBe(
    'directory',
  );
});

test('what an interrupted search had found is the fewest that were enough and the most that were too few', () => {
  const more = [...PROBES, testProbe(1100, 'held', { instances: 8 })];
  expect(foundUntilThen({ probes: more }, 'alternate')).toBe(
    'Of the instances of alternate, 4 were enough and 3 were too few.',
  );
  expect(foundUntilThen({ probes: [] }, 'alternate')).toBe(
    'Of the instances of alternate, no number that was tried was enough and none was too few.',
  );
});

test('seeds that disagree leave it open whether there are enough, and the most of them is taken', () => {
  const judged = (...needed: number[]) =>
    judgeInstances({ ...ofSeeds(...needed), unclear: false, probes: PROBES }, ASKED);
  expect([judged(4, 3, 4).verdict, judged(4, 5, 4).verdict, judged(5, 6, 5).verdict]).toEqual([
    'pass',
    'inconclusive',
    'fail',
  ]);
  expect(judged(4, 5, 4).reasons[1]).toBe('By seed: 4, 5, 4; the most of them is taken.');
});
