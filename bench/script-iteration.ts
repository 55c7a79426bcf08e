/**
 * What the script runtime itself costs: one iteration of six blocking operations that take no time, in each way a script can write them,
 * and a VU's module state. Run: node bench/script-iteration.ts
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compileScript } from '../harness/script/compile/compile-script.ts';
import { blocking, grouping } from '../harness/script/runtime/blocking.ts';
import type { BlockingCall, Coroutine } from '../harness/script/runtime/blocking-call.ts';
import { VuCoroutine } from '../harness/script/runtime/coroutine.ts';
import { Drains } from '../harness/script/runtime/job-queue.ts';
import { instantiate } from '../harness/script/runtime/script-module.ts';
import type { ScriptFunction } from '../harness/script/runtime/twin.ts';

const SCRIPT = `import http from 'k6/http';
import { sleep, group } from 'k6';
export function flat() { http.get('x'); http.get('x'); http.get('x'); sleep(1); sleep(1); sleep(1); }
export function groups() { group('a', () => { http.get('x'); http.get('x'); sleep(1); }); group('b', () => { http.get('x'); http.get('x'); sleep(1); }); }
function page() { http.get('x'); sleep(1); }
export function calls() { page(); page(); page(); }
class User { page() { http.get('x'); } }
const user = new User();
export function methods() { user.page(); user.page(); user.page(); user.page(); user.page(); user.page(); }
export function callbacks() { [1, 2, 3, 4, 5, 6].forEach(() => http.get('x')); }
export async function asynchronous() { http.get('x'); await null; http.get('x'); http.get('x'); await null; sleep(1); sleep(1); sleep(1); }
`;
const WAYS = ['flat', 'groups', 'calls', 'methods', 'callbacks', 'asynchronous'];
const ITERATIONS = 200_000;
const ROUNDS = 7;
const INSTANCES = 5_000;
const HTTP = ['get', 'head', 'post', 'put', 'patch', 'del', 'options', 'request', 'batch'];

let waiting: Coroutine;
const call: BlockingCall = {
  begin(vu) {
    waiting = vu;
  },
  cancel() {},
};
const operation = blocking(() => call);
const modules = new Map<string, object>([
  ['k6', { sleep: operation, group: grouping({ enter: () => null, leave: () => {} }) }],
  ['k6/http', Object.fromEntries(HTTP.map(name => [name, operation]))],
]);
const host = { modules, globals: {} };

/** The shortest of several rounds, in ns per turn: what else the machine did only adds. */
function fastest(turns: number, round: () => void): number {
  let best = Number.POSITIVE_INFINITY;
  for (let index = 0; index < ROUNDS; index++) {
    const start = performance.now();
    round();
    best = Math.min(best, performance.now() - start);
  }
  return (best / turns) * 1e6;
}

const folder = await mkdtemp(join(tmpdir(), 'bench-'));
await writeFile(join(folder, 'script.ts'), SCRIPT);
const script = await compileScript(join(folder, 'script.ts'));
await rm(folder, { recursive: true });

const vu = new VuCoroutine({ enter() {} }, new Drains());
const owner = {
  returned() {},
  threw(error: unknown) {
    throw error;
  },
};
const { exports } = instantiate(script, host);
for (const way of WAYS) {
  const fn = exports[way] as ScriptFunction;
  const nanoseconds = fastest(ITERATIONS, () => {
    for (let index = 0; index < ITERATIONS; index++) {
      vu.start(fn, undefined, owner);
      while (vu.busy) waiting.resume(1);
    }
  });
  console.log(`${way.padEnd(14)}${nanoseconds.toFixed(0).padStart(6)} ns an iteration of six blocking operations`);
}
const instance = fastest(INSTANCES, () => {
  for (let index = 0; index < INSTANCES; index++) instantiate(script, host);
});
console.log(`${'instantiate'.padEnd(14)}${instance.toFixed(0).padStart(6)} ns a VU`);
