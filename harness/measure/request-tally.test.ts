import { expect, test } from 'vitest';
import { OTHER_REQUESTS, RequestTally, type TalliedRequest } from './request-tally.ts';
import { TagSet } from './tags.ts';

const SIGN_INS = TagSet.EMPTY.with('scenario', 'sign_ins');

function request(changes: Partial<TalliedRequest> = {}): TalliedRequest {
  return {
    ...{
      name: '/methods',
      method: 'GET',
      path: '/methods',
      url: '',
      status: 200,
      failure: null,
      reason: null,
      expected: true,
      callback: {},
    },
    ...{ counted: true, vuTags: SIGN_INS, iterationDueAt: 0, issuedAt: 0 },
    ...{ waitingMs: 8, receivingMs: 2, serviceTimeMs: 10, responseTimeMs: 14 },
    ...changes,
  };
}

test('requests with the same labels are one set, whichever VU sent them', () => {
  const tally = new RequestTally();
  tally.add(request());
  tally.add(request({ vuTags: SIGN_INS.with('group', '::a'), waitingMs: 18 }));
  expect(tally.sets.map(({ name, scenario, count, sumMs }) => ({ name, scenario, count, sumMs }))).toEqual([
    { name: '/methods', scenario: 'sign_ins', count: 2, sumMs: 30 },
  ]);
});

test.each([
  ['method', { method: 'POST' }],
  ['status', { status: 404 }],
  ['name', { name: '/' }],
  ['expectation', { expected: false }],
  ['scenario', { vuTags: TagSet.EMPTY.with('scenario', 'deploy') }],
  ['being counted', { counted: false }],
  ['failure', { status: 0, failure: 'timeout' }],
] as const)('another %s is another set', (_, changes) => {
  const tally = new RequestTally();
  tally.add(request());
  tally.add(request(changes));
  expect(tally.sets.map(({ count }) => count)).toEqual([1, 1]);
});

test('outcomes are those of the account; what does not count has none', () => {
  const tally = new RequestTally();
  tally.add(request());
  tally.add(request({ status: 504 }));
  tally.add(request({ status: 503, expected: false }));
  tally.add(request({ name: '/operations/deploy', counted: false }));
  expect(tally.sets.map(({ outcome }) => outcome)).toEqual(['good', 'timeout', 'error', null]);
});

test('a script that names its requests by url does not make sets without end', () => {
  const tally = new RequestTally();
  for (let i = 0; i < 1000; i++) tally.add(request({ name: `/users/${i}`, status: 200 + (i % 2) }));
  expect(tally.sets).toHaveLength(102);
  const others = tally.sets.filter(({ name }) => name === OTHER_REQUESTS);
  expect(others.map(({ status, count }) => [status, count])).toEqual([
    [200, 450],
    [201, 450],
  ]);
});
