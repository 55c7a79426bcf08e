import { describe, expect, it } from 'vitest';
import { compileFiles, compileText, TestVu } from '../../harness/script/compile/test-script.ts';
import { RandomStream } from '../../mock-service/time/random.ts';
import { RandomScript, type RandomScriptOptions } from './random-script.ts';

const IMPORTS = `import http, { get } from 'k6/http'; import { sleep, group, trace } from 'k6';\n`;

/** More programs by this factor: `HEADROOM_FUZZ=20 vitest run equivalence`. */
const SCALE = Number(process.env.HEADROOM_FUZZ ?? 1);

/** The outcome of the n-th blocking call: a number, or an error. */
function outcome(count: number, args: unknown[]): number | Error {
  const value = (count * 7 + String(args.at(-1)).length * 3) % 11;
  return value === 4 ? new Error(`failed ${count}`) : value;
}

/** The synchronous reading: the script's own text, with blocking calls that return at once. */
async function read(text: string, isAsync: boolean): Promise<string[]> {
  const events: string[] = [];
  let end = 'threw an async function never ended: it awaits a promise that nothing is left to settle';
  let calls = 0;
  const note = (...values: unknown[]) =>
    events.push(values.map(value => JSON.stringify(value) ?? 'undefined').join(' '));
  const ended = (kind: string, value: unknown) => {
    // V8 has no better words for `super.x is not a function`.
    end = `${kind} ${value instanceof Error ? value.message.replace('(intermediate value).', 'super.') : String(value)}`;
  };
  const op =
    (name: string) =>
    (...args: unknown[]) => {
      events.push(`${name}(${args.map(String).join()})`);
      const value = outcome(calls++, args);
      if (value instanceof Error) throw value;
      return value;
    };
  const group = (name: string, fn: () => unknown) => {
    note('enter', name);
    try {
      return fn();
    } finally {
      note('leave', name);
    }
  };
  const http = { get: op('get'), post: op('post') };
  const names = ['http', 'get', 'sleep', 'group', 'trace'];
  const main = new Function(...names, `"use strict"; ${text}\nreturn main;`)(http, http.get, op('sleep'), group, note);
  try {
    const value = main({});
    if (isAsync) {
      value.then(
        (result: unknown) => ended('returned', result),
        (error: unknown) => ended('threw', error),
      );
      await new Promise(setImmediate);
    } else ended('returned', value);
  } catch (error) {
    ended('threw', error);
  }
  return [...events, end];
}

function scriptOf(seed: number, options: RandomScriptOptions): string {
  const random = new RandomStream(seed);
  return new RandomScript(() => random.next(), options).text();
}

async function compare(seed: number, options: RandomScriptOptions): Promise<void> {
  const text = scriptOf(seed, options);
  const script = compileText(`${IMPORTS}${text}\nexport { main as default };`);
  const expected = await read(text, options.isAsync);
  const one = new TestVu(script, outcome);
  const other = one.another();
  // Side by side: neither sees anything of the other.
  one.start();
  other.start();
  while ([one.step(), other.step()].includes(true));
  for (const { trace: actual } of [one, other]) {
    if (actual.join('\n') === expected.join('\n')) continue;
    const at = expected.findIndex((line, index) => line !== actual[index]);
    expect.fail(`seed ${seed} at ${at}: ${expected[at]} became ${actual[at]}\n${text}`);
  }
}

describe('compiled scripts do what their synchronous reading does', () => {
  it('synchronous scripts', async () => {
    const options = { isAsync: false, optionalChaining: false };
    for (let seed = 1; seed <= 700 * SCALE; seed++) await compare(seed, options);
  });

  it('scripts with async functions and promises', async () => {
    const options = { isAsync: true, optionalChaining: false };
    for (let seed = 1; seed <= 300 * SCALE; seed++) await compare(seed, options);
  });

  it('scripts that esbuild has rewritten', async () => {
    for (let seed = 1; seed <= 20 * SCALE; seed++) {
      const options = { isAsync: seed % 2 === 0, optionalChaining: true };
      const text = scriptOf(seed, options);
      const script = await compileFiles({ 'main.ts': `${IMPORTS}${text}\nexport default main;` });
      expect(new TestVu(script, outcome).run(), `seed ${seed}\n${text}`).toEqual(await read(text, options.isAsync));
    }
  });
});
