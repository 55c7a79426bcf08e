import { expect } from 'vitest';
import type { Section } from '../case.ts';

export const LIFE: Section = {
  section: "k6-contract §2 the script's life",
  cases: [
    {
      shows: 'setup, iterations, teardown, handleSummary, in that order',
      script: `
        import http from 'k6/http';
        export const options = { vus: 2, iterations: 2 };
        export function setup() { http.get('http://bin.test/anything/setup'); return { token: 'abc' }; }
        export default function (data) { http.get('http://bin.test/anything/' + data.token); }
        export function teardown(data) { http.get('http://bin.test/anything/teardown-' + data.token); }
        export function handleSummary(data) { return { setup: data.setup_data.token }; }`,
      expect: {
        arrived: ['GET /anything/setup', 'GET /anything/abc', 'GET /anything/abc', 'GET /anything/teardown-abc'],
        summary: { setup: 'abc' },
        // Those of setup and teardown count among the metrics, not for the verdict.
        metrics: { http_reqs: { count: 4 }, iterations: { count: 2 } },
        requests: { offered: 2 },
      },
    },
    {
      shows: 'setup data passes through JSON, and a change of it stays within the VU',
      script: `
        import { check } from 'k6';
        export const options = { scenarios: { a: { executor: 'per-vu-iterations', vus: 2, iterations: 3 } } };
        export function setup() { return { list: [], at: new Date(0), nothing: undefined, f: () => 1 }; }
        export default function (data) {
          check(data, { 'own copy': d => d.list.length === __ITER, date: d => d.at === '1970-01-01T00:00:00.000Z', dropped: d => !('f' in d) && !('nothing' in d) });
          data.list.push(__VU);
        }
        export function teardown(data) { if (data.list.length !== 0) throw new Error('teardown saw a change'); }`,
      expect: { metrics: { checks: { passes: 18 } } },
    },
    {
      shows: 'without setup, iterations get nothing',
      script: 'export default function (data) { if (data !== undefined) throw new Error(String(data)); }',
    },
    {
      shows: 'module state is one per VU',
      script: `
        import { check } from 'k6';
        export const options = { scenarios: { a: { executor: 'per-vu-iterations', vus: 3, iterations: 4 } } };
        let counter = 0;
        const own = { seen: [] };
        export default function () { counter++; own.seen.push(__VU); check(null, { count: () => counter === __ITER + 1, own: () => own.seen.every(v => v === __VU) }); }`,
      expect: { metrics: { checks: { passes: 24 } } },
    },
    {
      shows: 'a VU that waits does not hold up the others',
      script: `
        import { sleep } from 'k6';
        export const options = { scenarios: { a: { executor: 'per-vu-iterations', vus: 10, iterations: 1 } } };
        export default function () { sleep(10); }`,
      expect: { durationS: 10 },
    },
    {
      shows: 'an async iteration lasts until its promise settles',
      script: `
        export default async function () { await new Promise(done => setTimeout(done, 700)); }`,
      expect: { metrics: { iteration_duration: { avg: 700 } } },
    },
    {
      shows: 'an async iteration that awaits what never comes is an exception, not the end of it',
      script: `
        export const options = { iterations: 2 };
        export default async function () { if (__ITER === 0) await new Promise(() => {}); }`,
      expect: {
        exit: 90,
        reasons: expect.anything(),
        logged: expect.anything(),
        iterations: { completed: 1, failed: 1 },
        exceptions: [{ text: expect.stringMatching(/^NeverSettled: an async function never ended/) }],
      },
    },
    {
      shows: 'async setup and teardown',
      script: `
        import http from 'k6/http';
        export async function setup() { const res = await http.asyncRequest('GET', 'http://bin.test/get?x=1'); return res.json('args.x'); }
        export default function (x) { if (x !== '1') throw new Error(x); }
        export async function teardown() { await http.asyncRequest('DELETE', 'http://bin.test/delete'); }`,
      expect: { arrived: ['GET /get?x=1', 'DELETE /delete'] },
    },
    {
      shows: 'an exception in an iteration is logged and counted, and the run goes on',
      script: `
        export const options = { iterations: 200 };
        export default function () { if (__ITER === 7) throw new Error('odd one'); }`,
      expect: {
        iterations: { completed: 199, failed: 1 },
        exceptions: [{ count: 1, text: expect.stringMatching(/^Error: odd one\n +at default \(script\.js:3:62\)$/) }],
        logged: expect.anything(),
      },
    },
    {
      shows: "all frames of a stack are the script's own lines",
      files: {
        'lib/deep.ts':
          "import { sleep } from 'k6';\nexport function deep(n: number): number {\n  sleep(1);\n  if (n > 1) return deep(n - 1);\n  throw new RangeError('bottom');\n}\n",
      },
      script: `import { group } from 'k6';
import { deep } from './lib/deep.ts';
function between() {
  return deep(2);
}
export default function () {
  group('g', () => {
    between();
  });
}`,
      expect: {
        exit: 90,
        reasons: expect.anything(),
        logged: expect.anything(),
        exceptions: [
          {
            count: 1,
            text: [
              'RangeError: bottom',
              '    at deep (lib/deep.ts:5:9)',
              '    at deep (lib/deep.ts:4:21)',
              '    at between (script.js:4:10)',
              '    at default (script.js:8:5)',
            ].join('\n'),
          },
        ],
      },
    },
    {
      shows: 'what is thrown need not be an Error',
      script: `export default function () { throw { code: 7 }; }`,
      expect: {
        exit: 90,
        reasons: expect.anything(),
        logged: expect.anything(),
        exceptions: [{ count: 1, text: 'thrown: {"code":7}' }],
      },
    },
    {
      shows: 'an exception in the init code ends all with 107',
      script: `const x = undefined;\nx.y;\nexport default function () {}`,
      expect: { exit: 107, reason: expect.stringMatching(/^TypeError: [^\n]*\n +at script\.js:2:3$/) },
    },
    {
      shows: 'an exception in setup ends all with 107, without teardown',
      script: `
        export function setup() { throw new Error('no token'); }
        export default function () {}
        export function teardown() { console.log('torn down'); }`,
      expect: {
        exit: 107,
        reason: 'setup() failed: Error: no token',
        reasons: expect.anything(),
        iterations: { due: 0 },
        logged: [expect.stringContaining('setup() failed: Error: no token')],
      },
    },
    {
      shows: 'an exception in teardown ends with 107',
      script: `
        export default function () {}
        export function teardown() { throw new Error('cannot clean'); }`,
      expect: {
        exit: 107,
        reason: 'teardown() failed: Error: cannot clean',
        iterations: { completed: 1 },
        logged: expect.anything(),
      },
    },
    {
      shows: 'setup that takes too long: 100',
      script: `
        import { sleep } from 'k6';
        export const options = { setupTimeout: '3s' };
        export function setup() { sleep(5); }
        export default function () {}`,
      expect: { exit: 100, reason: 'setup() took longer than 3000ms (setupTimeout)', reasons: expect.anything() },
    },
    {
      shows: 'setup has 60 s unless said otherwise',
      script: `
        import { sleep } from 'k6';
        export function setup() { sleep(59); }
        export default function () {}
        export function teardown() { sleep(61); }`,
      expect: {
        exit: 101,
        reason: 'teardown() took longer than 60000ms (teardownTimeout)',
        iterations: { completed: 1 },
      },
    },
    ...(
      [
        [
          "export function setup() { throw new Error('no token'); }",
          107,
          'setup() failed: Error: no token.',
          'inconclusive',
        ],
        [
          'export function setup() { sleep(61); }',
          100,
          'setup() took longer than 60000ms (setupTimeout).',
          'inconclusive',
        ],
        [
          "export function teardown() { throw new Error('stuck'); }",
          107,
          'teardown() failed: Error: stuck.',
          'inconclusive',
        ],
        [
          'export function teardown() { sleep(61); }',
          101,
          'teardown() took longer than 60000ms (teardownTimeout).',
          'inconclusive',
        ],
        ["export function teardown() { exec.test.abort('late'); }", 108, 'Test aborted: late.', 'inconclusive'],
        ["export function teardown() { exec.test.fail('dirty'); }", 110, 'Test marked as failed: dirty.', 'fail'],
      ] as const
    ).map(([code, exit, reason, verdict]) => ({
      shows: `a drill whose thresholds hold does not pass: ${code}`,
      script: `
        import exec from 'k6/execution';
        import { sleep } from 'k6';
        export const options = { thresholds: { iterations: ['count<5'] } };
        ${code}
        export default function () {}`,
      expect: {
        exit,
        verdict,
        reason: expect.anything(),
        reasons: expect.arrayContaining([reason]),
        thresholds: expect.anything(),
        logged: expect.anything(),
      },
    })),
    {
      shows: 'a threshold that ended the drill has failed it, although it holds again when teardown is over',
      script: `
        import { sleep } from 'k6';
        import { Counter } from 'k6/metrics';
        const bad = new Counter('bad');
        export const options = { duration: '1m', thresholds: { bad: [{ threshold: 'count!=1', abortOnFail: true }] } };
        export default function () { if (__ITER === 0) bad.add(1); sleep(0.9); }
        export function teardown() { bad.add(1); }`,
      expect: {
        exit: 99,
        verdict: 'fail',
        reason: expect.anything(),
        reasons: expect.anything(),
        thresholds: { 'bad count!=1': false },
        metrics: { bad: { count: 2 } },
        durationS: 2,
      },
    },
    {
      shows: 'handleSummary that fails is logged; the verdict stands',
      script: `
        export default function () {}
        export function handleSummary() { throw new Error('no summary'); }`,
      expect: { summary: null, logged: [expect.stringContaining('handleSummary() failed: Error: no summary')] },
    },
    {
      shows: 'no exported function is an error',
      script: `export const options = { vus: 1 };\nfunction main() {}`,
      expect: { exit: 104, problems: [expect.stringContaining('the script exports no function')] },
    },
    {
      shows: 'no default function is needed where scenarios name theirs',
      script: `
        export const options = { scenarios: { a: { executor: 'shared-iterations', exec: 'walk' }, b: { executor: 'shared-iterations', exec: 'ride' } } };
        export function walk() { console.log('walk'); }
        export const ride = () => console.log('ride');`,
      expect: { logged: ['info: walk', 'info: ride'] },
    },
    {
      shows: 'exec names a function that is not there',
      script: `
        export const options = { scenarios: { a: { executor: 'shared-iterations', exec: 'walks' } } };
        export function walk() {}`,
      expect: {
        exit: 104,
        problems: [
          "options.scenarios.a.exec: no such function is exported (got 'walks'); allowed: walk; did you mean 'walk'?",
        ],
      },
    },
    {
      shows: 'http, check and group are not for the init code',
      script: `
        import { check, group } from 'k6';
        let caught = 0;
        for (const f of [() => check(1, { a: () => true }), () => group('g', () => {})]) { try { f(); } catch (e) { if (/init context/.test(e.message)) caught++; } }
        export default function () { if (caught !== 2) throw new Error(String(caught)); }`,
    },
    {
      shows: 'minIterationDuration holds iterations back',
      script: `
        export const options = { vus: 1, duration: '10s', minIterationDuration: '2s' };
        export default function () {}`,
      expect: { iterations: { completed: 5 } },
    },
    {
      shows: 'TypeScript with types, enums, generics and interfaces',
      name: 'script.ts',
      files: {
        'lib/shop.ts':
          "export interface Item { readonly name: string; price?: number }\nexport enum Kind { A = 'a', B = 'b' }\nexport const first = <T>(list: readonly T[]): T | undefined => list[0];\n",
      },
      script: `
        import http, { type RefinedResponse } from 'k6/http';
        import { check } from 'k6';
        import type { Options } from 'k6/options';
        import { first, Kind, type Item } from './lib/shop.ts';
        export const options: Options = { iterations: 1 };
        class Client {
          constructor(private readonly base: string, public calls = 0) {}
          get(path: string): RefinedResponse<'text'> { this.calls++; return http.get(\`\${this.base}\${path}\`); }
        }
        export default function (): void {
          const client = new Client('http://bin.test');
          const res = client.get('/get');
          const item = first<Item>([{ name: 'a' }]) satisfies Item | undefined;
          check(res, { ok: r => r.status === 200 && client.calls === 1 && item!.name === Kind.A });
        }`,
    },
    {
      shows: 'local modules, JSON modules, default and star exports',
      files: {
        'a/index.js': "export * from './b.js';\nexport { default } from './b.js';",
        'a/b.js':
          "import http from 'k6/http';\nimport data from '../data.json';\nexport const size = data.items.length;\nexport default function visit(path) { return http.get('http://bin.test' + path); }",
        'data.json': '{"items":[1,2,3]}',
      },
      script: `
        import visit, { size } from './a/index.js';
        import { check } from 'k6';
        export default function () { check(visit('/get'), { ok: r => r.status === 200 && size === 3 }); }`,
    },
  ],
};
