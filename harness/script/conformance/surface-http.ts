import { expect } from 'vitest';
import type { Section } from './case.ts';

export const METHODS: Section = {
  section: '§1 k6/http: methods',
  cases: [
    {
      shows: 'get',
      script: `
        import http from 'k6/http';
        import { check } from 'k6';
        export default function () {
          const res = http.get('http://bin.test/get?a=1&b=two');
          check(res, {
            status: r => r.status === 200,
            args: r => r.json('args.b') === 'two',
            method: r => r.json().method === 'GET',
            'no body': r => r.json('data') === '',
          });
        }`,
      expect: { arrived: ['GET /get?a=1&b=two'], metrics: { http_reqs: { count: 1 }, http_req_failed: { rate: 0 } } },
    },
    {
      shows: 'named imports and a namespace import',
      script: `
        import { get, post as send } from 'k6/http';
        import * as all from 'k6/http';
        import { check } from 'k6';
        export default function () {
          check([get('http://bin.test/get'), send('http://bin.test/post', 'x'), all.put('http://bin.test/put', 'y')], {
            answered: list => list.every(r => r.status === 200),
          });
        }`,
      expect: { arrived: ['GET /get', 'POST /post', 'PUT /put'] },
    },
    {
      shows: 'post with text, and with JSON',
      script: `
        import http from 'k6/http';
        import { check } from 'k6';
        export default function () {
          check(http.post('http://bin.test/post', 'plain'), { text: r => r.json('data') === 'plain' && !r.json('headers.Content-Type') });
          const params = { headers: { 'Content-Type': 'application/json' } };
          check(http.post('http://bin.test/post', JSON.stringify({ name: 'Bert' }), params), { json: r => r.json('json.name') === 'Bert' });
        }`,
    },
    {
      shows: 'post with an object sends a form',
      script: `
        import http from 'k6/http';
        import { check } from 'k6';
        export default function () {
          const res = http.post('http://bin.test/post', { user: 'me', note: 'a b&c', n: 3 });
          check(res, {
            type: r => r.json('headers.Content-Type') === 'application/x-www-form-urlencoded',
            fields: r => r.json('form.note') === 'a b&c' && r.json('form.n') === '3',
          });
        }`,
    },
    {
      shows: 'post with a file sends multipart',
      files: { 'hello.txt': 'hello' },
      script: `
        import http from 'k6/http';
        import { check } from 'k6';
        const data = open('./hello.txt', 'b');
        export default function () {
          const res = http.post('http://bin.test/post', { field: 'x', file: http.file(data, 'hello.txt', 'text/plain') });
          const boundary = res.json('headers.Content-Type').split('boundary=')[1];
          check(res.json('data'), {
            field: text => text.includes('--' + boundary + '\\r\\nContent-Disposition: form-data; name="field"\\r\\n\\r\\nx\\r\\n'),
            file: text => text.includes('name="file"; filename="hello.txt"\\r\\nContent-Type: text/plain\\r\\n\\r\\nhello\\r\\n'),
            end: text => text.endsWith('--' + boundary + '--\\r\\n'),
          });
        }`,
    },
    {
      shows: 'post with bytes',
      script: `
        import http from 'k6/http';
        import { check } from 'k6';
        export default function () {
          const bytes = new Uint8Array([104, 105]);
          check(http.post('http://bin.test/post', bytes.buffer), { sent: r => r.json('data') === 'hi' });
        }`,
    },
    ...['put', 'patch', 'del', 'options'].map(method => ({
      shows: method,
      script: `
        import http from 'k6/http';
        import { check } from 'k6';
        export default function () {
          const res = http.${method}('http://bin.test/anything', 'body', { headers: { 'X-One': '1' } });
          check(res, {
            method: r => r.json('method') === '${method === 'del' ? 'DELETE' : method.toUpperCase()}',
            body: r => r.json('data') === 'body',
            header: r => r.json('headers.X-One') === '1',
          });
          check(http.${method}('http://bin.test/anything'), { 'without a body': r => r.json('data') === '' });
        }`,
    })),
    {
      shows: 'head',
      script: `
        import http from 'k6/http';
        import { check } from 'k6';
        export default function () { check(http.head('http://bin.test/text'), { ok: r => r.status === 200 }); }`,
      expect: { arrived: ['HEAD /text'] },
    },
    {
      shows: 'request with any method',
      script: `
        import http from 'k6/http';
        import { check } from 'k6';
        export default function () {
          check(http.request('PROPFIND', 'http://bin.test/anything', 'x', { tags: { a: '1' } }), { method: r => r.json('method') === 'PROPFIND' });
          check(http.request('get', 'http://bin.test/get'), { 'small letters': r => r.json('method') === 'GET' });
        }`,
    },
    {
      shows: 'url`` groups requests under their template',
      script: `
        import http from 'k6/http';
        export const options = {
          iterations: 3,
          thresholds: { 'http_reqs{name:http://bin.test/books/\${}}': ['count==3'] },
        };
        export default function () { http.get(http.url\`http://bin.test/books/\${__ITER + 1}\`); }`,
      expect: { arrived: ['GET /books/1', 'GET /books/2', 'GET /books/3'] },
    },
    {
      shows: 'an invalid URL is an answer of status 0',
      script: `
        import http from 'k6/http';
        import { check } from 'k6';
        export default function () {
          check(http.get('http://'), { failed: r => r.status === 0 && r.error_code === 1020 && r.error !== '' });
        }`,
      expect: { arrived: [] },
    },
  ],
};

