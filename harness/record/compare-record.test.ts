import { expect, test } from 'vitest';
import { givenSeeds } from '../verdict/sampling.ts';
import { comparisonOf } from './compare-record.ts';
import { incidentRun, quietRun } from './test-run.ts';

const [quiet, incident] = [quietRun(), incidentRun()];
const paths = ['a/run.json', 'b/run.json'];
const same = { baseline: quiet, candidate: quiet };
const worse = comparisonOf([{ baseline: quiet, candidate: incident }], paths, givenSeeds(1));
const safe = comparisonOf([same], paths, givenSeeds(1));

test('a change is as safe as beside the reference that it does worst by, which is then said first', () => {
  const against = [
    { record: safe, path: 'against-one/compare.json' },
    { record: worse, path: 'against-two/compare.json' },
  ];
  const record = comparisonOf([same], paths, givenSeeds(1), undefined, { against });
  expect(record.verdict).toBe('worse');
  expect(record.reasons[1]).toMatch(/^Against baseline, worse: short-ttl fails where baseline passes/);
  expect(record.against?.map(({ verdict, path }) => [verdict, path])).toEqual([
    ['safe', 'against-one/compare.json'],
    ['worse', 'against-two/compare.json'],
  ]);
  expect(comparisonOf([same], paths, givenSeeds(1))).not.toHaveProperty('against');
});

test('what would turn the verdict is said behind it, and has no say in it', () => {
  const variations = [{ what: 'a miss costs 10 % more', leaning: 'bad' as const, why: '4 of 4 seeds fail' }];
  const sensitivity = { seeds: 4, leaning: 'good' as const, variations };
  const record = comparisonOf([same], paths, givenSeeds(1), undefined, { sensitivity });
  expect(record).toMatchObject({ verdict: 'safe', sensitivity });
  expect(record.reasons[2]).toBe('Safe, but not if a miss costs 10 % more (4 of 4 seeds fail).');
});
