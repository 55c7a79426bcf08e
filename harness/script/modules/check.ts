import type { Metric } from '../../measure/metrics.ts';
import type { ScriptRuntime } from '../runtime/script-runtime.ts';
import type { CheckTally } from './check-tally.ts';
import { neverInInit } from './life.ts';
import type { TagSelection } from './tag-selection.ts';

type Check = (value: unknown) => unknown;

/**
 * `check(value, {name: test}, tags)`: runs the tests in key order, counts each one, and says whether all held. A test that is not
 * a function counts by its truth. One that throws is a failed check, then throws on.
 */
export function checkFunction(
  runtime: ScriptRuntime,
  tally: CheckTally,
  selection: TagSelection,
): (value: unknown, tests: Readonly<Record<string, unknown>>, tags?: Readonly<Record<string, unknown>>) => boolean {
  const metric: Metric = runtime.metrics.define('checks', 'rate');
  let isTag: boolean | null = null;
  return (value, tests, tags) => {
    const vu = runtime.current;
    if (vu.phase === 'init') throw neverInInit('check()');
    if (typeof tests !== 'object' || tests === null) throw new TypeError('check() needs an object of named tests');
    const group = tally.at(vu.groupPath);
    let base = vu.tags;
    if (tags !== undefined && tags !== null) base = selection.add(base, tags);
    const named = (isTag ??= selection.has('check'));
    let all = true;
    for (const name in tests) {
      const count = group.check(name);
      const test = tests[name];
      let passed = false;
      try {
        const result = typeof test === 'function' ? (test as Check)(value) : test;
        if (typeof result === 'object') refusePromise(result, name);
        passed = Boolean(result);
      } finally {
        if (passed) count.passes++;
        else count.fails++;
        metric.add(passed ? 1 : 0, named ? base.with('check', name) : base);
      }
      if (!passed) all = false;
    }
    return all;
  };
}

/** A promise is true whatever comes of it, so a check of one would always pass. */
function refusePromise(result: object | null, name: string): void {
  if (result !== null && typeof (result as { then?: unknown }).then === 'function')
    throw new TypeError(`the check '${name}' gives a promise: await the value first, then check it`);
}
