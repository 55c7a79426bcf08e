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
  ],
};
