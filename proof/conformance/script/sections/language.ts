import { expect } from 'vitest';
import type { Case, Section } from '../case.ts';

/** A script that waits in many places: what it notes must be what a synchronous reading gives. */
function reads(shows: string, code: string, trace: string): Case {
  return {
    shows,
    script: `import http from 'k6/http';
import { check, group, sleep } from 'k6';
const trace = [];
const note = value => { trace.push(value); return value; };
const wait = value => { sleep(0.01); return note(value); };
const get = path => http.get('http://bin.test' + path).status;
${code}
export function teardown() {}
export default function () {
  main();
  check(trace.join(' '), { ${JSON.stringify(trace)}: t => t === ${JSON.stringify(trace)} });
  if (trace.join(' ') !== ${JSON.stringify(trace)}) console.error(trace.join(' '));
}`,
  };
}

export const LANGUAGE: Section = {
  section: 'k6-contract §2 the generator pass: code that waits reads as written',
  cases: [
    reads(
      'plain functions, arrows and defaults',
      `
      function a(x, y = 2) { return wait(x + y); }
      const b = x => a(x) + a(x, 1);
      function main() { note(b(1)); }`,
      '3 2 5',
    ),
    reads(
      'loops, break, continue, labels',
      `
      function main() {
        outer: for (let i = 0; i < 4; i++) {
          for (const j of [0, 1, 2]) {
            if (j === 1 && i === 1) continue outer;
            if (i === 3) break outer;
            if (wait(i * 10 + j) === 2) break;
          }
        }
        let n = 2;
        while (wait(n) > 0) n--;
        do { n++; } while (wait(n) < 2);
        for (const key in { x: 1, y: 2 }) wait(key);
      }`,
      '0 1 2 10 20 21 22 2 1 0 1 2 x y',
    ),
    reads(
      'try, catch, finally, and what they return',
      `
      function f(throws) {
        try { wait('try'); if (throws) throw new Error('e'); return wait('returned'); }
        catch (error) { return wait('caught ' + error.message); }
        finally { wait('finally'); }
      }
      function main() { note(f(false)); note(f(true)); }`,
      'try returned finally returned try caught e finally caught e',
    ),
    reads(
      'switch, conditions, short circuits',
      `
      function main() {
        switch (wait('b')) { case 'a': note('A'); break; case wait('b'): note('B'); case 'c': note('C'); break; default: note('D'); }
        note(wait(0) ? 1 : wait(2));
        wait(0) && wait('never'); wait(1) && wait('and'); wait(null) ?? wait('nullish'); wait(5) || wait('never');
        const o = { v: null }; o.v ??= wait('assigned'); o.v ||= wait('never'); o.v &&= wait('again');
      }`,
      'b b B C 0 2 2 0 1 and  nullish 5 assigned again',
    ),
    reads(
      'the order of operands and arguments',
      `
      function f(...args) { return args.join(''); }
      function main() {
        note(f(wait('a'), wait('b'), ...[wait('c'), wait('d')]));
        note([wait(1), wait(2)].length + wait(3));
        note(\`\${wait('x')}-\${wait('y')}\`);
        const { p = wait('default'), ...rest } = { q: wait('q') };
        note(p + rest.q);
      }`,
      'a b c d abcd 1 2 3 5 x y x-y q default defaultq',
    ),
    reads(
      'optional calls and chains',
      `
      const api = { get: path => get(path), nothing: null };
      function main() { note(api?.get?.('/get')); note(String(api.nothing?.get('/x'))); note(String(api.other?.(wait('never')))); }`,
      '200 undefined undefined',
    ),
    reads(
      'classes: methods, getters beside them, statics, inheritance, private members',
      `
      class Base { constructor(n) { this.n = n; } visit() { return wait('base' + this.n); } static make(n) { return new this(n); } }
      class Shop extends Base {
        #secret = 's';
        count = 0;
        get twice() { return this.n * 2; }
        visit() { this.count++; const from = super.visit(); return note(from + this.#pay()); }
        #pay() { return wait(this.#secret + this.twice); }
        static open() { return wait('open'); }
      }
      function main() { Shop.open(); const shop = Shop.make(4); shop.visit(); note(shop.count); }`,
      'open base4 s8 base4s8 1',
    ),
    reads(
      'this, bind, call, apply',
      `
      function who(a, b) { return wait(this.name + a + b); }
      const one = { name: 'one', who, arrow() { return [1].map(x => wait(this.name + x)); } };
      function main() { one.who(1, 2); who.call({ name: 'two' }, 3, 4); who.apply({ name: 'three' }, [5, 6]); who.bind({ name: 'four' }, 7)(8); one.arrow(); }`,
      'one12 two34 three56 four78 one1',
    ),
    reads(
      'array methods with callbacks that wait',
      `
      function main() {
        [1, 2].forEach((x, i) => wait(x + i));
        note([1, 2, 3].map(x => wait(x * 2)).join());
        note([1, 2, 3, 4].filter(x => wait(x) % 2 === 0).join());
        note([1, 2, 3].reduce((sum, x) => sum + wait(x), 10));
        note([1, 2, 3].find(x => wait(x) > 1));
        note([1, 2, 3].some(x => wait(x) === 2) + '' + [1, 2].every(x => wait(x) < 2));
        note([3, 1].flatMap(x => [wait(x), 0]).join());
        note([1, 2, 3].findIndex(x => wait(x) === 2) + [5, 6].reduceRight((t, x) => t + wait(x), 0));
      }`,
      '1 3 2 4 6 2,4,6 1 2 3 4 2,4 1 2 3 16 1 2 2 1 2 1 2 truefalse 3 1 3,0,1,0 1 2 6 5 12',
    ),
    reads(
      'maps, sets and iterators',
      `
      function main() {
        new Map([['a', 1], ['b', 2]]).forEach((v, k) => wait(k + v));
        new Set([7]).forEach(v => wait(v));
        for (const [k, v] of Object.entries({ x: 1 })) wait(k + v);
        for (const v of (function* () { yield 1; yield 2; })()) wait(v);
      }`,
      'a1 b2 7 x1 1 2',
    ),
    reads(
      'closures over loop variables',
      `
      function main() {
        const later = [];
        for (let i = 0; i < 3; i++) { wait(i); later.push(() => wait(i * 10)); }
        later.forEach(f => f());
      }`,
      '0 1 2 0 10 20',
    ),
    reads(
      'functions as values: stored, passed, returned, chosen',
      `
      const actions = { browse: () => wait('browse'), buy: () => wait('buy') };
      const twice = f => () => { f(); f(); };
      const curry = a => b => wait(a + b);
      function main() {
        for (const name of ['buy', 'browse']) actions[name]();
        twice(actions.buy)();
        curry('a')('b');
        (Math.abs(-1) ? actions.browse : actions.buy)();
        const list = [actions.buy, () => wait('inline')];
        list[1]();
        for (const f of list) f();
      }`,
      'buy browse buy buy ab browse inline buy inline',
    ),
    reads(
      'recursion',
      `
      const fib = n => (n < 2 ? n : fib(n - 1) + fib(n - 2));
      function down(n) { if (n > 0) { wait(n); down(n - 1); } }
      function main() { down(3); note(fib(10)); }`,
      '3 2 1 55',
    ),
    reads(
      'an exception passes through all that waits',
      `
      function deep(n) { wait(n); if (n === 0) throw new RangeError('deep'); try { deep(n - 1); } finally { note('f' + n); } }
      function main() { try { deep(2); } catch (e) { note(e instanceof RangeError); } }`,
      '2 1 0 f1 f2 true',
    ),
    reads(
      'groups with functions of any form',
      `
      function body() { return wait('named'); }
      function main() {
        note(group('a', () => wait('arrow')));
        note(group('b', body));
        group('c', function () { wait('function'); return; });
        for (let i = 0; i < 2; i++) group('loop ' + i, () => { if (i === 0) return; wait(i); });
        const found = (() => { return group('d', () => { for (const x of [1, 2]) if (wait(x) === 1) return x; return 9; }); })();
        note(found);
      }`,
      'arrow arrow named named function 1 1 1',
    ),
    reads(
      'getters, setters, computed names, spread, destructuring in parameters',
      `
      const key = 'k';
      const o = { get v() { return 1; }, set v(x) { note('set' + x); }, [key + 1]: 2, run({ a, b: [c] = [3] }, ...more) { return wait(a + c + more.length); } };
      function main() { o.v = 5; note(o.v + o.k1); o.run({ a: 1 }, 'x', 'y'); note({ ...o, z: wait('z') }.z); }`,
      'set5 3 6 z z',
    ),
    reads(
      'var, hoisting and functions used before they are declared',
      `
      function main() { note(typeof hoisted); var hoisted = early(1); note(hoisted); { function inner() { return wait('inner'); } inner(); } }
      function early(x) { return wait(x); }`,
      'undefined 1 1 inner',
    ),
    reads(
      'regular expressions, tagged templates, sort and replace with callbacks that do not wait',
      `
      const tag = (parts, ...values) => parts.raw.join('|') + values.join();
      function main() { note([3, 1, 2].sort((a, b) => a - b).join('')); note('a-b'.replace(/[ab]/g, c => c.toUpperCase())); note(tag\`x\${1}y\`); wait('end'); }`,
      '123 A-B x|y1 end',
    ),
    {
      shows: 'the rest of an async function runs after the code that it was called from',
      script: `
        import http from 'k6/http';
        import { check, sleep } from 'k6';
        const trace = [];
        async function slow() { trace.push(1); await null; trace.push(3); sleep(0.1); trace.push(4); }
        export default async function () { const p = slow(); sleep(0.1); trace.push(2); await p; check(trace, { order: t => t.join('') === '1234' }); }`,
      expect: { metrics: { checks: { passes: 1 } } },
    },
    {
      shows: 'a sort whose comparison would wait fails the iteration, at its line',
      script: `import { sleep } from 'k6';
const compare = (a, b) => { sleep(1); return a - b; };
export default function () {
  [2, 1].sort(compare);
}`,
      expect: {
        exit: 90,
        reasons: expect.anything(),
        logged: expect.anything(),
        iterations: { failed: 1 },
        exceptions: [
          {
            text: expect.stringMatching(
              /^WouldBlock: this call has to wait[\s\S]*at compare \(script\.js:2:\d+\)\n +at default \(script\.js:4:\d+\)/,
            ),
          },
        ],
      },
    },
  ],
};
