import { expect, it } from 'vitest';
import { Accounts } from './accounts.ts';

const BALANCED = { due: 10, started: 8, dropped: 2, completed: 5, failed: 2, interrupted: 1 };

function accounts(given: Partial<Accounts>): Accounts {
  return Object.assign(new Accounts(), given);
}

it('is nothing at first, and adds up each by each', () => {
  const sum = accounts({});
  expect({ ...sum }).toEqual({
    ...{ due: 0, started: 0, dropped: 0, completed: 0, failed: 0, failedAfterRequest: 0, interrupted: 0, calls: 0 },
  });
  const one = {
    due: 1,
    started: 2,
    dropped: 3,
    completed: 4,
    failed: 5,
    failedAfterRequest: 6,
    interrupted: 7,
    calls: 8,
  };
  sum.add(accounts(one));
  sum.add(accounts(one));
  expect({ ...sum }).toEqual(Object.fromEntries(Object.entries(one).map(([name, count]) => [name, 2 * count])));
});

it('balances if what was due started or was dropped, and what started has ended', () => {
  expect(() => accounts(BALANCED).assertBalanced()).not.toThrow();
  for (const name of ['due', 'started', 'dropped', 'completed', 'failed', 'interrupted'] as const) {
    const wrong = accounts({ ...BALANCED, [name]: BALANCED[name] + 1 });
    expect(() => wrong.assertBalanced(), name).toThrow('iterations do not add up: {"due":');
  }
});
