import type { Section } from '../case.ts';

export const HTTP_PARAMS: Section = {
  section: 'k6-contract §1 k6/http: params and options',
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
      shows: 'auth: digest, by the URL; the challenge is no failure',
      script: `
        import http from 'k6/http';
        import { check } from 'k6';
        export default function () {
          check(http.get('http://user:passwd@bin.test/digest-auth/user/passwd', { auth: 'digest' }), { in: r => r.status === 200 && r.json('authenticated') });
          check(http.get('http://user:wrong@bin.test/digest-auth/user/passwd', { auth: 'digest' }), { out: r => r.status === 401 });
        }`,
      expect: { metrics: { http_reqs: { count: 4 }, http_req_failed: { passes: 1 } } },
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
      ['auth ntlm', "{ auth: 'ntlm' }", "auth 'ntlm' is not offered here"],
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
