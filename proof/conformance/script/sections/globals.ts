import { expect } from 'vitest';
import type { Case, Section } from '../case.ts';

/** An iteration that throws: counted, logged, and reason enough to doubt the run. */
const FAILS = { exit: 90, reasons: expect.anything(), logged: expect.anything() };

export const GLOBALS: Section = {
  section: 'k6-contract §1 globals',
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
        reason: expect.stringMatching(/open\('\.\/nothing\.csv'\): cannot read [\s\S]*ENOENT[\s\S]*script\.js:1:14/),
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
