import { describe, expect, it } from 'vitest';
import { compileText, TestVu } from '../compile/test-script.ts';

/** The trace of an async function's body, compiled. */
function compiled(body: string): string[] {
  const script = compileText(
    `import { trace } from 'k6'; async function main() { ${body} } export { main as default };`,
  );
  return new TestVu(script).run();
}

/** The same on native promises. */
async function native(body: string): Promise<string[]> {
  const events: string[] = [];
  const trace = (...values: unknown[]) =>
    events.push(values.map(value => JSON.stringify(value) ?? 'undefined').join(' '));
  let end = 'returned undefined';
  const ended = (kind: string, value: unknown) => {
    end = `${kind} ${value instanceof Error ? value.message : String(value)}`;
  };
  new Function('trace', `return (async () => { ${body} })();`)(trace).then(
    (value: unknown) => ended('returned', value),
    (error: unknown) => ended('threw', error),
  );
  await new Promise(setImmediate);
  return [...events, end];
}

describe('promises settle in ECMAScript’s order', () => {
  it.each([
    [
      'chains beside each other',
      `Promise.resolve(1).then(trace).then(() => trace(2)); Promise.resolve(3).then(trace).then(() => trace(4));`,
    ],
    [
      'a promise returned from a callback',
      `Promise.resolve().then(() => Promise.resolve('late')).then(trace); Promise.resolve().then(() => trace(1)).then(() => trace(2)).then(() => trace(3)).then(() => trace(4));`,
    ],
    [
      'a promise returned from an async function',
      `const f = async () => Promise.resolve('late'); f().then(trace); Promise.resolve().then(() => trace(1)).then(() => trace(2)).then(() => trace(3)).then(() => trace(4));`,
    ],
    [
      'await of a promise and of a value',
      `(async () => { trace(await Promise.resolve('p')); })(); (async () => { trace(await 'v'); })(); trace('sync');`,
    ],
    [
      'thenables',
      `const t = { then(ok) { trace('then'); ok('value'); ok('again'); } }; trace(await t); Promise.resolve(t).then(trace); Promise.resolve().then(() => trace('tick'));`,
    ],
    [
      'rejections',
      `Promise.reject(new Error('x')).then(trace).catch(e => trace(e.message)).then(() => trace('on')); try { await Promise.reject(new Error('y')); } catch (e) { trace(e.message); }`,
    ],
    [
      'exceptions in callbacks',
      `await Promise.resolve().then(() => { throw new Error('x'); }).catch(e => { trace(e.message); throw new Error('y'); }).catch(e => trace(e.message));`,
    ],
    [
      'finally',
      `await Promise.resolve('kept').finally(() => { trace('f'); return 'lost'; }).then(trace); await Promise.reject(new Error('x')).finally(() => { throw new Error('y'); }).catch(e => trace(e.message));`,
    ],
    [
      'finally that waits',
      `Promise.resolve('a').finally(() => Promise.resolve().then(() => trace('inner'))).then(trace); Promise.resolve().then(() => trace(1)).then(() => trace(2)).then(() => trace(3));`,
    ],
    [
      'finally that throws, or returns a promise, beside other chains',
      `Promise.resolve().finally(() => { throw new Error('x'); }).catch(e => trace(e.message)); Promise.resolve('v').finally(() => Promise.resolve()).then(trace);
       Promise.resolve().then(() => trace(1)).then(() => trace(2)).then(() => trace(3)).then(() => trace(4)).then(() => trace(5));`,
    ],
    ['all', `trace(await Promise.all([1, Promise.resolve(2), { then(ok) { ok(3); } }]), await Promise.all([]));`],
    [
      'all, failing',
      `await Promise.all([1, Promise.reject(new Error('x')), Promise.reject(new Error('y'))]).catch(e => trace(e.message));`,
    ],
    [
      'allSettled',
      `const r = await Promise.allSettled([1, Promise.reject(new Error('x'))]); trace(r.map(x => x.status + (x.value ?? x.reason.message)));`,
    ],
    [
      'any',
      `trace(await Promise.any([Promise.reject(1), Promise.resolve(2)])); await Promise.any([Promise.reject(1)]).catch(e => trace(e.constructor.name, e.errors, e.message));`,
    ],
    ['race', `trace(await Promise.race([new Promise(() => {}), Promise.resolve(2), 3]));`],
    [
      'withResolvers and try',
      `const { promise, resolve } = Promise.withResolvers(); resolve(1); trace(await promise, await Promise.try(x => x, 2)); await Promise.try(() => { throw new Error('x'); }).catch(e => trace(e.message));`,
    ],
    [
      'a promise resolved with itself',
      `let r; const p = new Promise(x => { r = x; }); r(p); await p.catch(e => trace(e.constructor.name));`,
    ],
    ['callbacks that are none', `trace(await Promise.resolve(1).then(2).then(null, undefined));`],
    ['an executor that throws after it resolved', `trace(await new Promise(r => { r(1); throw new Error('x'); }));`],
    ['an executor that is none', `try { new Promise(1); } catch (e) { trace(e.constructor.name); }`],
    [
      'what it is',
      `trace(String(Promise.resolve()), Promise.resolve() instanceof Promise, (async () => {})() instanceof Promise);`,
    ],
    ['parameters that throw', `const f = async ({ a }) => a; await f().catch(e => trace(e.constructor.name));`],
    ['an uncaught rejection of the function itself', `await null; throw new Error('x');`],
  ])('%s', async (_, body) => {
    expect(compiled(body)).toEqual(await native(body));
  });
});
