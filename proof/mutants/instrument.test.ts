import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseBundle } from '../../harness/script/compile/syntax.ts';
import { instrument, SWITCH } from './instrument.ts';
import { ROOMS, sourcesOf } from './sources.ts';
import { Switch } from './switch.ts';

/** Each mutant of a module as `original → mutant`. */
function mutantsOf(source: string): string[] {
  const { mutants } = instrument('a.ts', source, 0, true);
  return mutants.map(({ mutant: { original, mutant } }) => `${original} → ${mutant}`);
}

/** What an expression of `a` and `b` gives with each of its mutants in force, after what it gives with none. */
function values(expression: string, a: unknown, b: unknown): unknown[] {
  const { code, mutants } = instrument('a.ts', `(${expression});`, 0, true);
  const evaluate = new Function('a', 'b', SWITCH, `return ${code}`);
  const active = [-1, ...mutants.keys()].filter(number => mutants[number]?.mutant.mutant !== '');
  return active.map(number => evaluate(a, b, new Switch(number, mutants.length)));
}

describe('the mutants of', () => {
  test.each([
    ['const x = a + b', ['a + b → a - b']],
    ["const x = 'a' + b", ["'a' → ''"]],
    ['const x = a < b', ['a < b → a <= b', 'a < b → a >= b']],
    ['const x = (a + b) * c', ['(a + b) * c → (a + b) / c', 'a + b → a - b']],
    ['const x = a ?? b', ['a ?? b → a && b']],
    ['const x = !a', ['!a → a']],
    ['const x = 10', ['10 → 0', '10 → 9', '10 → 11', '10 → 20']],
    ['const x = 0.5', ['0.5 → 0', '0.5 → 1']],
    ['const x = -1', ['-1 → 1', '-1 → 0']],
    ['const x: 0 | 1 = 1', ['1 → 0', '1 → 2']],
    ["const x = ''", ["'' → 'mutant'"]],
    ['const x = Math.max(a, b)', ['Math.max(a, b) → Math.min(a, b)']],
    ['const x = a.toString()', []],
    ['const x = a.slice(b)', ['a.slice(b) → a']],
    ['const x = a?.b.c', ['a?.b → a.b']],
    ['const x = a ? b : c', ['a → true', 'a → false']],
    ['if (a) b();', ['a → true', 'a → false', 'b() → ']],
    ['while (a) b();', ['a → false', 'b() → ']],
    ['for (;;) break;', ['break; → ']],
    ['x += a;', ['x += a → ', 'x += a → x -= a']],
    ['function f() { return a }', ['a → undefined']],
    ['function f() { return null }', []],
    ['const f = () => a', ['a → undefined']],
    ["import 'a'; export { b } from 'c'; const d = { e: f, 'g': h };", []],
    ['class A extends B { constructor() { super(); } }', []],
  ])('%s', (source, expected) => {
    expect(mutantsOf(source)).toEqual(expected);
  });
});

describe('a mutant', () => {
  const source = `class Queue {\n  add(item: Item): void {\n    this.items.push(item);\n  }\n}\n`;

  test('is placed where it stands in the source, types or not, and in its function', () => {
    const { mutants } = instrument('queue.ts', source, 0, true);
    expect(mutants[1]?.mutant).toEqual({
      file: 'queue.ts',
      line: 3,
      column: 5,
      within: 'Queue.add',
      original: 'this.items.push(item)',
      mutant: 'this.items.unshift(item)',
    });
  });

  test('has a number from the one given, and the place that of the first mutant there', () => {
    const { mutants } = instrument('a.ts', 'x(a < b, 0)', 7, true);
    expect(mutants.map(({ mutant, place }) => [mutant.original, place])).toEqual([
      ['x(a < b, 0)', 7],
      ['a < b', 8],
      ['a < b', 8],
      ['0', 10],
    ]);
  });
});

describe('instrumented code', () => {
  test('does as the source does while no mutant is in force, and as one mutant while that is', () => {
    expect(values('a < b', 1, 1)).toEqual([false, true, true]);
    expect(values('(a, b)', 1, 2)).toEqual([2]);
    expect(values('a + b * 3', 1, 1)).toEqual([4, -2, 1 + 1 / 3, 1, 3, 5, 7]);
    expect(values('a?.b?.c', { b: { c: 5 } }, 0)).toEqual([5, 5, 5]);
    expect(() => values('a?.b', null, 0)).toThrow(TypeError);
  });

  test('throws once its steps are used up', () => {
    const { code } = instrument('a.ts', 'for (;;) x();', 0, true);
    const mutants = new Switch(-1, 2);
    mutants.limit = 5;
    let called = 0;
    const endless = (): void => new Function('x', SWITCH, code)(() => called++, mutants);
    expect(endless).toThrow('over 5 steps');
    expect(called).toBe(5);
  });

  test('parses, for every module whose score is kept', () => {
    for (const file of ROOMS.flatMap(sourcesOf)) {
      const { code, mutants } = instrument(file, readFileSync(file, 'utf8'), 0, true);
      expect(() => parseBundle(code), file).not.toThrow();
      expect(mutants.every(({ mutant }) => mutant.original !== mutant.mutant)).toBe(true);
    }
  });
});
