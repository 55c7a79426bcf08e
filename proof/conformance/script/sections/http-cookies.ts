import type { Section } from '../case.ts';

export const HTTP_COOKIES: Section = {
  section: 'k6-contract §1 k6/http: cookies',
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
