import { expect } from 'vitest';
import type { Section } from '../script/case.ts';

export const STRICTER: Section = {
  section: 'k6-contract §6 where we are stricter, on purpose',
  cases: [
    {
      shows: 'a threshold on a metric without samples is inconclusive, and says which; a counter is then 0',
      script: `
        import { Trend } from 'k6/metrics';
        new Trend('unused');
        export const options = { thresholds: { unused: ['avg<5'], 'http_reqs{page:none}': ['count<5'], dropped_iterations: ['count<1'] } };
        export default function () {}`,
      expect: {
        exit: 90,
        thresholds: { 'unused avg<5': false, 'http_reqs{page:none} count<5': true, 'dropped_iterations count<1': true },
        reasons: ['Threshold unused avg<5 could not be judged: the metric has no samples.'],
      },
    },
    {
      shows: 'a failed request took the time that it took to fail',
      script: `
        import http from 'k6/http';
        export default function () { http.get('http://bin.test/silence', { timeout: '3s' }); }`,
      expect: { metrics: { http_req_duration: { min: 3000 } } },
    },
    {
      shows: 'exceptions in over 1 % of iterations are inconclusive, and counted',
      script: `
        export const options = { iterations: 100 };
        export default function () { if (__ITER % 20 === 0) throw new Error('now and then'); }`,
      expect: {
        exit: 90,
        iterations: { failed: 5 },
        exceptions: [{ count: 5 }],
        logged: { length: 4 },
        reasons: [expect.stringContaining('5')],
      },
    },
    {
      shows: 'exceptions in up to 1 % are only counted',
      script: `
        export const options = { iterations: 100 };
        export default function () { if (__ITER === 20) throw new Error('once'); }`,
      expect: { exceptions: [{ count: 1 }], logged: { length: 1 } },
    },
    {
      shows: 'iterations dropped over 0.1 % are inconclusive, and it says how many VUs it would have taken',
      script: `
        import { sleep } from 'k6';
        export const options = { scenarios: { a: { executor: 'constant-arrival-rate', rate: 50, duration: '10s', preAllocatedVUs: 10 } } };
        export default function () { sleep(1); }`,
      expect: {
        exit: 90,
        logged: { length: 1 },
        iterations: { due: 500 },
        metrics: { dropped_iterations: { count: expect.any(Number) } },
        reasons: [expect.stringMatching(/dropped.*VUs/)],
      },
    },
    {
      shows: 'a threshold that is broken fails the run even if iterations were dropped',
      script: `
        import { sleep } from 'k6';
        export const options = { thresholds: { iterations: ['count>1000'] }, scenarios: { a: { executor: 'constant-arrival-rate', rate: 50, duration: '2s', preAllocatedVUs: 10 } } };
        export default function () { sleep(1); }`,
      expect: { exit: 99, logged: { length: 1 }, reasons: expect.anything() },
    },
    {
      shows: 'histograms keep three significant digits',
      script: `
        import { Trend } from 'k6/metrics';
        const t = new Trend('t');
        export const options = { iterations: 9000, summaryTrendStats: ['med', 'p(99)', 'count'] };
        export default function () { t.add(__ITER); }`,
      expect: {
        metrics: {
          t: {
            med: expect.toSatisfy((v: number) => Math.abs(v / 4_500 - 1) < 0.001),
            'p(99)': expect.toSatisfy((v: number) => Math.abs(v / 8_910 - 1) < 0.001),
            count: 9_000,
          },
        },
      },
    },
  ],
};
