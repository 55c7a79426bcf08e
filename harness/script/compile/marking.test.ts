import { describe, expect, it } from 'vitest';
import { Marking } from './marking.ts';
import { ScriptProgram } from './program.ts';
import { parseBundle } from './syntax.ts';

const IMPORTS = `import http, { get } from 'k6/http'; import { sleep, group, check } from 'k6';\n`;

/** The marked functions' names, or their text where they have none. */
function marked(text: string, modules = ['k6', 'k6/http']): string[] {
  const program = new ScriptProgram(IMPORTS + text, parseBundle(IMPORTS + text));
  const marking = new Marking(program, modules);
  return [...program.fns.values()]
    .filter(fn => marking.isMarked(fn))
    .map(fn => {
      const key = fn.member?.key;
      return fn.node.id?.name ?? fn.binding?.name ?? (key ? program.text(key) : program.text(fn.node));
    });
}

describe('marked are functions that', () => {
  it.each([
    ['call a blocking function', `function f() { sleep(1); } function g() { return 1; }`, ['f']],
    [
      'call it by an alias',
      `const wait = sleep, h = http; const { post } = h; function f() { wait(1); } function g() { post('x'); }`,
      ['f', 'g'],
    ],
    ['call a marked function', `function f() { g(); } const g = () => get('x'); function h() {}`, ['f', 'g']],
    [
      'call each other',
      `function even(n) { return n && odd(n - 1); } function odd(n) { sleep(1); return even(n); }`,
      ['even', 'odd'],
    ],
    [
      'run a marked group',
      `function f() { group('a', () => { sleep(1); }); } function g() { group('a', () => 1); }`,
      ['f', '() => { sleep(1); }'],
    ],
    [
      'call a method of a marked name',
      `class A { go() { sleep(1); } stay() {} } function f(a) { a.go(); } function g(a) { a.stay(); }`,
      ['go', 'f'],
    ],
    ['call a private method', `class A { #go() { sleep(1); } f() { this.#go(); } g() {} }`, ['#go', 'f']],
    [
      'give a marked function to an array',
      `function f(a) { a.forEach(x => sleep(x)); } function g(a) { a.forEach(x => x); }`,
      ['f', 'x => sleep(x)'],
    ],
    [
      'call what was given to them',
      `function each(fn) { fn(); } function f() { each(() => sleep(1)); }`,
      ['each', 'f', '() => sleep(1)'],
    ],
    [
      'call what they took out of an object',
      `const o = { a: () => sleep(1) }; function f() { const { a } = o; a(); }`,
      ['() => sleep(1)', 'f'],
    ],
    ['call an element', `const list = [() => sleep(1)]; function f() { list[0](); }`, ['() => sleep(1)', 'f']],
    ['call a bound function', `function f() { sleep(1); } const b = f.bind(null); function g() { b(); }`, ['f', 'g']],
  ])('%s', (_, text, expected) => {
    expect(marked(text).sort()).toEqual(expected.sort());
  });
});

it.each(['connect', 'invoke', 'healthCheck'])('who calls client.%s is marked in scripts that import gRPC', name => {
  const text = `class Api { find(client) { return client?.${name}('x'); } } function f(api) { return ['a'].map(() => api.find()); }`;
  expect(marked(text)).toEqual([]);
  expect(marked(text, ['k6', 'k6/net/grpc'])).toEqual(['find', 'f', '() => api.find()']);
});

describe('not marked are', () => {
  it.each([
    ['functions that only mention a blocking one', `function f() { return typeof sleep; }`],
    [
      'calls of unknown values while no marked function is among them',
      `function f(fn) { return fn() + JSON.stringify(fn); }`,
    ],
    ['checks', `function f(r) { return check(r, { ok: x => x.status === 200 }); }`],
    [
      'functions of shadowed names',
      `function f(sleep) { sleep(1); } function g() { const http = { get() {} }; http.get(); }`,
    ],
  ])('%s', (_, text) => {
    expect(marked(text)).toEqual([]);
  });

  it('constructors, accessors and generators', () => {
    const text = `function f() { sleep(1); } class A { constructor() { f(); } get a() { return f(); } *g() { f(); } }`;
    expect(marked(text)).toEqual(['f']);
  });

  it('what calls timers and promises with marked functions', () => {
    expect(marked(`function f(p) { setTimeout(() => sleep(1)); p.then(() => sleep(2)); }`)).toEqual([
      '() => sleep(1)',
      '() => sleep(2)',
    ]);
  });
});
