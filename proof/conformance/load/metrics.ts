import { expect } from 'vitest';
import type { Case, Section } from '../script/case.ts';

export const METRICS: Section = {
  section: 'k6-contract §4 metrics and tags',
  cases: [
    {
      shows: 'every built-in metric of a run with its type',
      script: `
        import http from 'k6/http';
        import { check, group, sleep } from 'k6';
        export const options = { vus: 2, duration: '2s' };
        export default function () { group('g', () => { check(http.get('http://bin.test/get'), { ok: r => r.status === 200 }); }); sleep(1); }
        export function handleSummary({ metrics }) {
          return { types: Object.entries(metrics).map(([name, m]) => name + ':' + m.type + ':' + m.contains).sort().join(' ') };
        }`,
      expect: {
        summary: {
          types: [
            'checks:rate:default data_received:counter:data data_sent:counter:data group_duration:trend:time',
            'http_req_blocked:trend:time http_req_connecting:trend:time http_req_duration:trend:time',
            'http_req_duration{expected_response:true}:trend:time http_req_failed:rate:default http_req_receiving:trend:time',
            'http_req_sending:trend:time http_req_tls_handshaking:trend:time http_req_waiting:trend:time http_reqs:counter:default',
            'iteration_duration:trend:time iterations:counter:default vus:gauge:default vus_max:gauge:default',
          ].join(' '),
        },
      },
    },
    ...(
      [
        ['method', 'POST', "http.post('http://bin.test/post')"],
        ['status', '404', "http.get('http://bin.test/status/404')"],
        ['url', 'http://bin.test/get?x=1', "http.get('http://bin.test/get?x=1')"],
        ['name', 'http://bin.test/get?x=1', "http.get('http://bin.test/get?x=1')"],
        ['name', 'Home', "http.get('http://bin.test/get', { tags: { name: 'Home' } })"],
        ['url', 'Home', "http.get('http://bin.test/get', { tags: { name: 'Home' } })"],
        ['proto', 'HTTP/1.1', "http.get('http://bin.test/get')"],
        ['scenario', 'default', "http.get('http://bin.test/get')"],
        ['expected_response', 'false', "http.get('http://bin.test/status/500')"],
        ['error_code', '1503', "http.get('http://bin.test/status/503')"],
        ['error_code', '1212', "http.get('http://nobody.test/')"],
        ['error', 'dial: connection refused', "http.get('http://nobody.test/')"],
      ] as const
    ).map(
      ([tag, value, call]): Case => ({
        shows: `requests carry ${tag}: ${value}`,
        script: `
          import http from 'k6/http';
          export const options = { thresholds: { 'http_req_duration{${tag}:${value}}': ['max>=0'], 'http_reqs{${tag}:${value}}': ['count==1'] } };
          export default function () { ${call}; http.put('http://bin.test/anything/other', 'x', { tags: { name: 'other' } }); }`,
        // Where both requests carry it, it is both that count.
        expect:
          tag === 'proto' || tag === 'scenario'
            ? { exit: 99, reasons: expect.anything(), thresholds: { [`http_reqs{${tag}:${value}} count==1`]: false } }
            : { thresholds: { [`http_reqs{${tag}:${value}} count==1`]: true } },
      }),
    ),
    {
      shows: 'checks carry the tag check, and setup and teardown a group',
      script: `
        import { check } from 'k6';
        import http from 'k6/http';
        export const options = {
          thresholds: { 'checks{check:is ok}': ['rate==1'], 'http_reqs{group:::setup}': ['count==1'], 'http_reqs{group:::teardown}': ['count==2'] },
        };
        export function setup() { http.get('http://bin.test/get'); }
        export default function () { check(1, { 'is ok': v => v === 1, 'is not': v => v !== 1 }); }
        export function teardown() { http.get('http://bin.test/get'); http.get('http://bin.test/get'); }`,
      expect: { failedChecks: ['::is not'] },
    },
    {
      shows: "options.tags, --tag, scenario's tags and request's tags",
      tags: { testid: 'nightly', env: 'ci' },
      script: `
        import http from 'k6/http';
        export const options = {
          tags: { team: 'id', env: 'dev' },
          scenarios: { a: { executor: 'shared-iterations', tags: { part: 'a' } } },
          thresholds: {
            'http_reqs{testid:nightly,team:id,env:ci,part:a,own:1}': ['count==1'],
            'iterations{testid:nightly,part:a}': ['count==1'],
          },
        };
        export default function () { http.get('http://bin.test/get', { tags: { own: '1' } }); }`,
    },
    {
      shows: 'each hop of a redirect is a request',
      script: `
        import http from 'k6/http';
        export const options = { thresholds: { 'http_reqs{status:302}': ['count==2'], 'http_reqs{status:200}': ['count==1'] } };
        export default function () { http.get('http://bin.test/redirect/2'); }`,
    },
    {
      shows: 'statuses from 200 to 399 are expected',
      script: `
        import http from 'k6/http';
        export default function () { for (const s of [200, 204, 304, 399, 400, 404, 500]) http.get('http://bin.test/status/' + s); }`,
      expect: { metrics: { http_req_failed: { passes: 3, fails: 4 }, http_reqs: { count: 7 } } },
    },
    {
      shows: 'http_req_duration{expected_response:true} is there by itself',
      script: `
        import http from 'k6/http';
        export default function () { http.get('http://bin.test/delay/0.2'); http.get('http://bin.test/status/500'); }`,
      expect: {
        metrics: {
          http_req_duration: { min: 0, max: 200 },
          'http_req_duration{expected_response:true}': { min: 200, max: 200 },
        },
      },
    },
    {
      shows: 'vus and vus_max every second',
      script: `
        import { sleep } from 'k6';
        export const options = { scenarios: { a: { executor: 'ramping-vus', startVUs: 1, stages: [{ duration: '4s', target: 5 }, { duration: '2s', target: 5 }], gracefulRampDown: '0s', gracefulStop: '0s' } } };
        export default function () { sleep(0.5); }`,
      expect: { metrics: { vus: { min: 1, max: 5 }, vus_max: { value: 5, min: 5, max: 5 } } },
    },
    {
      shows: 'data_sent and data_received in bytes',
      script: `
        import http from 'k6/http';
        export default function () { http.post('http://bin.test/bytes/1000', 'x'.repeat(500)); }`,
      expect: {
        metrics: { data_sent: { count: expect.closeTo(530, -2) }, data_received: { count: expect.closeTo(1060, -2) } },
      },
    },
    {
      shows: 'the error codes of answers',
      script: `
        import http from 'k6/http';
        import { check } from 'k6';
        export default function () {
          for (const s of [400, 401, 429, 500, 504]) check(http.get('http://bin.test/status/' + s), { ['code of ' + s]: r => r.error_code === 1000 + s });
          check(http.get('http://bin.test/status/200'), { none: r => r.error_code === 0 });
        }`,
    },
    {
      shows: 'counts follow the system under test: the mock answers on BASE_URL',
      script: `
        import http from 'k6/http';
        import { check } from 'k6';
        export default function () {
          const res = http.get(__ENV.BASE_URL + '/v1.0/me/authentication/methods', { headers: { 'x-user': 'user1@test.example' } });
          check(res, { 'has methods': r => r.status === 200 && r.json('value.#') > 0 });
        }`,
      expect: { requests: { offered: 1, served: 1, good: 1 } },
    },
  ],
};
