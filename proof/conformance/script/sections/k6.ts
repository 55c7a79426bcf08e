import { expect } from 'vitest';
import type { Section } from '../case.ts';

export const K6: Section = {
  section: 'k6-contract §1 k6: check, fail, group, sleep, randomSeed',
  cases: [
    {
      shows: 'check gives true when all hold, and counts each',
      script: `
        import { check } from 'k6';
        export default function () {
          const all = check({ status: 200, body: 'ok' }, {
            'is 200': r => r.status === 200,
            'has a body': r => r.body.length > 0,
          });
          if (all !== true) throw new Error('check gave ' + all);
        }`,
      expect: { metrics: { checks: { rate: 1, passes: 2, fails: 0 } } },
    },
    {
      shows: 'check gives false when one does not hold, and evaluates the others',
      script: `
        import { check } from 'k6';
        export default function () {
          const all = check(5, { 'is 4': n => n === 4, 'is odd': n => n % 2 === 1 });
          if (all !== false) throw new Error('check gave ' + all);
        }`,
      expect: { failedChecks: ['::is 4'], metrics: { checks: { rate: 0.5, passes: 1, fails: 1 } } },
    },
    {
      shows: 'check evaluates in the order of the keys',
      script: `
        import { check } from 'k6';
        export default function () {
          const order = [];
          check(null, { b: () => order.push('b'), a: () => order.push('a'), c: () => order.push('c') });
          if (order.join('') !== 'bac') throw new Error(order.join(''));
        }`,
    },
    {
      shows: 'check takes plain values too, by their truth',
      script: `
        import { check } from 'k6';
        export default function () {
          check(null, { 'a value': 1, 'text': 'x' });
          if (check(null, { nothing: '' })) throw new Error('empty text is not true');
        }`,
      expect: { failedChecks: ['::nothing'] },
    },
    {
      shows: 'a check that throws is a failed one, then the exception goes on',
      script: `
        import { check } from 'k6';
        export default function () {
          check(null, { 'has length': v => v.length > 0, 'not reached': () => true });
        }`,
      expect: {
        exit: 90,
        failedChecks: ['::has length'],
        metrics: { checks: { passes: 0, fails: 1 } },
        iterations: { failed: 1 },
        exceptions: [
          {
            count: 1,
            text: expect.stringMatching(
              /^TypeError: Cannot read properties of null[^\n]*\n {4}at has length \(script\.js:4:46\)\n {4}at default \(script\.js:4:11\)$/,
            ),
          },
        ],
        logged: [expect.stringContaining('TypeError')],
        reasons: expect.anything(),
      },
    },
    {
      shows: 'names of checks may not hold ::',
      script: `
        import { check } from 'k6';
        export default function () {
          try { check(1, { 'a::b': () => true }); } catch (e) { if (/'::'/.test(e.message)) return; }
          throw new Error('accepted');
        }`,
    },
    {
      shows: 'check takes tags',
      script: `
        import { check } from 'k6';
        export const options = { thresholds: { 'checks{kind:slow}': ['rate==0'], 'checks{kind:fast}': ['rate==1'] } };
        export default function () {
          check(1, { one: v => v === 1 }, { kind: 'fast' });
          check(1, { two: v => v === 2 }, { kind: 'slow' });
        }`,
      expect: {
        failedChecks: ['::two'],
        thresholds: { 'checks{kind:slow} rate==0': true, 'checks{kind:fast} rate==1': true },
      },
    },
    {
      shows: 'fail ends the iteration, not the run',
      script: `
        import { fail } from 'k6';
        export const options = { iterations: 2 };
        let after = 0;
        export default function () { if (__ITER === 0) { fail('no such user'); } after++; if (after !== 1) throw new Error(); }`,
      expect: {
        exit: 90,
        iterations: { completed: 1, failed: 1 },
        exceptions: [{ count: 1, text: expect.stringContaining('Error: no such user') }],
        logged: expect.anything(),
        reasons: expect.anything(),
      },
    },
    {
      shows: 'group gives what its function returns, and nests',
      script: `
        import { check, group, sleep } from 'k6';
        export default function () {
          const value = group('outer', () => {
            sleep(1);
            return group('inner', function () { sleep(0.5); check(1, { one: v => v === 1 }); return 7; });
          });
          check(value, { seven: v => v === 7 });
        }
        export function handleSummary(data) {
          const outer = data.root_group.groups[0];
          const inner = outer.groups[0];
          return { tree: [outer.path, inner.path, inner.checks[0].path, data.root_group.checks[0].path].join(' ') };
        }`,
      expect: {
        summary: { tree: '::outer ::outer::inner ::outer::inner::one ::seven' },
        metrics: { group_duration: { min: 500, max: 1500 }, iteration_duration: { avg: 1500 } },
      },
    },
    {
      shows: 'samples in a group carry its tag',
      script: `
        import http from 'k6/http';
        import { group } from 'k6';
        export const options = {
          thresholds: { 'http_reqs{group:::a::b}': ['count==1'], 'http_reqs{group:::a}': ['count==2'], 'http_reqs{group:}': ['count==1'] },
        };
        export default function () {
          group('a', () => {
            http.get('http://bin.test/get');
            group('b', () => http.get('http://bin.test/get'));
            http.get('http://bin.test/get');
          });
          http.get('http://bin.test/get');
        }`,
      expect: { metrics: { http_reqs: { count: 4 } } },
    },
    {
      shows: 'a group left by an exception is left',
      script: `
        import { check, group, sleep } from 'k6';
        export default function () {
          try { group('breaks', () => { sleep(0.1); throw new Error('inside'); }); } catch { }
          check(1, { outside: v => v === 1 });
        }
        export function handleSummary(data) { return { at: data.root_group.checks[0].path }; }`,
      expect: { summary: { at: '::outside' }, metrics: { group_duration: { avg: 100 } } },
    },
    {
      shows: 'sleep takes fractions; zero and negative times pass at once',
      script: `
        import { sleep } from 'k6';
        export default function () { sleep(1.25); sleep(0); sleep(-3); }`,
      expect: { metrics: { iteration_duration: { avg: 1250 } } },
    },
    {
      shows: 'sleep without a number throws',
      script: `
        import { sleep } from 'k6';
        export default function () { try { sleep('soon'); } catch (e) { return; } throw new Error('slept'); }`,
    },
    {
      shows: 'randomSeed makes every VU draw the same numbers',
      script: `
        import { check, randomSeed } from 'k6';
        import { Trend } from 'k6/metrics';
        export const options = { vus: 3, iterations: 3 };
        randomSeed(123456789);
        const drawn = new Trend('drawn');
        export default function () { drawn.add(Math.random()); }
        export function handleSummary({ metrics }) {
          const { min, max } = metrics.drawn.values;
          return { same: String(min === max && min > 0 && min < 1) };
        }`,
      expect: { summary: { same: 'true' } },
    },
    {
      shows: 'Math.random follows the seed and differs from iteration to iteration',
      script: `
        import { Trend } from 'k6/metrics';
        export const options = { iterations: 50 };
        const drawn = new Trend('drawn');
        export default function () { drawn.add(Math.random()); }`,
      expect: { metrics: { drawn: { min: expect.closeTo(0, 1), max: expect.closeTo(1, 1) } } },
    },
  ],
};
