import { describe, expect, it } from 'vitest';
import { Fields, type OptionProblem, show } from './fields.ts';

/** What a field reads as, and the problems with it. */
function reading<Value>(written: object, read: (fields: Fields) => Value): [Value, string[]] {
  const problems: OptionProblem[] = [];
  const value = read(new Fields(written, 'options', problems));
  return [value, problems.map(({ path, message }) => `${path}: ${message}`)];
}

describe('a number', () => {
  const whole = (value: unknown, fallback?: number) =>
    reading({ n: value }, fields => fields.whole('n', fallback === undefined ? { min: 2 } : { min: 2, fallback }));

  it('reads on, if it is wrong, as what it is when it is left out, or as the least', () => {
    expect(whole(3, 7)).toEqual([3, []]);
    expect(whole(undefined, 0)).toEqual([0, []]);
    expect(whole(1, 7)[0]).toBe(7);
    expect(whole(1, 0)[0]).toBe(0);
    expect(whole(1)).toEqual([2, ['options.n: below 2 (got 1); allowed: a whole number, from 2']]);
    expect(whole(undefined)).toEqual([2, ['options.n: missing, but required; allowed: a whole number, from 2']]);
  });

  it.each([[Number.NaN], [true], [{}]])('is not %j', value => {
    expect(whole(value)[1]).toEqual([expect.stringMatching(/^options\.n: not a number \(got .+\)/)]);
  });
});

describe('a duration', () => {
  const duration = (value: unknown, fallback?: number) =>
    reading({ t: value }, fields => fields.duration('t', fallback === undefined ? { min: 2 } : { min: 2, fallback }));

  it('reads on, if it is wrong, as what it is when it is left out, or as the least', () => {
    expect(duration('3s', 7)).toEqual([3000, []]);
    expect(duration(undefined, 0)).toEqual([0, []]);
    expect(duration('x', 0)[0]).toBe(0);
    expect(duration(1)).toEqual([2, ['options.t: too short (got 1); allowed: a duration of at least 2ms']]);
    expect(duration(undefined)).toEqual([
      2,
      [expect.stringMatching('^options.t: missing, but required; allowed: a duration')],
    ]);
  });
});

describe('texts', () => {
  it('may be written as numbers, true and false', () => {
    const texts = reading({ tags: { a: 'b', n: 1, yes: true, no: false } }, fields => fields.texts('tags'));
    expect(texts).toEqual([{ a: 'b', n: '1', yes: 'true', no: 'false' }, []]);
  });
});

describe('a value in a message', () => {
  it.each([
    ['text', "'text'"],
    [5, '5'],
    [null, 'null'],
    [undefined, 'undefined'],
    [() => {}, 'a function'],
    [[1, 2], '[1,2]'],
    [['x'.repeat(56)], `["${'x'.repeat(56)}"]`],
    [['x'.repeat(57)], `["${'x'.repeat(55)}…`],
  ])('%j', (value, text) => expect(show(value)).toBe(text));

  it('has no more than sixty characters, and no end if it has none', () => {
    const circle: unknown[] = [];
    circle.push(circle);
    expect(show(circle)).toBe('an object');
    expect(show(['x'.repeat(500)]).length).toBe(58);
  });
});
