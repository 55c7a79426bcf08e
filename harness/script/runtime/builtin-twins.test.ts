import { describe, expect, it } from 'vitest';
import { compileText, TestVu } from '../compile/test-script.ts';

/** What an expression gives in compiled code, where `b` blocks and gives its argument back. */
function compiled(expression: string): unknown {
  const script = compileText(
    `import { sleep } from 'k6'; const b = x => sleep(x); let result; function main() { return [${expression}]; } export { main as default };`,
  );
  const vu = new TestVu(script);
  let value: unknown;
  vu.vu.start(
    vu.module.exports.default as never,
    {},
    {
      returned: result => {
        value = result;
      },
      threw: error => {
        value = (error as Error).message;
      },
    },
  );
  while (vu.step());
  return Array.isArray(value) ? value[0] : value;
}

/** What it gives in plain JavaScript. */
function plain(expression: string): unknown {
  try {
    return new Function('b', `return (${expression});`)((x: unknown) => x);
  } catch (error) {
    return (error as Error).message;
  }
}

describe('callbacks of built-ins that block give what they give otherwise', () => {
  it.each([
    '[3, 4].map((x, i, a) => b(x) + i + a.length)',
    '[1, , 3].map(x => b(x))',
    '[1, , 3].filter(x => b(true))',
    '((n = 0) => { [1, , 3].forEach(() => { b(1); n++; }); return n; })()',
    '((l = [1, 2]) => { l.forEach(x => { b(1); if (l.length < 5) l.push(x); }); return l; })()',
    '[1, , 3].find(x => b(x) === undefined)',
    '[1, , 3].findIndex(x => b(x) === undefined)',
    '[5, 6].findLast(x => b(x) < 9)',
    '[5, 6].findLastIndex(x => b(x) > 9)',
    '[0, 1].some(x => b(x))',
    '[0, 1].every(x => b(x))',
    '[].some(x => b(x))',
    '[].every(x => b(x))',
    '[1, 2].flatMap(x => b([x, [x]]))',
    '[1, 2, 3].reduce((s, x) => b(s + x))',
    '[1, 2, 3].reduce((s, x) => b(s + x), undefined)',
    '["a", "b"].reduceRight((s, x) => b(s + x), "")',
    '[].reduce((s, x) => b(s + x))',
    '[, 2].reduceRight((s, x) => b(s + x))',
    'Array.from([1, 2], (x, i) => b(x) * i)',
    'Array.from({ length: 2 }, (x, i) => b(i))',
    'Array.from(new Set([1, 1, 2]), x => b(x))',
    '((s = []) => { new Map([[1, 2]]).forEach((v, k, m) => s.push(b(v), k, m.size)); return s; })()',
    '((s = []) => { new Set([4]).forEach((v, k) => s.push(b(v), k)); return s; })()',
    '[1].map(function () { return b(this.y); }, { y: 7 })',
    '(function (x) { return b(this.y + x); }).call({ y: 1 }, 2)',
    '(function (x) { return b(this.y + x); }).apply({ y: 1 }, [2])',
    '(function (x) { return b(x); }).apply(null)',
    '(function (x, z) { return b(this.y + x + z); }).bind({ y: 1 }, 2)(3)',
    'Reflect.apply((x => b(x)), null, [8])',
    'Array.prototype.map.call([1, 2], x => b(x))',
    'Array.prototype.filter.apply([1, 2], [x => b(x) > 1])',
    '[1].map((0, 5))',
    '[b].map(f => f.length)',
  ])('%s', expression => {
    expect(compiled(expression)).toEqual(plain(expression));
  });
});
