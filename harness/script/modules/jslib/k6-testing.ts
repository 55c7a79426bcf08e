/** Stands in for `https://jslib.k6.io/k6-testing`: assertions that end the test. Those that wait for a browser's page are not here. Part of scripts. */
import { test } from 'k6/execution';

type Judge = (value: never, ...expected: never[]) => boolean;

const JUDGES: Record<string, Judge> = {
  toBe: (value: unknown, expected: unknown) => Object.is(value, expected),
  toEqual: (value: unknown, expected: unknown) => same(value, expected),
  toStrictEqual: (value: unknown, expected: unknown) => same(value, expected),
  toBeTruthy: (value: unknown) => Boolean(value),
  toBeFalsy: (value: unknown) => !value,
  toBeNull: (value: unknown) => value === null,
  toBeUndefined: (value: unknown) => value === undefined,
  toBeDefined: (value: unknown) => value !== undefined,
  toBeNaN: (value: unknown) => Number.isNaN(value),
  toBeGreaterThan: (value: number, limit: number) => value > limit,
  toBeGreaterThanOrEqual: (value: number, limit: number) => value >= limit,
  toBeLessThan: (value: number, limit: number) => value < limit,
  toBeLessThanOrEqual: (value: number, limit: number) => value <= limit,
  toBeCloseTo: (value: number, other: number, digits = 2) => Math.abs(value - other) < 0.5 * 10 ** -digits,
  toBeInstanceOf: (value: unknown, kind: new () => unknown) => value instanceof kind,
  toContain: (value: string & unknown[], part: never) => value.includes(part),
  toContainEqual: (value: unknown[], part: unknown) => value.some(each => same(each, part)),
  toHaveLength: (value: { length: number }, length: number) => value.length === length,
  toHaveProperty: (value: object, path: string, ...expected: unknown[]) => hasProperty(value, path, expected),
  toMatch: (value: string, pattern: RegExp | string) =>
    typeof pattern === 'string' ? value.includes(pattern) : pattern.test(value),
  toThrow: (value: () => unknown) => throws(value),
} as never;

function make(end: (message: string) => void) {
  return (value: unknown, label = '') => assertions(value, label, false, end);
}

function assertions(value: unknown, label: string, negated: boolean, end: (message: string) => void): object {
  const found: Record<string, unknown> = {};
  for (const name of Object.keys(JUDGES)) {
    found[name] = (...expected: never[]) => {
      const holds = (JUDGES[name] as Judge)(value as never, ...expected);
      if (holds === negated) end(message(value, label, `${negated ? 'not.' : ''}${name}`, expected));
    };
  }
  if (!negated) found.not = assertions(value, label, true, end);
  return found;
}

function message(value: unknown, label: string, name: string, expected: unknown[]): string {
  const what = label === '' ? '' : `${label}: `;
  return `${what}expect(${shown(value)}).${name}(${expected.map(shown).join(', ')}) does not hold`;
}

function shown(value: unknown): string {
  const text = typeof value === 'string' ? `'${value}'` : (JSON.stringify(value) ?? String(value));
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}

function same(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  if (a instanceof Date && b instanceof Date) return a.getTime() === b.getTime();
  const [left, right] = [Object.keys(a), Object.keys(b)];
  return left.length === right.length && left.every(key => key in b && same(a[key as never], b[key as never]));
}

function hasProperty(value: object, path: string, expected: unknown[]): boolean {
  let found: unknown = value;
  for (const part of path.split('.')) {
    if (typeof found !== 'object' || found === null || !(part in found)) return false;
    found = found[part as never];
  }
  return expected.length === 0 || same(found, expected[0]);
}

function throws(call: () => unknown): boolean {
  try {
    call();
    return false;
  } catch {
    return true;
  }
}

/** An assertion that fails ends the test; `expect.soft` marks it as failed, and it goes on. */
export const expect = Object.assign(
  make(text => test.abort(text)),
  { soft: make(text => (test as unknown as { fail(text: string): void }).fail(text)) },
);
export default { expect };
