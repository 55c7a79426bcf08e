import type { Section } from '../case.ts';

export const HTTP_RESPONSE: Section = {
  section: 'k6-contract §1 k6/http: Response',
  cases: [
    {
      shows: 'html(), submitForm() and clickLink()',
      script: `
        import http from 'k6/http';
        import { check } from 'k6';
        export default function () {
          const page = http.get('http://bin.test/form');
          check(page, {
            csrf: r => r.html().find('input[name=csrf]').first().attr('value') === 't0k3n',
            odd: r => r.html('li.odd').size() === 2 && r.html('li').eq(1).text() === 'two' && r.html('li').last().is('.odd'),
            none: r => r.html('.nothing').attr('href') === undefined && r.html('.nothing').html() === undefined,
            fields: r => r.html('form').serializeObject().csrf === 't0k3n',
            map: r => r.html('li').map((i, li) => i + li.text()).join() === '0one,1two,2three',
            elements: r => { const seen = []; r.html('li').each((i, li) => seen.push(li.nodeName() + li.textContent() + (li.getAttribute('class') || ''))); return seen.join() === 'lioneodd,litwo,lithreeodd'; },
          });
          const answer = page.submitForm({ formSelector: '#login', fields: { user: 'ann' }, params: { tags: { name: 'login' } } });
          check(answer, { form: r => JSON.stringify(r.json('form')) === '{"csrf":"t0k3n","user":"ann","go":"Log in"}' });
          check(page.clickLink({ selector: 'a.next' }), { link: r => r.json('args.page') === '2' });
          try { page.submitForm({ formSelector: '#none' }); } catch (e) { check(e, { 'no form': ({ message }) => message.includes("no form fits '#none'") }); return; }
          throw new Error('found');
        }`,
      expect: { arrived: ['GET /form', 'POST /post', 'GET /get?page=2'] },
    },
    {
      shows: 'a call that waits in a function that it is handed to',
      script: `
        import http from 'k6/http';
        function login(page) { return page.submitForm({ formSelector: '#login' }); }
        export default function () { [1, 2].forEach(() => { if (login(http.get('http://bin.test/form')).status !== 200) throw new Error(); }); }`,
      expect: { arrived: ['GET /form', 'POST /post', 'GET /form', 'POST /post'] },
    },
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
  ],
};
