import { expect } from 'vitest';
import type { Case, Section } from '../script/case.ts';

/** A threshold on `t`, a trend of 1 … 100, and what it is judged. */
function judged(expression: string, ok: boolean): Case {
  return {
    shows: `${expression} of a trend of 1 … 100 ${ok ? 'holds' : 'does not hold'}`,
    script: `
      import { Trend } from 'k6/metrics';
      const t = new Trend('t');
      export const options = { thresholds: { t: ['${expression}'] } };
      export default function () { for (let i = 1; i <= 100; i++) t.add(i); }`,
    expect: { thresholds: { [`t ${expression}`]: ok }, ...(ok ? {} : { exit: 99, reasons: expect.anything() }) },
  };
}

export const THRESHOLDS: Section = {
  section: 'k6-contract §5 thresholds',
  cases: [
    judged('avg<50.6', true),
    judged('avg < 50', false),
    judged('min==1', true),
    judged('max<=100', true),
    judged('max>=101', false),
    judged('med>49', true),
    judged('p(95)<96', true),
    judged('p(99.9)>99', true),
    judged('p(0)>=1', true),
    judged('p(90) < 80', false),
    judged('max===100', true),
    judged('max!=100', false),
    {
      shows: 'counters, gauges and rates',
      script: `
        import { Counter, Gauge, Rate } from 'k6/metrics';
        const c = new Counter('c'), g = new Gauge('g'), r = new Rate('r');
        export const options = {
          vus: 1, duration: '10s', minIterationDuration: '1s',
          thresholds: { c: ['count>9', 'rate>0.9', 'rate<1.2'], g: ['value<10', 'value>=9'], r: ['rate<=0.5', { threshold: 'rate>0.4' }] },
        };
        export default function () { c.add(1); g.add(__ITER); r.add(__ITER % 2 === 0); }`,
      expect: { thresholds: { 'c count>9': true, 'g value<10': true, 'r rate>0.4': true } },
    },
    {
      shows: 'one expression without a list, and a trend whose time is in ms',
      script: `
        import http from 'k6/http';
        export const options = { thresholds: { http_req_duration: 'p(95)<=250' } };
        export default function () { http.get('http://bin.test/delay/0.25'); }`,
    },
    {
      shows: 'a broken threshold: exit 99, after the run',
      script: `
        import http from 'k6/http';
        export const options = { iterations: 5, thresholds: { http_req_failed: ['rate<0.01'], http_reqs: ['count==5'] } };
        export default function () { http.get('http://bin.test/status/500'); }`,
      expect: {
        exit: 99,
        reasons: [expect.stringContaining('http_req_failed')],
        thresholds: { 'http_req_failed rate<0.01': false, 'http_reqs count==5': true },
        iterations: { completed: 5 },
      },
    },
    {
      shows: 'selectors of several tags, with spaces and quotes',
      script: `
        import http from 'k6/http';
        export const options = { thresholds: { 'http_reqs{method:GET, status:200}': ['count==2'], 'http_reqs{name:"a b"}': ['count==1'] } };
        export default function () { http.get('http://bin.test/get'); http.get('http://bin.test/get', { tags: { name: 'a b' } }); http.post('http://bin.test/post'); }`,
    },
    {
      shows: 'an empty list puts the submetric into the summary',
      script: `
        import http from 'k6/http';
        export const options = { thresholds: { 'http_req_duration{page:home}': [], 'http_req_duration{page:none}': [] } };
        export default function () { http.get('http://bin.test/delay/0.1', { tags: { page: 'home' } }); }`,
      expect: {
        metrics: { 'http_req_duration{page:home}': { max: 100 }, 'http_req_duration{page:none}': {} },
        thresholds: {},
      },
    },
    {
      shows: 'abortOnFail ends the run at the next evaluation, 2 s apart: exit 99, with teardown',
      script: `
        import http from 'k6/http';
        import { sleep } from 'k6';
        export const options = { vus: 1, duration: '1m', thresholds: { http_req_failed: [{ threshold: 'rate<0.5', abortOnFail: true }] } };
        export default function () { http.get('http://bin.test/status/' + (__ITER < 3 ? 200 : 500)); sleep(1); }
        export function teardown() { console.log('torn down'); }`,
      expect: {
        exit: 99,
        reason: "the threshold 'rate<0.5' of http_req_failed is broken (abortOnFail)",
        reasons: expect.anything(),
        thresholds: { 'http_req_failed rate<0.5': false },
        durationS: 6,
        logged: ['info: torn down'],
      },
    },
    {
      shows: 'delayAbortEval waits with it',
      script: `
        import http from 'k6/http';
        import { sleep } from 'k6';
        export const options = { vus: 1, duration: '1m', thresholds: { http_req_failed: [{ threshold: 'rate<0.5', abortOnFail: true, delayAbortEval: '9s' }] } };
        export default function () { http.get('http://bin.test/status/500'); sleep(1); }`,
      expect: { exit: 99, reason: expect.stringContaining('abortOnFail'), reasons: expect.anything(), durationS: 10 },
    },
    {
      shows: 'abortOnFail of a threshold that holds again by the end of its delay does nothing',
      script: `
        import http from 'k6/http';
        import { sleep } from 'k6';
        export const options = { vus: 1, duration: '20s', thresholds: { http_req_failed: [{ threshold: 'rate<0.5', abortOnFail: true, delayAbortEval: '10s' }] } };
        export default function () { http.get('http://bin.test/status/' + (__ITER < 4 ? 500 : 200)); sleep(1); }`,
      expect: { durationS: 20 },
    },
    ...(
      [
        [
          'an aggregation that the type does not have',
          "http_reqs: ['p(95)<5']",
          "options.thresholds['http_reqs']: a counter has no 'p(95)' (got 'p(95)<5'); allowed: count, rate",
        ],
        [
          'an unknown metric',
          "http_req_durations: ['avg<5']",
          expect.stringMatching(
            /^options\.thresholds\['http_req_durations'\]: no metric 'http_req_durations'; allowed: .*; did you mean 'http_req_duration'\?$/,
          ),
        ],
        [
          'an expression that is none',
          "http_reqs: ['count is 5']",
          expect.stringContaining("options.thresholds['http_reqs'][0]: not a threshold (got 'count is 5'); allowed:"),
        ],
        ['a percentile beyond 100', "http_req_duration: ['p(101)<5']", expect.stringContaining('not a threshold')],
        [
          'a selector that is not closed',
          "'http_reqs{a:b': ['count>1']",
          expect.stringContaining("the key lacks the closing '}'"),
        ],
        [
          'an unknown field',
          "http_reqs: [{ threshold: 'count>1', abort: true }]",
          expect.stringContaining('unknown field of a threshold'),
        ],
      ] as const
    ).map(
      ([shows, threshold, problem]): Case => ({
        shows: `104: ${shows}`,
        script: `export const options = { thresholds: { ${threshold} } };\nexport default function () {}`,
        expect: { exit: 104, problems: [problem] },
      }),
    ),
  ],
};
