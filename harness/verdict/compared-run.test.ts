import { expect, test } from 'vitest';
import { type ComparedRun, incomparable } from './compared-run.ts';

const RUN = {
  ...{ clock: 'virtual', seed: 1, arrivals: 'poisson' },
  ...{
    script: { name: 'a', fingerprint: '0123456789' },
    topology: { name: 'eu', fingerprint: 'abcdefghij', users: 1 },
  },
} as ComparedRun;

test('runs that differ in their settings alone are comparable', () => {
  expect(incomparable({ baseline: RUN, candidate: { ...RUN } })).toEqual([]);
});

test.each<[string, Partial<ComparedRun>]>([
  ['the scripts differ (a 01234567 and b 99999999)', { script: { name: 'b', fingerprint: '9999999999' } }],
  [
    'the topologies differ (eu abcdefgh and us zzzzzzzz)',
    { topology: { name: 'us', fingerprint: 'zzzzzzzzzz', users: 1 } },
  ],
  ['the clocks differ (virtual and live)', { clock: 'live' }],
  ['the seeds differ (1 and 2)', { seed: 2 }],
  ['the arrivals differ (poisson and even)', { arrivals: 'even' }],
])('%s', (problem, change) => {
  const text = `${problem}: what differs then is not the cache settings alone`;
  expect(incomparable({ baseline: RUN, candidate: { ...RUN, ...change } })).toEqual([text]);
});
