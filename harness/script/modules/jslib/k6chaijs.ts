/** Stands in for `https://jslib.k6.io/k6chaijs`: chai, each of whose assertions is a k6 check too. Part of scripts. */
import * as chai from 'chai';
import { check, fail, group } from 'k6';

/** What of chai's own is used here; its types are those of tests, which know no checks. */
interface Assertion {
  assert(...args: unknown[]): void;
}

interface Utils {
  test(assertion: Assertion, args: unknown[]): boolean;
  flag(assertion: Assertion, name: string): unknown;
  getMessage(assertion: Assertion, args: unknown[]): string;
}

const { Assertion, config, expect } = chai as unknown as {
  Assertion: { prototype: Assertion & Record<string, unknown>; addMethod(name: string, method: unknown): void };
  config: Record<string, unknown>;
  expect: (value: unknown, label?: string) => Record<string, never>;
};
const util = (chai as unknown as { util: Utils }).util;

Object.assign(config, { aggregateChecks: true, logFailures: false, exitOnError: false, truncateThreshold: 64 });

const judge = Assertion.prototype.assert;
Assertion.prototype.assert = function (this: Assertion, ...args: unknown[]): void {
  const holds = Boolean(util.test(this, args));
  check(null, { [nameOf(this, args)]: holds } as never);
  judge.apply(this, args);
};

/** `expected response status to equal 200`: without the value that it had, so that one assertion is one check. */
function nameOf(assertion: Assertion, args: unknown[]): string {
  const label = util.flag(assertion, 'message');
  const isNegated = Boolean(util.flag(assertion, 'negate'));
  const template = String((isNegated ? args[2] : args[1]) ?? '');
  if (!config.aggregateChecks) return safe(util.getMessage(assertion, args));
  const subject = typeof label === 'string' && label !== '' ? label : 'value';
  return safe(
    template
      .replace(/#\{this\}/g, subject)
      .replace(/#\{exp\}/g, shown(args[3]))
      .replace(/#\{act\}/g, 'the actual one'),
  );
}

/** k6 separates groups by `::`. */
function safe(name: string): string {
  return name.split('::').join(': :');
}

function shown(value: unknown): string {
  const text = typeof value === 'string' ? `'${value}'` : (JSON.stringify(value) ?? String(value));
  return text.length > 64 ? `${text.slice(0, 61)}...` : text;
}

Assertion.addMethod('validJsonBody', function (this: Assertion) {
  const response = util.flag(this, 'object') as { json(): unknown };
  let isJson = true;
  try {
    response.json();
  } catch {
    isJson = false;
  }
  this.assert(isJson, 'expected #{this} to have a valid JSON body', 'expected #{this} not to have a valid JSON body');
});

/** A named part of a test, as a group. An assertion that fails ends it; other exceptions end the iteration. @returns whether all held */
export function describe(name: string, body: (context: unknown) => unknown): boolean {
  let holds = true;
  group(safe(name), () => {
    try {
      body(chai);
    } catch (error) {
      holds = false;
      if ((error as Error).name !== 'AssertionError') {
        check(null, { [`${safe(name)} ran without an exception`]: false } as never);
        console.error(`exception in describe '${name}': ${(error as Error).message}`);
        throw error;
      }
      if (config.logFailures) console.warn((error as Error).message);
      if (config.exitOnError) fail((error as Error).message);
    }
  });
  return holds;
}

export { chai, expect };
export default { chai, describe, expect };
