import { expect, test } from 'vitest';
import { judgeInstances } from './needed-instances.ts';
import { testProbe } from './test-search.ts';

const ASKED = { pool: 'alternate', start: 'cold', headroom: 1.1, has: 4, scale: 100 } as const;
const PROBES = [
  testProbe(1100, 'broke', { instances: 2, limitedBy: 'memory' }),
  testProbe(1100, 'broke', { instances: 3, limitedBy: 'directory' }),
  testProbe(1100, 'held', { instances: 4 }),
];

test('as many as there are is enough; what one fewer runs out of is the limit', () => {
  expect(judgeInstances({ instances: 4, unclear: false, probes: PROBES }, ASKED)).toEqual({
    verdict: 'pass',
    reasons: [
      'alternate needs 4 instances (400 at real scale) for 1.10 times the regional peak from a cold start; it has 4.',
    ],
    limitedBy: 'directory',
  });
});

test('more than there are, or than were tried, fails; unless the generator gave way', () => {
  const verdictOf = (instances: number | null, unclear: boolean) =>
    judgeInstances({ instances, unclear, probes: PROBES }, { ...ASKED, has: 3 }).verdict;
  expect([verdictOf(4, false), verdictOf(null, false), verdictOf(null, true)]).toEqual([
    'fail',
    'fail',
    'inconclusive',
  ]);
});
