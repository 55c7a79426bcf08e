import { expect } from 'vitest';
import type { Section } from '../case.ts';

export const HTTP_BATCH: Section = {
  section: 'k6-contract §1 k6/http: batch and asyncRequest',
  cases: [
    {
      shows: 'an array of texts, arrays and objects, answered in their order',
      script: `
        import http from 'k6/http';
        import { check } from 'k6';
        export default function () {
          const list = http.batch([
            'http://bin.test/delay/0.3',
            ['POST', 'http://bin.test/post', 'two', { tags: { kind: 'post' } }],
            { method: 'PUT', url: 'http://bin.test/put', body: 'three', params: { headers: { 'X-Three': '3' } } },
          ]);
          check(list, {
            three: l => l.length === 3,
            first: l => l[0].url === 'http://bin.test/delay/0.3',
            second: l => l[1].json('data') === 'two',
            third: l => l[2].json('headers.X-Three') === '3' && l[2].json('method') === 'PUT',
          });
        }`,
      expect: { metrics: { iteration_duration: { avg: 300 }, http_reqs: { count: 3 } } },
    },
    {
      shows: 'an object of requests is answered by its names',
      script: `
        import http from 'k6/http';
        import { check } from 'k6';
        export default function () {
          const found = http.batch({ page: 'http://bin.test/', text: { method: 'GET', url: 'http://bin.test/text' } });
          check(found, { page: f => f.page.status === 200, text: f => f.text.body === 'plain text' });
        }`,
    },
    {
      shows: 'runs at most six at a time to one host, and as many as batchPerHost says',
      script: `
        import http from 'k6/http';
        export const options = { iterations: 1 };
        export default function () { http.batch(Array(12).fill('http://bin.test/delay/1')); }`,
      expect: { metrics: { iteration_duration: { avg: 2000 } } },
    },
    {
      shows: 'batchPerHost and batch limit it',
      script: `
        import http from 'k6/http';
        export const options = { batchPerHost: 10, batch: 4 };
        export default function () { http.batch(Array(12).fill('http://bin.test/delay/1')); }`,
      expect: { metrics: { iteration_duration: { avg: 3000 } } },
    },
    {
      shows: 'a failed request is one of the answers',
      script: `
        import http from 'k6/http';
        import { check } from 'k6';
        export default function () {
          const [good, bad] = http.batch(['http://bin.test/get', 'http://nobody.test/']);
          check(null, { good: good.status === 200, bad: bad.status === 0 && bad.error_code === 1212 });
        }`,
    },
    {
      shows: 'asyncRequest with await',
      script: `
        import http from 'k6/http';
        import { check } from 'k6';
        export default async function () {
          const res = await http.asyncRequest('GET', 'http://bin.test/delay/0.2');
          check(res, { ok: r => r.status === 200 });
        }`,
      expect: { metrics: { iteration_duration: { avg: 200 } } },
    },
    {
      shows: 'asyncRequests run side by side, and the iteration waits for them',
      script: `
        import http from 'k6/http';
        import { check } from 'k6';
        export default function () {
          const all = [0.3, 0.1, 0.2].map(s => http.asyncRequest('GET', 'http://bin.test/delay/' + s));
          Promise.race(all).then(r => check(r, { fastest: r => r.url.endsWith('0.1') }));
          return Promise.all(all).then(list => check(list, { 'all of them': l => l.length === 3 && l[0].url.endsWith('0.3') }));
        }`,
      expect: { metrics: { checks: { passes: 2 }, iteration_duration: { avg: 300 } } },
    },
    {
      shows: 'a rejected promise that nobody handles fails the iteration',
      script: `
        import http from 'k6/http';
        export default async function () {
          await http.asyncRequest('GET', 'http://nobody.test/', null, { throw: true });
        }`,
      // It follows a failed request: that is the system's doing, but nothing of the script has been tried.
      expect: {
        exit: 90,
        reasons: [expect.stringContaining('ended with an exception after one of their requests had failed')],
        iterations: { failed: 1 },
        exceptions: [{ count: 1, text: expect.stringContaining('connection refused') }],
        logged: expect.anything(),
      },
    },
  ],
};