export const BATCH: Section = {
  section: '§1 k6/http: batch and asyncRequest',
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
      // It follows a failed request: that is the system's doing, and no reason to doubt the script.
      expect: {
        iterations: { failed: 1 },
        exceptions: [{ count: 1, text: expect.stringContaining('connection refused') }],
        logged: expect.anything(),
      },
    },
  ],
};

export const COOKIES: Section = {
  section: '§1 k6/http: cookies',
  cases: [
    {
      shows: 'what a server sets goes back to it in the same iteration, and not in the next',
      script: `
        import http from 'k6/http';
        import { check } from 'k6';
        export const options = { iterations: 2 };
        export default function () {
          check(http.get('http://bin.test/cookies'), { 'empty at first': r => JSON.stringify(r.json('cookies')) === '{}' });
          const set = http.get('http://bin.test/cookies/set?session=abc', { redirects: 0 });
          check(set, { seen: r => r.cookies.session[0].value === 'abc' && r.cookies.session[0].path === '/' });
          check(http.get('http://bin.test/cookies'), { 'sent back': r => r.json('cookies.session') === 'abc' });
        }`,
    },
    {
      shows: 'noCookiesReset keeps them',
      script: `
        import http from 'k6/http';
        import { check } from 'k6';
        export const options = { iterations: 2, noCookiesReset: true };
        export default function () {
          check(http.get('http://bin.test/cookies'), { kept: r => (r.json('cookies.session') === 'abc') === (__ITER === 1) });
          http.get('http://bin.test/cookies/set?session=abc');
        }`,
    },
    {
      shows: 'the cookies param adds to the jar or replaces',
      script: `
        import http from 'k6/http';
        import { check } from 'k6';
        export default function () {
          check(http.get('http://bin.test/cookies', { cookies: { mine: 'yes' } }), { added: r => r.json('cookies.mine') === 'yes' });
          http.cookieJar().set('http://bin.test', 'mine', 'jar');
          const params = { cookies: { mine: { value: 'param', replace: true } } };
          check(http.get('http://bin.test/cookies', params), { replaced: r => r.json('cookies.mine') === 'param' });
          check(http.get('http://bin.test/cookies'), { 'only for that request': r => r.json('cookies.mine') === 'jar' });
        }`,
    },
    {
      shows: "the VU's jar: set, cookiesForURL, delete, clear",
      script: `
        import http from 'k6/http';
        import { check } from 'k6';
        export default function () {
          const jar = http.cookieJar();
          jar.set('http://bin.test', 'a', '1', { path: '/', max_age: 600 });
          jar.set('http://bin.test', 'b', '2', { path: '/books' });
          check(jar, {
            'by path': j => !('b' in j.cookiesForURL('http://bin.test/')) && j.cookiesForURL('http://bin.test/books/1').b[0] === '2',
            'by host': j => Object.keys(j.cookiesForURL('http://else.test/')).length === 0,
          });
          jar.delete('http://bin.test', 'a');
          check(jar, { deleted: j => !('a' in j.cookiesForURL('http://bin.test/')) });
          jar.clear('http://bin.test/books');
          check(jar, { cleared: j => Object.keys(j.cookiesForURL('http://bin.test/books')).length === 0 });
        }`,
    },
    {
      shows: 'a jar of its own, by the jar param',
      script: `
        import http, { CookieJar } from 'k6/http';
        import { check } from 'k6';
        export default function () {
          const jar = new http.CookieJar();
          jar.set('http://bin.test', 'own', '1');
          check(http.get('http://bin.test/cookies', { jar }), { sent: r => r.json('cookies.own') === '1' });
          check(http.get('http://bin.test/cookies'), { "not the VU's": r => r.json('cookies.own') === undefined });
          check(new CookieJar(), { named: j => Object.keys(j.cookiesForURL('http://bin.test')).length === 0 });
        }`,
    },
    {
      shows: 'several cookies of one answer',
      script: `
        import http from 'k6/http';
        import { check } from 'k6';
        export default function () {
          check(http.get('http://bin.test/cookies/set?one=1&two=2'), {
            both: r => r.json('cookies.one') === '1' && r.json('cookies.two') === '2',
            'where it ended': r => r.url === 'http://bin.test/cookies',
          });
        }`,
    },
  ],
};

