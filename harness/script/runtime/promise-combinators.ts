import type { Resolvers } from './promise-jobs.ts';
import type { ScriptPromise } from './script-promise.ts';

type Values = Iterable<unknown>;
type Constructor = typeof ScriptPromise;

/** What becomes of one value's outcome: gives whether its place in the results is filled. */
type Outcome = (value: unknown, place: number, results: unknown[], resolvers: Resolvers) => boolean;

const fill: Outcome = (value, place, results) => {
  results[place] = value;
  return true;
};
const resolveAll: Outcome = (value, _place, _results, { resolve }) => {
  resolve(value);
  return false;
};
const rejectAll: Outcome = (reason, _place, _results, { reject }) => {
  reject(reason);
  return false;
};

export function all(promises: Constructor, values: Values): ScriptPromise {
  return gather(promises, values, fill, rejectAll, (results, { resolve }) => resolve(results));
}

export function allSettled(promises: Constructor, values: Values): ScriptPromise {
  const fulfilled: Outcome = (value, place, results) => {
    results[place] = { status: 'fulfilled', value };
    return true;
  };
  const rejected: Outcome = (reason, place, results) => {
    results[place] = { status: 'rejected', reason };
    return true;
  };
  return gather(promises, values, fulfilled, rejected, (results, { resolve }) => resolve(results));
}

export function any(promises: Constructor, values: Values): ScriptPromise {
  return gather(promises, values, resolveAll, fill, (errors, { reject }) =>
    reject(new AggregateError(errors, 'All promises were rejected')),
  );
}

/** One result per value, in the order of the values; `done` once every place is filled. */
function gather(
  promises: Constructor,
  values: Values,
  fulfilled: Outcome,
  rejected: Outcome,
  done: (results: unknown[], resolvers: Resolvers) => void,
): ScriptPromise {
  return new promises((resolve, reject) => {
    const resolvers = { resolve, reject };
    const results: unknown[] = [];
    let left = 1;
    let count = 0;
    const settle = (outcome: Outcome, place: number) => (value: unknown) => {
      if (outcome(value, place, results, resolvers) && --left === 0) done(results, resolvers);
    };
    for (const value of values) {
      const place = count++;
      results[place] = undefined;
      left++;
      promises.resolve(value).then(settle(fulfilled, place), settle(rejected, place));
    }
    if (--left === 0) done(results, resolvers);
  });
}
