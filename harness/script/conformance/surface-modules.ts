import { expect } from 'vitest';
import type { Case, Section } from './case.ts';

/** An iteration that throws: counted, logged, and reason enough to doubt the run. */
const FAILS = { exit: 90, reasons: expect.anything(), logged: expect.anything() };

export const METRICS: Section = {
  section: '§1 k6/metrics',
  cases: [
    {
      shows: 'Counter, Gauge, Rate and Trend',
      script: `
        import { Counter, Gauge, Rate, Trend } from 'k6/metrics';
        const hits = new Counter('hits');
        const depth = new Gauge('depth');
        const good = new Rate('good');
        const wait = new Trend('wait');
        export const options = { summaryTrendStats: ['avg', 'min', 'med', 'max', 'p(90)', 'p(99.9)', 'count'] };
        export default function () {
          hits.add(2); hits.add(3);
          [4, 9, 7].forEach(v => depth.add(v));
          [true, false, 1, 0].forEach(v => good.add(v));
          for (let v = 1; v <= 100; v++) wait.add(v);
        }`,
      expect: {
        metrics: {
          hits: { count: 5 },
          depth: { value: 7, min: 4, max: 9 },
          good: { rate: 0.5, passes: 2, fails: 2 },
          wait: { avg: 50.5, min: 1, max: 100, med: expect.closeTo(50, 0), 'p(90)': expect.closeTo(90, 0), count: 100 },
        },
      },
    },
    {
      shows: 'a Trend of times, and names',
      script: `
        import { Trend } from 'k6/metrics';
        import { check } from 'k6';
        const latency = new Trend('my_latency', true);
        export default function () { latency.add(12.5); check(latency, { name: m => m.name === 'my_latency' }); }
        export function handleSummary({ metrics }) { return { contains: metrics.my_latency.contains + ' ' + metrics.my_latency.type }; }`,
      expect: { summary: { contains: 'time trend' } },
    },
    {
      shows: 'tags of a sample, and thresholds on them',
      script: `
        import { Trend } from 'k6/metrics';
        const t = new Trend('t');
        export const options = { thresholds: { 't{kind:a}': ['max<=1'], 't{kind:b}': ['min>=2'] } };
        export default function () { t.add(1, { kind: 'a' }); t.add(2, { kind: 'b' }); t.add(99); }`,
    },
    {
      shows: 'the same metric made twice is one, another type of it is an error',
      script: `
        import { Counter, Trend } from 'k6/metrics';
        const a = new Counter('c');
        const b = new Counter('c');
        try { new Trend('c'); throw new Error('accepted'); } catch (e) { if (!e.message.includes('already')) throw e; }
        export default function () { a.add(1); b.add(1); }`,
      expect: { metrics: { c: { count: 2 } } },
    },
    {
      shows: 'a value that is no number is logged and left out',
      script: `
        import { Counter } from 'k6/metrics';
        const c = new Counter('c');
        export default function () { c.add('many'); c.add(NaN); c.add(1); }`,
      expect: {
        metrics: { c: { count: 1 } },
        logged: [expect.stringContaining("'many'"), expect.stringContaining("'NaN'")],
      },
    },
    {
      shows: 'metrics cannot be made in iterations',
      script: `
        import { Counter } from 'k6/metrics';
        export default function () { new Counter('late'); }`,
      expect: { ...FAILS, exceptions: [{ text: expect.stringContaining('works only in the init context') }] },
    },
    {
      shows: 'samples cannot be added in the init context',
      script: `
        import { Counter } from 'k6/metrics';
        const c = new Counter('c');
        c.add(1);
        export default function () {}`,
      expect: { exit: 107, reason: expect.stringMatching(/does not work in the init context[^]*script\.js:4:/) },
    },
    {
      shows: 'a name that k6 does not take is refused',
      script: `
        import { Counter } from 'k6/metrics';
        new Counter('my counter');
        export default function () {}`,
      expect: { exit: 107, reason: expect.stringContaining("'my counter' is no name for a metric") },
    },
  ],
};

