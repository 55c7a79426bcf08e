import { describe, expect, test } from 'vitest';
import { RetryPolicy } from './retry-policy.ts';

describe('an answer', () => {
  const policy = new RetryPolicy(2, ['503', '504']);
  test.each([
    [503, 'GET', true],
    [504, 'DELETE', true],
    [502, 'GET', false],
    [200, 'GET', false],
    [503, 'POST', false],
    [503, 'PATCH', false],
  ])('%i to %s: %j', (status, method, allowed) => {
    expect(policy.allowsStatus(status, method)).toBe(allowed);
  });
});

describe('a failure', () => {
  test.each([
    ['refused', ['refused'], 'GET', true],
    ['connect-timeout', ['refused'], 'GET', true],
    ['refused', ['refused'], 'POST', true],
    ['reset', ['refused'], 'GET', false],
    ['reset', ['reset'], 'GET', true],
    ['closed', ['reset'], 'GET', true],
    ['closed', ['reset'], 'POST', false],
    ['dns', ['refused'], 'POST', true],
    ['reset', ['reset'], 'POST', false],
    ['malformed', ['502'], 'GET', true],
    ['refused', ['502'], 'POST', true],
    ['reset', [], 'GET', false],
  ] as const)('%s under %j of %s: %j', (failure, on, method, allowed) => {
    expect(new RetryPolicy(1, on).allowsFailure(failure, method)).toBe(allowed);
  });
});
