import type { Section } from '../case.ts';

export const HTTP_METHODS: Section = {
  section: 'k6-contract §1 k6/http: methods',
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
        export default function () { check(http.head('http://bin.test/text'), { ok: r => r.status === 200, empty: r => r.body === '' }); }`,
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
      shows: 'an invalid URL is an answer of status 0, and a warning',
      script: `
        import http from 'k6/http';
        import { check } from 'k6';
        export default function () {
          check(http.get('http://'), { failed: r => r.status === 0 && r.error_code === 1020 && r.error !== '' });
        }`,
      expect: { arrived: [], logged: ['warning: Request Failed: GET http://: invalid URL, so nothing was sent'] },
    },
  ],
};