export const EXECUTION: Section = {
  section: '§1 k6/execution',
  cases: [
    {
      shows: 'scenario',
      script: `
        import exec from 'k6/execution';
        import { check, sleep } from 'k6';
        export const options = { scenarios: { shop: { executor: 'per-vu-iterations', vus: 1, iterations: 2, maxDuration: '10s', startTime: '2s' } } };
        export default function () {
          check(exec.scenario, {
            name: s => s.name === 'shop',
            executor: s => s.executor === 'per-vu-iterations',
            'start time': s => s.startTime === Date.now() - __ITER * 1000,
            'iteration in test': s => s.iterationInTest === __ITER && s.iterationInInstance === __ITER,
            progress: s => s.progress >= 0 && s.progress <= 1,
          });
          sleep(1);
        }`,
      expect: { metrics: { checks: { passes: 10 } } },
    },
    {
      shows: 'instance',
      script: `
        import { instance } from 'k6/execution';
        import { check, sleep } from 'k6';
        export const options = { scenarios: { a: { executor: 'shared-iterations', vus: 2, iterations: 4 } } };
        export default function () {
          sleep(1);
          check(instance, {
            time: i => i.currentTestRunDuration === 1000 * (__ITER + 1),
            active: i => i.vusActive > 0 && i.vusActive <= 2,
            initialized: i => i.vusInitialized === 2,
            completed: i => i.iterationsCompleted >= __ITER * 2 && i.iterationsInterrupted === 0,
          });
        }`,
    },
    {
      shows: 'vu',
      script: `
        import { vu } from 'k6/execution';
        import { check } from 'k6';
        export const options = { scenarios: { a: { executor: 'per-vu-iterations', vus: 2, iterations: 3 } } };
        export default function () {
          check(vu, {
            id: v => v.idInTest === __VU && v.idInInstance === __VU && __VU >= 1 && __VU <= 2,
            iterations: v => v.iterationInInstance === __ITER && v.iterationInScenario === __ITER,
          });
        }`,
    },
    {
      shows: 'vu.metrics.tags and vu.tags: on every sample from then on',
      script: `
        import exec from 'k6/execution';
        import http from 'k6/http';
        import { check } from 'k6';
        export const options = { thresholds: { 'http_reqs{part:one}': ['count==1'], 'http_reqs{old:way}': ['count==1'], 'http_reqs{part:}': ['count==1'] } };
        export default function () {
          exec.vu.metrics.tags.part = 'one';
          http.get('http://bin.test/get');
          check(exec.vu, { 'read back': v => v.metrics.tags.part === 'one' && v.tags.scenario === 'default' });
          delete exec.vu.metrics.tags.part;
          exec.vu.tags['old'] = 'way';
          http.get('http://bin.test/get');
        }`,
    },
    {
      shows: 'test.options: consolidated',
      script: `
        import exec from 'k6/execution';
        import { check } from 'k6';
        export const options = { vus: 2, iterations: 2 };
        export default function () {
          check(exec.test.options.scenarios.default, {
            executor: s => s.executor === 'shared-iterations', vus: s => s.vus === 2, iterations: s => s.iterations === 2,
          });
        }`,
    },
    {
      shows: 'test.abort ends the run with 108, after teardown',
      script: `
        import exec from 'k6/execution';
        import { sleep } from 'k6';
        export const options = { vus: 3, duration: '1m' };
        export default function () { sleep(__VU === 2 ? 2.5 : __VU); if (__VU === 2) exec.test.abort('enough'); }
        export function teardown() { console.log('torn down'); }`,
      expect: {
        exit: 108,
        reason: 'test aborted: enough',
        reasons: expect.anything(),
        durationS: 2.5,
        iterations: { started: 5, completed: 2, interrupted: 3 },
        logged: ['info: torn down'],
      },
    },
    {
      shows: 'test.abort in the init context',
      script: `
        import exec from 'k6/execution';
        if (!__ENV.TOKEN) exec.test.abort('TOKEN is needed');
        export default function () {}`,
      expect: { exit: 108, reason: 'test aborted: TOKEN is needed', iterations: {} },
    },
    {
      shows: 'test.fail marks the run, which goes on: exit 110',
      script: `
        import { test } from 'k6/execution';
        export const options = { iterations: 3 };
        export default function () { if (__ITER === 0) test.fail('one is bad'); }`,
      expect: { exit: 110, reason: 'test marked as failed: one is bad', iterations: { completed: 3 } },
    },
    {
      shows: 'the scenario is not known outside of iterations',
      script: `
        import exec from 'k6/execution';
        export function setup() { try { exec.scenario.name; } catch (e) { return e.message; } throw new Error('known'); }
        export default function (message) { if (!message.includes('only in iterations')) throw new Error(message); }`,
    },
  ],
};

