import { describe, expect, it } from 'vitest';
import { BundleMap } from './bundle-map.ts';
import { emissionOf } from './emit-module.ts';
import { Marking } from './marking.ts';
import { ScriptProgram } from './program.ts';
import { type AnyNode, parseBundle } from './syntax.ts';
import { compileText, TestVu } from './test-script.ts';

const EMPTY_MAP = JSON.stringify({ version: 3, sources: [], names: [], mappings: '' });

/** The text of the statements that VUs share, and the names that have slots. */
function sharing(text: string): { shared: string[]; slots: string[] } {
  const program = new ScriptProgram(text, parseBundle(text));
  const e = emissionOf(program, new Marking(program, ['k6']), new BundleMap(text, EMPTY_MAP, '/'));
  const body = program.ast.body as AnyNode[];
  const shared = body.filter(node => e.sharing.isShared(node)).map(node => program.text(node));
  return { shared, slots: e.sharing.slots };
}

describe('VUs share', () => {
  it.each([
    ['functions that keep nothing', 'function f(x) { return x + 1; }', []],
    ['functions that call each other, or themselves', 'function f(x) { return x > 0 ? f(x - 1) : 0; }', []],
    ['arrow functions', 'const f = x => x + 1;', []],
    ['functions with names of their own', 'const f = function g(n) { return n > 0 ? g(n - 1) : 0; };', []],
    ['literals', "const ROUTE = '/a';", []],
    ['literals that are negative', 'const LEAST = -1;', []],
    ['functions of imported names', "import { sleep } from 'k6'; function f() { sleep(1); }", []],
    ['functions that are passed to k6', "import { group } from 'k6'; function f() {} group('a', f);", []],
    ['functions of values that each VU has', 'const list = []; function f() { return list; }', ['list']],
    ['functions of values that change', 'let n = 0; function f() { n++; }', ['n']],
    ['functions of classes', 'class K {} function f() { return new K(); }', ['K']],
    ['functions of what is taken apart', 'const { a, b: [c] } = x(); function f() { return a + c; }', ['a', 'c']],
    ['functions of functions with properties', 'function f() { return g(); } function g() {} g.x = 1;', ['g']],
  ])('%s', (_, text, slots) => {
    const found = sharing(text);
    expect(found.shared.length).toBe(1);
    expect(found.slots).toEqual(slots);
  });
});

describe('each VU has of its own', () => {
  it.each([
    ['a function with a property', 'function f() {} f.x = 1;'],
    ['a function with a prototype', 'function F() {} F.prototype.x = () => 1;'],
    ['a constructor', 'function F() { this.x = 1; } const o = new F();'],
    ['a base class', 'function F() {} class K extends F {}'],
    ['a function that goes anywhere', 'function f() {} const g = [f];'],
    ['a function that is given to another', 'function f() {} x(f);'],
    ['a function that names itself so', 'const f = function g() { g.x = 1; };'],
    ['a function whose methods are replaced', 'function f() {} f.call = 1;'],
    ['a function that is a value of a check', "import { check } from 'k6'; function f() {} check(f, {});"],
    ['a function that a timer passes on', 'function f() {} setTimeout(() => {}, 0, f);'],
    ['a generator function: it has a prototype', 'function* f() {}'],
    ['a constant that is assigned to', 'const x = []; function f() { x = 1; }'],
    ['a function of globalThis', 'function f() { globalThis.x = 1; }'],
    ['a function of import.meta', 'function f() { import.meta.x = 1; }'],
    ['a name given twice', 'var f = () => 1; var f = () => 2;'],
    ['a name of a block', '{ var x = 1; } function f() { return x; }'],
    ['objects, lists and patterns', 'const a = {}; const b = []; const c = /x/g; const d = [`x`, a];'],
    ['what may become something else', 'let x = 1; x = 2;'],
    ['everything, if V8 may call the script by itself', 'function f() {} async function* g() { yield await f(); }'],
    ['everything, if its promises are V8’s', 'function f() {} const { fromAsync } = Array; fromAsync([], f);'],
    [
      'everything, if garbage collection may call it',
      'const f = () => {}; const r = new FinalizationRegistry(() => f());',
    ],
    ['everything, if it reads names by eval', "let n = 0; function f() { n++; } f(); eval('n');"],
  ])('%s', (_, text) => {
    expect(sharing(text)).toEqual({ shared: [], slots: [] });
  });

  it('the functions that need the twin of one that is not shared', () => {
    const text =
      "import { sleep } from 'k6'; function f() { g(); } function g() { sleep(1); } g.x = 1; function h() { f(); }";
    expect(sharing(text)).toEqual({ shared: [], slots: [] });
  });
});

