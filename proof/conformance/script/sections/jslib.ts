import { expect } from 'vitest';
import type { Section } from '../case.ts';

export const JSLIB: Section = {
  section: 'k6-contract §1 jslib.k6.io',
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
          stdout: expect.stringMatching(/✓ 'p\(95\)<500' p\(95\)=0s[\s\S]*http_reqs\.+: 1 /),
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
    {
      shows: 'formdata: parts of several kinds as one body',
      script: `
        import { FormData } from 'https://jslib.k6.io/formdata/0.0.2/index.js';
        import http from 'k6/http';
        import { check } from 'k6';
        const image = open('./image.bin', 'b');
        export default function () {
          const form = new FormData();
          form.append('note', 'hi');
          form.append('image', http.file(image, 'image.bin', 'image/png'));
          const res = http.post('http://bin.test/post', form.body(), { headers: { 'Content-Type': 'multipart/form-data; boundary=' + form.boundary } });
          check(res.json(), {
            boundary: sent => sent.headers['Content-Type'].endsWith(form.boundary),
            parts: sent => sent.data.split('--' + form.boundary).length === 4 && sent.data.includes('filename="image.bin"') && sent.data.includes('bytes of it'),
          });
        }`,
      files: { 'image.bin': 'bytes of it' },
    },
    {
      shows: 'papaparse, also inside a SharedArray',
      script: `
        import papaparse from 'https://jslib.k6.io/papaparse/5.1.1/index.js';
        import { SharedArray } from 'k6/data';
        import { check } from 'k6';
        const users = new SharedArray('users', () => papaparse.parse(open('./users.csv'), { header: true }).data);
        export default function () { check(users, { rows: u => u.length === 2 && u[1].name === 'Bob, Jr.' }); }`,
      files: { 'users.csv': 'id,name\n1,Ann\n2,"Bob, Jr."' },
    },
    {
      shows: 'httpx: base URL, headers and tags of a session, and its batch',
      script: `
        import { Httpx, Get, Post } from 'https://jslib.k6.io/httpx/0.1.0/index.js';
        import { check } from 'k6';
        const session = new Httpx({ baseURL: 'http://bin.test', headers: { 'X-One': '1' }, timeout: 20000 });
        export const options = { thresholds: { 'http_reqs{flow:a}': ['count==4'] } };
        export default function () {
          session.addHeader('X-Two', '2');
          session.addTag('flow', 'a');
          check(session.get('/get', { headers: { 'X-Three': '3' } }), { headers: r => ['X-One', 'X-Two', 'X-Three'].every(name => r.json('headers.' + name)) });
          check(session.post('/post', { a: 'b' }), { form: r => r.json('form.a') === 'b' });
          check(session.batch([new Get('/get?n=1'), new Post('/post', 'x')], { tags: { name: 'both' } }), { both: ([a, b]) => a.json('args.n') === '1' && b.status === 200 });
        }`,
      expect: { thresholds: { 'http_reqs{flow:a} count==4': true } },
    },
    {
      shows: 'k6chaijs: assertions are checks, and one that fails ends its describe',
      script: `
        import { describe, expect } from 'https://jslib.k6.io/k6chaijs/4.3.4.3/index.js';
        import http from 'k6/http';
        export const options = { thresholds: { checks: ['rate>0.1'] } };
        export default function () {
          const good = describe('get', () => {
            const response = http.get('http://bin.test/json');
            expect(response.status, 'response status').to.equal(200);
            expect(response).to.have.validJsonBody();
            expect(response.json(), 'body').to.have.property('slideshow').that.is.an('object');
          });
          const bad = describe('fails', () => {
            expect(1, 'one').to.be.above(2);
            throw new Error('not reached');
          });
          if (!good || bad) throw new Error('wrong');
        }`,
      expect: {
        failedChecks: ['::fails::expected one to be above 2'],
        thresholds: expect.anything(),
      },
    },
    {
      shows: 'k6-testing: an assertion that fails ends the test',
      script: `
        import { expect } from 'https://jslib.k6.io/k6-testing/0.5.0/index.js';
        import http from 'k6/http';
        export const options = { iterations: 5, thresholds: { iterations: ['count<9'] } };
        export default function () {
          const response = http.get('http://bin.test/json');
          expect(response.status).toBe(200);
          expect(response.json('slideshow')).not.toBeNull();
          expect({ a: [1, { b: 2 }] }).toEqual({ a: [1, { b: 2 }] });
          expect([1, 2]).toContain(2);
          if (__ITER === 1) expect(response.status, 'status').toBeGreaterThan(300);
        }`,
      expect: {
        exit: 108,
        verdict: 'inconclusive',
        reason: 'test aborted: status: expect(200).toBeGreaterThan(300) does not hold',
        reasons: expect.anything(),
        thresholds: expect.anything(),
      },
    },
    {
      shows: 'k6-reporter',
      script: `
        import { htmlReport } from 'https://raw.githubusercontent.com/benc-uk/k6-reporter/main/dist/bundle.js';
        import { check } from 'k6';
        export default function () { check(1, { 'is <one>': v => v === 1 }); }
        export function handleSummary(data) { return { 'summary.html': htmlReport(data, { title: 'Mine' }) }; }`,
      expect: {
        summary: {
          'summary.html': expect.stringMatching(/<h1>Mine<\/h1>[\s\S]*is &#60;one&#62;<\/td><td>1<\/td><td>0/),
        },
      },
    },
  ],
};