export const SMALL_MODULES: Section = {
  section: '§1 k6/data, k6/timers, k6/encoding, k6/crypto',
  cases: [
    {
      shows: 'SharedArray: built once, an array for reading',
      files: { 'users.json': '[{"name":"ann"},{"name":"bob"},{"name":"eve"}]' },
      script: `
        import { SharedArray } from 'k6/data';
        import { check } from 'k6';
        let built = 0;
        const users = new SharedArray('users', function () { built++; return JSON.parse(open('./users.json')); });
        export const options = { vus: 3, iterations: 3 };
        export default function () {
          check(users, {
            length: u => u.length === 3,
            index: u => u[1].name === 'bob',
            methods: u => u.map(x => x.name).join() === 'ann,bob,eve' && u.find(x => x.name === 'eve') === u[2],
            loops: u => { let n = 0; for (const _ of u) n++; return n === 3; },
            'built at most once': () => built <= 1,
          });
        }`,
    },
    {
      shows: 'SharedArray: writes throw',
      script: `
        import { SharedArray } from 'k6/data';
        import { check } from 'k6';
        const list = new SharedArray('list', () => [{ n: 1 }]);
        const throws = f => { try { f(); } catch (e) { return true; } return false; };
        export default function () {
          check(list, {
            element: l => throws(() => { l[0] = 2; }),
            inside: l => throws(() => { l[0].n = 2; }),
            push: l => throws(() => l.push(3)),
            unchanged: l => l.length === 1 && l[0].n === 1,
          });
        }`,
    },
    {
      shows: 'SharedArray: only in the init context, only of arrays',
      script: `
        import { SharedArray } from 'k6/data';
        try { new SharedArray('x', () => 5); throw new Error('accepted'); } catch (e) { if (!e.message.includes('must give an array')) throw e; }
        export default function () { new SharedArray('late', () => []); }`,
      expect: { ...FAILS, exceptions: [{ text: expect.stringContaining('works only in the init context') }] },
    },
    {
      shows: 'timers, global and imported: the iteration waits for them',
      script: `
        import { setTimeout as later, clearTimeout as never, setInterval as often, clearInterval as stop } from 'k6/timers';
        import { check } from 'k6';
        export default function () {
          const seen = [];
          later(() => seen.push('b'), 200);
          setTimeout(word => seen.push(word), 100, 'a');
          never(later(() => seen.push('never'), 50));
          let times = 0;
          const id = often(() => { if (++times === 3) { stop(id); check(seen, { 'in order': s => s.join('') === 'ab' }); } }, 150);
        }`,
      expect: { metrics: { checks: { passes: 1 }, iteration_duration: { avg: 450 } } },
    },
    {
      shows: 'timers in promises',
      script: `
        import { check } from 'k6';
        const wait = ms => new Promise(done => setTimeout(done, ms));
        export default async function () {
          const begin = Date.now();
          await wait(300);
          await Promise.all([wait(100), wait(200)]);
          check(Date.now() - begin, { 'half a second': ms => ms === 500 });
        }`,
      expect: { metrics: { iteration_duration: { avg: 500 } } },
    },
    {
      shows: 'encoding: base64 in its variants',
      script: `
        import { b64encode, b64decode } from 'k6/encoding';
        import encoding from 'k6/encoding';
        import { check } from 'k6';
        export default function () {
          check(null, {
            std: () => b64encode('subjects?_d=1') === 'c3ViamVjdHM/X2Q9MQ==',
            rawstd: () => b64encode('subjects?_d=1', 'rawstd') === 'c3ViamVjdHM/X2Q9MQ',
            url: () => encoding.b64encode('subjects?_d=1', 'url') === 'c3ViamVjdHM_X2Q9MQ==',
            rawurl: () => b64encode('subjects?_d=1', 'rawurl') === 'c3ViamVjdHM_X2Q9MQ',
            bytes: () => b64encode(new Uint8Array([255, 254]).buffer) === '//4=',
            text: () => b64decode('aGVsbG8=', 'std', 's') === 'hello',
            'array buffer': () => new Uint8Array(b64decode('aGVsbG8'  + '='))[1] === 101,
          });
        }`,
    },
    {
      shows: 'crypto: digests',
      script: `
        import crypto, { md5, sha1, sha256, sha512, hmac } from 'k6/crypto';
        import { check } from 'k6';
        export default function () {
          check(null, {
            md5: () => md5('hello world!', 'hex') === 'fc3ff98e8c6a0d3087d515c0473f8677',
            sha1: () => sha1('hello world!', 'hex') === '430ce34d020724ed75a196dfc2ad67c77772d169',
            sha256: () => sha256('hello world!', 'hex') === '7509e5bda0c762d2bac7f90d758b5b2263fa01ccbc542ab5e3df163be08e6ca9',
            'sha512 length': () => sha512('x', 'hex').length === 128,
            hmac: () => hmac('sha256', 'a secret', 'my data', 'hex') === '82f669c8fde13aef6d6977257588dc4953dfac505428f8fd6b52e19cd96d7ea5',
            base64: () => md5('hello world!', 'base64') === '/D/5joxqDTCH1RXARz+Gdw==',
            binary: () => new Uint8Array(md5('x', 'binary')).length === 16,
            default: () => crypto.md5('x', 'hex') === md5('x', 'hex'),
          });
        }`,
    },
    {
      shows: 'crypto: hashers that are fed bit by bit, random bytes',
      script: `
        import { createHash, createHMAC, ripemd160, randomBytes, sha256 } from 'k6/crypto';
        import { check } from 'k6';
        export default function () {
          const hash = createHash('sha256');
          hash.update('hello ');
          hash.update('world!');
          const mac = createHMAC('sha1', 'key');
          mac.update('data');
          check(null, {
            hash: () => hash.digest('hex') === sha256('hello world!', 'hex'),
            hmac: () => mac.digest('hex') === '104152c5bfdca07bc633eebd46199f0255c9f49d',
            random: () => new Uint8Array(randomBytes(7)).length === 7,
            ripemd: () => ripemd160('abc', 'hex') === '8eb208f7e05d987a9b044a8e98c6b087f15a0bfc',
          });
        }`,
    },
  ],
};

