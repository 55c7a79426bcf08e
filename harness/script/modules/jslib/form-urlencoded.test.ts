import { expect, test } from 'vitest';
import formUrlEncoded from './form-urlencoded.ts';

test.each([
  [{ a: 1, b: 'x y', c: true }, {}, 'a=1&b=x+y&c=true'],
  [{ a: [1, 2], b: { c: 'd' } }, {}, 'a%5B0%5D=1&a%5B1%5D=2&b%5Bc%5D=d'],
  [{ a: [1, 2] }, { skipIndex: true }, 'a%5B%5D=1&a%5B%5D=2'],
  [{ a: [1, 2] }, { skipBracket: true }, 'a=1&a=2'],
  [{ b: 1, a: 2 }, { sorted: true }, 'a=2&b=1'],
  [{ a: null, b: undefined, c: '' }, {}, 'a=&c='],
  [{ a: null, c: 1 }, { ignorenull: true }, 'c=1'],
  [{ a: { b: 'x y' } }, { useDot: true, whitespace: '%20' }, 'a.b=x%20y'],
  [{ a: "it's (ok)!" }, {}, 'a=it%27s+%28ok%29%21'],
  ['text', {}, ''],
])('%j with %j', (data, options, expected) => {
  expect(formUrlEncoded(data, options)).toBe(expected);
});
