import { describe, expect, it } from 'vitest';
import { compileFiles, compileText, TestVu } from '../compile/test-script.ts';
import { ScriptPromise } from '../runtime/script-promise.ts';
import { instantiate } from './script-module.ts';

/** What `expression` gives in a script, run on a VU with some global names. */
function evaluate(expression: string, globals: Record<string, unknown> = {}): unknown {
  const script = compileText(`const value = ${expression}; export { value };`);
  return new TestVu(script, undefined, globals).module.exports.value;
}

describe('the script’s world', () => {
  it('gives each VU its own module state', () => {
    const script = compileText(
      `let n = 0; const list = []; function main() { list.push(++n); return list.join(); } export { main as default };`,
    );
    const [one, two] = [new TestVu(script), new TestVu(script)];
    one.run();
    expect([one.run().at(-1), two.run().at(-1)]).toEqual(['returned 1,2', 'returned 1']);
  });

  it.each([
    'process',
    'Buffer',
    'fetch',
    'URL',
    'URLSearchParams',
    'global',
    'queueMicrotask',
    'structuredClone',
    'navigator',
  ])('has no %s', name => {
    expect(evaluate(`typeof ${name}`)).toBe('undefined');
  });

  it('has what the host gives, and not what Node has under that name', () => {
    const crypto = { name: 'ours' };
    expect(evaluate('crypto', { crypto })).toBe(crypto);
    expect(evaluate('typeof setTimeout')).toBe('undefined');
  });

  it('has the language’s own names', () => {
    expect(evaluate('[Array, Map, JSON, Symbol, parseInt].map(x => typeof x).join()')).toBe(
      'function,function,object,function,function',
    );
    expect(evaluate('Math')).toBe(Math);
  });

  it('adds nothing to what every object has, which would be the harness’s too', () => {
    for (const name of ['extend', 'get', 'then', 'value']) {
      const script = compileText(`Object.prototype.${name} = () => 1; export {};`);
      expect(() => new TestVu(script)).toThrow(`Cannot add property ${name}, object is not extensible`);
      expect(({} as Record<string, unknown>)[name]).toBeUndefined();
    }
    expect(evaluate('[Object.assign({}, { toString: 1 }).toString, ({}).hasOwnProperty("x")].join()')).toBe('1,false');
  });

  it('takes Math and Date from the host where it gives them', () => {
    const host = { random: () => 0.5 };
    expect(evaluate('Math.random()', { Math: host })).toBe(0.5);
    expect(evaluate('Date', { Date: 7 })).toBe(7);
  });

  it('makes a name that nobody knows an error', () => {
    expect(() => evaluate('respnse')).toThrow(new ReferenceError('respnse is not defined'));
    expect(evaluate('typeof respnse')).toBe('undefined');
  });

  it('reads __VU, __ITER and __ENV at every use', () => {
    let iteration = 0;
    const globals = {
      get __ITER() {
        return iteration++;
      },
      __VU: 3,
      __ENV: { A: 'b' },
    };
    expect(evaluate('[__ITER, __ITER, __VU, __ENV.A, { __VU }.__VU].join()', globals)).toBe('0,1,3,b,3');
  });

  it('has the promises of the runtime', () => {
    expect(evaluate('Promise')).toBe(ScriptPromise);
    expect(Object.getOwnPropertyNames(ScriptPromise).sort()).toEqual(
      [
        'all',
        'allSettled',
        'any',
        'length',
        'name',
        'prototype',
        'race',
        'reject',
        'resolve',
        'try',
        'withResolvers',
      ].sort(),
    );
    expect(ScriptPromise.name).toBe('Promise');
  });

  it('has a globalThis for each VU, without Node’s parts', () => {
    const script = compileText(
      `globalThis.mine = (globalThis.mine ?? 0) + 1; const value = [globalThis.mine, typeof globalThis.process, globalThis.Array === Array, globalThis.console.x]; export { value };`,
    );
    const values = [1, 2].map(() => new TestVu(script, undefined, { console: { x: 5 } }).module.exports.value);
    expect(values).toEqual([
      [1, 'undefined', true, 5],
      [1, 'undefined', true, 5],
    ]);
  });

  it('opens files relative to the file that calls open', async () => {
    const script = await compileFiles({
      'main.ts': `declare const open: (path: string, mode?: string) => string;\nexport const value = open('a.txt', 'b');`,
    });
    const open = (...args: string[]) => args;
    const [path, mode, folder] = new TestVu(script, undefined, { open }).module.exports.value as string[];
    expect([path, mode]).toEqual(['a.txt', 'b']);
    expect(folder).toMatch(/\/script-\w+$/);
  });

  it('resolves names relative to the file with import.meta', async () => {
    const script = await compileFiles({ 'main.ts': `export const value = import.meta.resolve('./data.json');` });
    expect(new TestVu(script).module.exports.value).toMatch(/^file:\/\/.*\/script-\w+\/data\.json$/);
  });

  it('runs promises of init code when it is over', () => {
    const script = compileText(
      `const value = []; Promise.resolve().then(() => value.push('then')); value.push('init'); export { value };`,
    );
    expect(new TestVu(script).module.exports.value).toEqual(['init', 'then']);
  });

  it('throws what init code throws', () => {
    expect(() => evaluate('null.x')).toThrow(TypeError);
  });

  it('throws where init code calls a function that would block', () => {
    const script = compileText(
      `import { sleep } from 'k6'; function f() { sleep(1); } f(); function main() { f(); } export { main as default };`,
    );
    expect(() => new TestVu(script)).toThrow('this call has to wait');
  });
});

describe('the host’s modules', () => {
  it('are the namespace, and its default or itself the default import', () => {
    const script = compileText(
      `import * as all from 'k6/x'; import main, { named } from 'k6/x'; import other from 'k6/y'; const value = [all, main, named, other]; export { value };`,
    );
    const y = { a: 1 };
    const x = { default: 'main', named: 'named' };
    const { exports } = instantiate(script, {
      modules: new Map<string, object>([
        ['k6/x', x],
        ['k6/y', y],
      ]),
      globals: {},
    });
    expect(exports.value).toEqual([x, 'main', 'named', y]);
  });

  it('must be there', () => {
    const script = compileText(`import * as all from 'k6/x'; export { all };`);
    expect(() => instantiate(script, { modules: new Map(), globals: {} })).toThrow('the host has no module k6/x');
  });

  it('must have blocking functions where the compiler counts on them', () => {
    const script = compileText(`import { sleep } from 'k6'; function main() { sleep(1); } export { main as default };`);
    const host = { modules: new Map<string, object>([['k6', { sleep() {} }]]), globals: {} };
    expect(() => instantiate(script, host)).toThrow("sleep of the host's k6 was not made by blocking()");
  });
});