const STATE = `
import { sleep, trace } from 'k6';
let count = 0;
let { a, b: { c } } = { a: 1, b: { c: 2 } };
var later;
const list = [];
const made = { at: 0 };
const PATTERN = /x/g;
let __proto__ = 3;
class Box { static all = 0; put() { return ++Box.all; } }
function kept() { kept.calls = (kept.calls ?? 0) + 1; return kept.calls; }
const counter = (() => { let n = 0; return () => ++n; })();
const tag = (strings, ...values) => strings.length + values.length;
const own = function () { return this === undefined; };
const holder = { own };
function self() { return [own(), holder.own()]; }
function step(by) {
  count += by;
  [a, c] = [c + 1, a];
  ({ a = 5 } = {});
  later ??= count;
  list.push(count);
  made.at = later;
  globalThis.seen = (globalThis.seen ?? 0) + 1;
  import.meta.seen = (import.meta.seen ?? 0) + 1;
  return { count, a, c, later, n: counter(), box: new Box().put(), calls: kept(), proto: __proto__++, global: globalThis.seen, meta: import.meta.seen };
}
function visit() {
  for (const by of [1, 2]) {
    trace(step(by), list, made, PATTERN.test('x'), tag\`a\${count}b\`, typeof later, self());
    sleep(by);
    trace(count, list.length);
  }
}
export { visit as default, count };
`;

describe('values', () => {
  it('are those of the VU that runs, also between its waits', () => {
    const script = compileText(STATE);
    const alone = new TestVu(script).run();
    expect(alone[0]).toBe(
      '{"count":1,"a":5,"c":1,"later":1,"n":1,"box":1,"calls":1,"proto":3,"global":1,"meta":1} [1] {"at":1} true 3 "number" [true,false]',
    );
    const one = new TestVu(script);
    const other = one.another();
    one.start();
    other.start();
    while ([one.step(), other.step()].includes(true));
    expect(one.trace).toEqual(alone);
    expect(other.trace).toEqual(alone);
    expect(one.another().run()).toEqual(alone);
  });

  it('are exported as they are after the init code', () => {
    const { exports } = new TestVu(compileText('let n = 1; function f() { n += 1; } f(); export { n, f };')).module;
    expect(exports.n).toBe(2);
  });

  it.each([
    [
      'in a static block',
      'const a = [1]; const f = () => { class M { static x; static { this.x = a[0]; } } trace(M.x); };',
    ],
    [
      'in a pattern’s default',
      'const { a, b = g() } = { a: 1 }; function g() { return a; } function f() { trace(b); }',
    ],
    [
      'written in a pattern’s default',
      'let { a, b = g() } = { a: 1 }; function g() { return a = 5; } function f() { trace(a, b); }',
    ],
    [
      'in a computed key',
      "const { k, [g()]: v } = { k: 'a', a: 7 }; function g() { return k; } function f() { trace(v); }",
    ],
    ['in an array’s pattern', 'let [a, b = a + 1, ...c] = [1, undefined, 3]; function f() { trace(a, b, c); }'],
    ['next to one with a twin', 'let n = 1, w = () => sleep(n); function f() { w(); n++; w(); trace(n); }'],
    ['without an initialiser', 'let n; var m, o = [2]; function f() { n = o; m ??= 3; trace(n, m); }'],
    ['of a name like no other', 'let __proto__ = 1; function f() { __proto__++; trace(Object.keys({ __proto__ })); }'],
    ['that is called', 'const a = JSON.parse("1"); function f() { try { a(); } catch (e) { trace(e.message); } }'],
    [
      'that is taken apart',
      'const a = JSON.parse("null"); function f() { try { const { b } = a; } catch (e) { trace(e.message); } }',
    ],
    ['that is iterated', 'let a = 1; function f() { a = 2; try { new Set([...a]); } catch (e) { trace(e.message); } }'],
    ['that gets a function', 'let h; function set() { h = () => 1; } function f() { set(); trace(h.name); }'],
    ['that is a class', 'class A { static n = 0; } class B extends A {} function f() { trace(++B.n, A.n, B.name); }'],
    [
      'that is a function with a property',
      'function g() { return ++g.n; } g.n = 1; function f() { trace(g(), g.name); }',
    ],
  ])('%s are as in the script itself', (_, text) => {
    const events: string[] = [];
    const trace = (...values: unknown[]) => events.push(values.map(value => JSON.stringify(value)).join(' '));
    new Function('trace', 'sleep', `"use strict"; ${text} f();`)(trace, () => {});
    const one = new TestVu(compileText(`import { sleep, trace } from 'k6'; ${text} export { f as default };`));
    const other = one.another();
    one.start();
    other.start();
    while ([one.step(), other.step()].includes(true));
    for (const vu of [one, other]) expect(vu.events.filter(event => !event.startsWith('sleep'))).toEqual(events);
  });

  it('of functions are the same in all VUs of a host, and in no others', () => {
    const script = compileText('function f() {} export { f };');
    const one = new TestVu(script);
    expect(one.another().module.exports.f).toBe(one.module.exports.f);
    expect(new TestVu(script).module.exports.f).not.toBe(one.module.exports.f);
  });
});