export const PARAMS: Section = {
  section: '§1 k6/http: params and options',
  cases: [
    {
      shows: 'headers, whatever the type of their values',
      script: `
        import http from 'k6/http';
        import { check } from 'k6';
        export default function () {
          const res = http.get('http://bin.test/headers', { headers: { 'X-Text': 'a', 'x-number': 5, 'User-Agent': 'me/1.0' } });
          check(res.json('headers'), { text: h => h['X-Text'] === 'a', number: h => h['X-Number'] === '5', agent: h => h['User-Agent'] === 'me/1.0' });
        }`,
    },
    {
      shows: 'null params',
      script: `
        import http from 'k6/http';
        import { check } from 'k6';
        export default function () { check(http.get('http://bin.test/get', null), { ok: r => r.status === 200 }); }`,
    },
    {
      shows: 'tags, with values of any plain type',
      script: `
        import http from 'k6/http';
        export const options = { thresholds: { 'http_reqs{page:home}': ['count==1'], 'http_reqs{n:7}': ['count==1'] } };
        export default function () {
          http.get('http://bin.test/get', { tags: { page: 'home' } });
          http.get('http://bin.test/get', { tags: { n: 7 } });
        }`,
    },
    {
      shows: 'timeout as text and as a number of ms',
      script: `
        import http from 'k6/http';
        import { check } from 'k6';
        export default function () {
          check(http.get('http://bin.test/silence', { timeout: '1.5s' }), {
            'timed out': r => r.status === 0 && r.error_code === 1050 && r.error.includes('timeout'),
            'took its time': r => r.timings.duration === 1500,
          });
          check(http.get('http://bin.test/silence', { timeout: 500 }), { number: r => r.error_code === 1050 && r.timings.duration === 500 });
        }`,
      expect: { metrics: { iteration_duration: { avg: 2000 }, http_req_failed: { rate: 1 } } },
    },
    {
      shows: 'the timeout is 60 s unless said otherwise',
      script: `
        import http from 'k6/http';
        export default function () { http.get('http://bin.test/silence'); }`,
      expect: { metrics: { iteration_duration: { avg: 60_000 } } },
    },
    {
      shows: 'redirects are followed, ten at most, or as many as the param says',
      script: `
        import http from 'k6/http';
        import { check } from 'k6';
        export default function () {
          check(http.get('http://bin.test/redirect/3'), { arrived: r => r.status === 200 && r.url === 'http://bin.test/get' });
          check(http.get('http://bin.test/redirect/3', { redirects: 0 }), { 'not followed': r => r.status === 302 && r.headers.Location === '/redirect/2' });
          check(http.get('http://bin.test/redirect/20'), { 'at most ten': r => r.status === 302 });
        }`,
      expect: { metrics: { http_reqs: { count: 4 + 1 + 11 } } },
    },
    {
      shows: 'maxRedirects for all',
      script: `
        import http from 'k6/http';
        import { check } from 'k6';
        export const options = { maxRedirects: 1 };
        export default function () { check(http.get('http://bin.test/redirect/3'), { stopped: r => r.status === 302 }); }`,
      expect: { arrived: ['GET /redirect/3', 'GET /redirect/2'] },
    },
    {
      shows: 'a post that is redirected by 302 becomes a get, by 307 it is repeated',
      script: `
        import http from 'k6/http';
        import { check } from 'k6';
        export default function () {
          check(http.post('http://bin.test/redirect-to?url=/anything', 'body'), { get: r => r.json('method') === 'GET' && r.json('data') === '' });
          check(http.post('http://bin.test/redirect-to?url=/anything&status=307', 'body'), { post: r => r.json('method') === 'POST' && r.json('data') === 'body' });
        }`,
    },
    {
      shows: 'auth: basic, by the URL',
      script: `
        import http from 'k6/http';
        import { check } from 'k6';
        export default function () {
          check(http.get('http://user:passwd@bin.test/basic-auth/user/passwd', { auth: 'basic' }), { in: r => r.status === 200 && r.json('authenticated') });
          check(http.get('http://user:passwd@bin.test/basic-auth/user/passwd'), { 'by default': r => r.status === 200 });
          check(http.get('http://user:wrong@bin.test/basic-auth/user/passwd'), { out: r => r.status === 401 });
        }`,
    },
    {
      shows: 'responseType text, binary, none',
      script: `
        import http from 'k6/http';
        import { check } from 'k6';
        export default function () {
          check(http.get('http://bin.test/text'), { text: r => r.body === 'plain text' });
          check(http.get('http://bin.test/bytes/5', { responseType: 'binary' }), { bytes: r => r.body instanceof ArrayBuffer && new Uint8Array(r.body)[4] === 7 });
          check(http.get('http://bin.test/text', { responseType: 'none' }), { none: r => r.body === null });
        }`,
    },
    {
      shows: 'discardResponseBodies, and responseType against it',
      script: `
        import http from 'k6/http';
        import { check } from 'k6';
        export const options = { discardResponseBodies: true };
        export default function () {
          check(http.get('http://bin.test/text'), { discarded: r => r.body === null });
          check(http.get('http://bin.test/text', { responseType: 'text' }), { kept: r => r.body === 'plain text' });
        }`,
    },
    {
      shows: 'compression of the request',
      script: `
        import http from 'k6/http';
        import { check } from 'k6';
        export default function () {
          const res = http.post('http://bin.test/post', 'x'.repeat(1000), { compression: 'gzip' });
          check(res, { header: r => r.json('headers.Content-Encoding') === 'gzip', short: r => r.json('data').length < 100 });
        }`,
    },
    {
      shows: 'answers that are compressed are read',
      script: `
        import http from 'k6/http';
        import { check } from 'k6';
        export default function () { check(http.get('http://bin.test/gzip'), { read: r => r.json('method') === 'GET' }); }`,
    },
    {
      shows: 'throw, as param and as option',
      script: `
        import http from 'k6/http';
        import { check } from 'k6';
        export default function () {
          let thrown;
          try { http.get('http://nobody.test/', { throw: true }); } catch (error) { thrown = error; }
          check(thrown, { thrown: e => e instanceof Error && e.message.includes('connection refused') });
          check(http.get('http://bin.test/status/500', { throw: true }), { 'an answer is no error': r => r.status === 500 });
        }`,
    },
    {
      shows: 'userAgent',
      script: `
        import http from 'k6/http';
        import { check } from 'k6';
        export const options = { userAgent: 'drill/1.0' };
        export default function () { check(http.get('http://bin.test/get'), { sent: r => r.json('headers.User-Agent') === 'drill/1.0' }); }`,
    },
    {
      shows: 'responseCallback with expectedStatuses, null, and setResponseCallback',
      script: `
        import http from 'k6/http';
        export const options = {
          thresholds: { 'http_req_failed{which:param}': ['rate==0'], 'http_req_failed{which:default}': ['rate==1'], 'http_req_failed{which:vu}': ['rate==0'] },
        };
        export default function () {
          http.get('http://bin.test/status/404', { tags: { which: 'default' } });
          http.get('http://bin.test/status/404', { tags: { which: 'param' }, responseCallback: http.expectedStatuses(404, { min: 500, max: 503 }) });
          http.get('http://bin.test/status/502', { tags: { which: 'param' }, responseCallback: http.expectedStatuses(404, { min: 500, max: 503 }) });
          http.get('http://bin.test/status/500', { tags: { which: 'unjudged' }, responseCallback: null });
          http.setResponseCallback(http.expectedStatuses({ min: 400, max: 499 }));
          http.get('http://bin.test/status/418', { tags: { which: 'vu' } });
        }`,
      expect: { metrics: { http_req_failed: { passes: 1, fails: 3 }, http_reqs: { count: 5 } } },
    },
    ...[
      ['auth digest', "{ auth: 'digest' }", "auth 'digest' is not offered here"],
      ['an unknown auth', "{ auth: 'magic' }", "auth is 'basic'"],
      ['an unknown responseType', "{ responseType: 'json' }", "responseType is 'text', 'binary' or 'none'"],
      ['params that are no object', "'text'", 'request params are an object or null'],
    ].map(([what, params, message]) => ({
      shows: `${what} throws and says what is possible`,
      script: `
        import http from 'k6/http';
        export default function () {
          try { http.get('http://bin.test/get', ${params}); } catch (e) { if (e.message.includes(\`${message}\`)) return; throw e; }
          throw new Error('accepted');
        }`,
      expect: { arrived: [] },
    })),
  ],
};