export const GLOBALS: Section = {
  section: '§1 globals',
  cases: [
    {
      shows: 'console in its levels',
      script: `
        export default function () {
          console.log('text', 1, { a: [1] });
          console.debug('d'); console.info('i'); console.warn('w'); console.error('e');
        }`,
      expect: { logged: ['info: text 1 {"a":[1]}', 'debug: d', 'info: i', 'warning: w', 'error: e'] },
    },
    {
      shows: '__ENV: -e, and what the drill gives',
      env: { STAGE: 'canary' },
      script: `
        import { check } from 'k6';
        export const options = { vus: Number(__ENV.VUS || 2), iterations: 2 };
        export default function () {
          check(__ENV, { given: e => e.STAGE === 'canary', drill: e => e.PEAK === '10' && e.REGION === 'test', absent: e => e.NOTHING === undefined });
        }`,
      expect: { metrics: { checks: { passes: 6 } } },
    },
    {
      shows: 'the env of a scenario goes over -e',
      env: { STAGE: 'canary', KEPT: 'yes' },
      script: `
        import { check } from 'k6';
        export const options = { scenarios: { a: { executor: 'shared-iterations', env: { STAGE: 'own' } }, b: { executor: 'shared-iterations', exec: 'b' } } };
        export default function () { check(__ENV, { own: e => e.STAGE === 'own' && e.KEPT === 'yes' }); }
        export function b() { check(__ENV, { general: e => e.STAGE === 'canary' }); }`,
    },
    {
      shows: '__VU and __ITER',
      script: `
        import { check } from 'k6';
        check(null, {}) ;`.replace(
        'check(null, {}) ;',
        `const atInit = __VU;
        export const options = { scenarios: { a: { executor: 'per-vu-iterations', vus: 2, iterations: 2 } } };
        const seen = [];
        export default function () {
          seen.push(__ITER);
          check(null, { 'zero at first': () => atInit === 0, vu: () => __VU === 1 || __VU === 2, iteration: () => __ITER === seen.length - 1 });
        }
        export function setup() { return __VU; }
        export function teardown(vu) { if (vu !== 0) throw new Error('setup ran as VU ' + vu); }`,
      ),
      expect: { metrics: { checks: { passes: 12 } } },
    },
    {
      shows: 'open: text and bytes, relative to the file that calls',
      files: { 'data/a.txt': 'äöü', 'lib/read.js': "export const text = open('../data/a.txt');" },
      script: `
        import { text } from './lib/read.js';
        import { check } from 'k6';
        const bytes = open('./data/a.txt', 'b');
        export default function () {
          check(null, { text: () => text === 'äöü', bytes: () => bytes.byteLength === 6, resolve: () => import.meta.resolve('./x').endsWith('/x') });
        }`,
    },
    {
      shows: 'open: a file that is not there',
      script: `const text = open('./nothing.csv');\nexport default function () {}`,
      expect: {
        exit: 107,
        reason: expect.stringMatching(/open\('\.\/nothing\.csv'\): cannot read [^]*ENOENT[^]*script\.js:1:14/),
      },
    },
    {
      shows: 'open in an iteration throws',
      files: { 'a.txt': 'a' },
      script: `export default function () { open('./a.txt'); }`,
      expect: { ...FAILS, exceptions: [{ text: expect.stringContaining('open() works only in the init context') }] },
    },
    {
      shows: 'require of modules and of local files',
      files: { 'double.js': 'module.exports = { double: n => 2 * n };' },
      script: `
        const { check } = require('k6');
        const http = require('k6/http');
        const { double } = require('./double.js');
        module.exports.options = { iterations: 2 };
        module.exports.default = function () {
          check(http.get('http://bin.test/get'), { ok: r => r.status === 200 && double(2) === 4 });
        };`,
      expect: { metrics: { checks: { passes: 2 } } },
    },
    {
      shows: 'crypto: UUIDs and random values, which follow the seed',
      script: `
        import { check } from 'k6';
        export default function () {
          const uuid = crypto.randomUUID();
          const bytes = crypto.getRandomValues(new Uint8Array(8));
          check(null, { uuid: () => /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(uuid), bytes: () => bytes.some(b => b > 0) });
        }`,
    },
    {
      shows: 'TextEncoder and TextDecoder',
      script: `
        import { check } from 'k6';
        export default function () { check(new TextDecoder().decode(new TextEncoder().encode('grüße')), { same: t => t === 'grüße' }); }`,
    },
    {
      shows: 'Date follows the Clock',
      script: `
        import { check, sleep } from 'k6';
        export default function () {
          const begin = new Date();
          sleep(90);
          check(null, {
            date: () => new Date() - begin === 90000,
            now: () => Date.now() === begin.getTime() + 90000,
            year: () => new Date().getUTCFullYear() === 2026,
            given: () => new Date('2020-01-02T03:04:05Z').getTime() === 1577934245000,
            type: () => begin instanceof Date && typeof Date.UTC(2020, 1) === 'number',
          });
        }`,
    },
    ...[
      'process',
      'Buffer',
      'fetch',
      'URL',
      'URLSearchParams',
      'global',
      'globalThis.process',
      'globalThis.require',
      'XMLHttpRequest',
      'structuredClone',
      'setImmediate',
      'queueMicrotask',
    ].map(
      (name): Case => ({
        shows: `there is no ${name}, as in k6`,
        script: `export default function () { if (typeof ${name} !== 'undefined') throw new Error(typeof ${name}); }`,
      }),
    ),
  ],
};

