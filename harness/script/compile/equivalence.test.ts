import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../../mock-service/time/random.ts';
import { type BlockingCall, type Coroutine, VuCoroutine } from '../coroutine.ts';
import { blocking, grouping } from './blocking.ts';
import { compileBundle, compileScript } from './compile-script.ts';
import type { CompiledScript } from './compiled-script.ts';
import { Drains } from './job-queue.ts';
import { RandomScript, type RandomScriptOptions } from './random-script.ts';

/** What a script did, in order. The last entry is how it ended. */
type Trace = string[];

const PRELUDE = `
let ticks = 0;
function tick() { if (++ticks > 150) throw new Error('too long'); }
function* gen(n) { for (let i = 0; i < n; i++) { trace('gen', i); yield i; } }
function apply(fn, x) { return fn(x); }
function keep(p) { p.catch(() => {}); return p; }
`;
const IMPORTS = `import http, { get } from 'k6/http'; import { sleep, group, trace } from 'k6';\n`;
const EMPTY_MAP = JSON.stringify({ version: 3, sources: [], names: [], mappings: '' });

/** The outcome of the n-th blocking call: a number, or an error. */
function outcome(count: number, args: unknown[]): number | Error {
  const value = (count * 7 + String(args.at(-1)).length * 3) % 11;
  return value === 4 ? new Error(`failed ${count}`) : value;
}

class Recorder {
  readonly #events: string[] = [];
  /** An iteration also ends when a promise it waits for can never settle. */
  #end = 'returned undefined';
  #count = 0;

  /** The last entry is how the script ended, whatever its jobs did after that. */
  get trace(): Trace {
    return [...this.#events, this.#end];
  }

  note = (...values: unknown[]): void => {
    this.#events.push(values.map(value => JSON.stringify(value) ?? 'undefined').join(' '));
  };

  call(name: string, args: unknown[]): number | Error {
    this.#events.push(`${name}(${args.map(String).join()})`);
    return outcome(this.#count++, args);
  }

  end(kind: string, value: unknown): void {
    this.#end = `${kind} ${value instanceof Error ? value.message : String(value)}`;
  }
}

/** The synchronous reading: the script's own text, with blocking calls that return at once. */
async function read(text: string, isAsync: boolean): Promise<Trace> {
  const recorder = new Recorder();
  const op =
    (name: string) =>
    (...args: unknown[]) => {
      const value = recorder.call(name, args);
      if (value instanceof Error) throw value;
      return value;
    };
  const group = (name: string, fn: () => unknown) => {
    recorder.note('enter', name);
    try {
      return fn();
    } finally {
      recorder.note('leave', name);
    }
  };
  const http = { get: op('get'), post: op('post') };
  const main = new Function('http', 'get', 'sleep', 'group', 'trace', `"use strict"; ${PRELUDE}${text}\nreturn main;`)(
    http,
    http.get,
    op('sleep'),
    group,
    recorder.note,
  );
  try {
    const value = main({});
    if (isAsync) {
      value.then(
        (result: unknown) => recorder.end('returned', result),
        (error: unknown) => recorder.end('threw', error),
      );
      await new Promise(setImmediate);
    } else recorder.end('returned', value);
  } catch (error) {
    recorder.end('threw', error);
  }
  return recorder.trace;
}

/** The compiled script on a VU whose blocking calls end later. */
function run(script: CompiledScript): Trace {
  const recorder = new Recorder();
  const due: (() => void)[] = [];
  const op = (name: string) =>
    blocking(
      (...args: unknown[]): BlockingCall => ({
        begin(vu: Coroutine) {
          const value = recorder.call(name, args);
          due.push(() => (value instanceof Error ? vu.fail(value) : vu.resume(value)));
        },
        cancel() {},
      }),
    );
  const group = grouping({
    enter(name: string) {
      recorder.note('enter', name);
      return name;
    },
    leave: (name: string) => recorder.note('leave', name),
  });
  const http = Object.fromEntries(
    ['get', 'head', 'post', 'put', 'patch', 'del', 'options', 'request', 'batch'].map(name => [name, op(name)]),
  );
  const { exports } = script.instantiate({
    modules: new Map<string, object>([
      ['k6', { sleep: op('sleep'), group, trace: recorder.note }],
      ['k6/http', http],
    ]),
    globals: {},
  });
  const vu = new VuCoroutine(() => {}, new Drains());
  vu.start(
    exports.default as never,
    {},
    {
      returned: value => recorder.end('returned', value),
      threw: error => recorder.end('threw', error),
    },
  );
  for (let next = due.shift(); next !== undefined; next = due.shift()) next();
  return recorder.trace;
}

function bundle(code: string) {
  return { code, map: EMPTY_MAP, folder: '/', isCommonJs: false };
}

const SCALE = Number(process.env.HEADROOM_FUZZ ?? 1);

async function compare(seed: number, options: RandomScriptOptions): Promise<void> {
  const random = new RandomStream(seed);
  const text = new RandomScript(() => random.next(), options).text();
  const expected = await read(text, options.isAsync);
  const code = `${IMPORTS}${PRELUDE}${text}\nexport { main as default };`;
  let actual: Trace;
  try {
    actual = run(compileBundle('random.js', bundle(code), new Map(), new Set()));
  } catch (error) {
    throw new Error(`seed ${seed}: ${(error as Error).message}\n${text}`, { cause: error });
  }
  if (actual.join('\n') !== expected.join('\n')) {
    const at = expected.findIndex((line, index) => line !== actual[index]);
    expect.fail(`seed ${seed} at ${at}: ${expected[at]} became ${actual[at]}\n${text}`);
  }
}

describe('compiled scripts do what their synchronous reading does', () => {
  it('synchronous scripts', async () => {
    const options = { isAsync: false, optionalChaining: false };
    for (let seed = 1; seed <= 1000 * SCALE; seed++) await compare(seed, options);
  });

  it('scripts with async functions and promises', async () => {
    const options = { isAsync: true, optionalChaining: false };
    for (let seed = 1; seed <= 500 * SCALE; seed++) await compare(seed, options);
  });

  it('scripts that esbuild has rewritten', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'equivalence-'));
    try {
      for (let seed = 1; seed <= 40 * SCALE; seed++) {
        const random = new RandomStream(seed);
        const isAsync = seed % 2 === 0;
        const text = new RandomScript(() => random.next(), { isAsync, optionalChaining: true }).text();
        const expected = await read(text, isAsync);
        const file = join(folder, `${seed}.ts`);
        await writeFile(file, `${IMPORTS}${PRELUDE}${text}\nexport default main;`);
        expect(run(await compileScript(file)), `seed ${seed}\n${text}`).toEqual(expected);
      }
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