export const RESPONSE: Section = {
  section: '§1 k6/http: Response',
  cases: [
    {
      shows: 'status, status_text, url, proto, error fields',
      script: `
        import http from 'k6/http';
        import { check } from 'k6';
        export default function () {
          check(http.get('http://bin.test/status/404'), {
            status: r => r.status === 404,
            text: r => r.status_text === '404 Not Found',
            url: r => r.url === 'http://bin.test/status/404',
            proto: r => r.proto === 'HTTP/1.1',
            code: r => r.error_code === 1404 && r.error === '',
          });
        }`,
    },
    {
      shows: 'headers in canonical case',
      script: `
        import http from 'k6/http';
        import { check } from 'k6';
        export default function () {
          check(http.get('http://bin.test/headers/x-rate-limit'), {
            canonical: r => r.headers['X-Rate-Limit'] === 'set' && r.headers['X-Request-Id'] === '42',
            none: r => r.headers.Nothing === undefined,
          });
        }`,
    },
    {
      shows: 'timings',
      script: `
        import http from 'k6/http';
        import { check } from 'k6';
        export default function () {
          check(http.get('http://bin.test/delay/0.25').timings, {
            duration: t => t.duration === 250,
            'is the sum': t => t.duration === t.sending + t.waiting + t.receiving,
            'every part': t => ['blocked', 'looking_up', 'connecting', 'tls_handshaking'].every(name => typeof t[name] === 'number'),
          });
        }`,
    },
    {
      shows: 'request: what was sent',
      script: `
        import http from 'k6/http';
        import { check } from 'k6';
        export default function () {
          const { request } = http.post('http://bin.test/post', 'body', { headers: { 'x-one': '1' }, cookies: { c: 'v' } });
          check(request, {
            line: r => r.method === 'POST' && r.url === 'http://bin.test/post',
            body: r => r.body === 'body',
            header: r => r.headers['X-One'][0] === '1',
            cookie: r => r.cookies.c[0].value === 'v',
          });
        }`,
    },
    {
      shows: 'json with paths: members, indexes, counts, wildcards, queries',
      script: `
        import http from 'k6/http';
        import { check } from 'k6';
        export default function () {
          const res = http.get('http://bin.test/json');
          check(res, {
            whole: r => r.json().slideshow.slides.length === 2,
            member: r => r.json('slideshow.title') === 'Sample Slide Show',
            index: r => r.json('slideshow.slides.1.items.0') === 'Why',
            count: r => r.json('slideshow.slides.#') === 2,
            each: r => r.json('slideshow.slides.#.title').join() === 'Wake up,Overview',
            query: r => r.json('slideshow.slides.#(title=="Overview").type') === 'all',
            absent: r => r.json('slideshow.nothing.at.all') === undefined,
          });
        }`,
    },
    {
      shows: 'json of what is not JSON throws',
      script: `
        import http from 'k6/http';
        export default function () {
          const res = http.get('http://bin.test/text');
          try { res.json(); } catch (e) { return; }
          throw new Error('read');
        }`,
    },
    {
      shows: 'a refused connection: status 0, error, error_code, and the time it took',
      script: `
        import http from 'k6/http';
        import { check } from 'k6';
        export default function () {
          check(http.get('http://nobody.test/'), {
            status: r => r.status === 0,
            code: r => r.error_code === 1212,
            error: r => r.error === 'dial: connection refused',
            body: r => r.body === null,
            proto: r => r.proto === '',
          });
        }`,
      expect: { metrics: { http_req_failed: { rate: 1 } } },
    },
    {
      shows: 'a reset connection',
      script: `
        import http from 'k6/http';
        import { check } from 'k6';
        export default function () { check(http.get('http://bin.test/reset'), { code: r => r.status === 0 && r.error_code === 1220 }); }`,
    },
    {
      shows: 'JSON.stringify of a response',
      script: `
        import http from 'k6/http';
        import { check } from 'k6';
        export default function () {
          const copy = JSON.parse(JSON.stringify(http.get('http://bin.test/text')));
          check(copy, { has: c => c.status === 200 && c.body === 'plain text' && c.request.method === 'GET' && c.timings.waiting === 0 });
        }`,
    },
    {
      shows: 'html, clickLink and submitForm say that k6 itself has them',
      script: `
        import http from 'k6/http';
        import { check } from 'k6';
        export default function () {
          const res = http.get('http://bin.test/');
          for (const name of ['html', 'clickLink', 'submitForm']) {
            let message = '';
            try { res[name](); } catch (e) { message = e.message; }
            check(message, { [name]: m => m.includes('res.' + name + '()') && m.includes('k6 itself') });
          }
        }`,
    },
  ],
};