export const JSLIB: Section = {
  section: '§1 jslib.k6.io',
  cases: [
    {
      shows: 'k6-utils',
      script: `
        import { randomIntBetween, randomItem, randomString, uuidv4, findBetween } from 'https://jslib.k6.io/k6-utils/1.4.0/index.js';
        import { check } from 'k6';
        export default function () {
          check(null, {
            int: () => { const n = randomIntBetween(3, 5); return Number.isInteger(n) && n >= 3 && n <= 5; },
            item: () => ['a', 'b'].includes(randomItem(['a', 'b'])),
            text: () => /^[a-z]{8}$/.test(randomString(8)) && /^[xy]{4}$/.test(randomString(4, 'xy')),
            uuid: () => uuidv4().length === 36,
            between: () => findBetween('<b>bold</b>', '<b>', '</b>') === 'bold',
          });
        }`,
    },
    {
      shows: 'k6-summary: textSummary and jUnit',
      script: `
        import { textSummary, jUnit } from 'https://jslib.k6.io/k6-summary/0.1.0/index.js';
        import http from 'k6/http';
        export const options = { thresholds: { http_req_duration: ['p(95)<500'] } };
        export default function () { http.get('http://bin.test/get'); }
        export function handleSummary(data) {
          return { stdout: textSummary(data, { indent: ' ', enableColors: false }), 'junit.xml': jUnit(data) };
        }`,
      expect: {
        summary: {
          stdout: expect.stringMatching(/✓ 'p\(95\)<500' p\(95\)=0s[^]*http_reqs\.+: 1 /),
          'junit.xml': expect.stringContaining('<testcase name="http_req_duration - p(95)&lt;500"'),
        },
      },
    },
    {
      shows: 'url and form-urlencoded',
      script: `
        import { URL, URLSearchParams } from 'https://jslib.k6.io/url/1.0.0/index.js';
        import urlencode from 'https://jslib.k6.io/form-urlencoded/3.0.0/index.js';
        import http from 'k6/http';
        import { check } from 'k6';
        export default function () {
          const url = new URL('http://bin.test/get');
          url.searchParams.append('utm_medium', 'organic');
          url.searchParams.append('source', 'k6 & co');
          check(http.get(url.toString()), { args: r => r.json('args.source') === 'k6 & co' });
          check(new URLSearchParams([['a', '1']]).toString(), { search: t => t === 'a=1' });
          check(urlencode({ a: { b: 1 } }), { form: t => decodeURIComponent(t) === 'a[b]=1' });
        }`,
    },
  ],
};
