import { expect } from 'vitest';
import type { Section } from '../case.ts';
import { refused } from './refusals.ts';

export const CANNOT_WAIT: Section = {
  section: 'k6-contract §2 refusals: where nothing can wait',
  cases: [
    ...(
      [
        [
          'init code',
          `http.get('http://bin.test/');\nexport default function () {}`,
          1,
          1,
          'init code',
          'call it in the default function, setup() or teardown()',
        ],
        [
          'a constructor',
          `class A { constructor() {\nhttp.get('/'); } }\nexport default function () { new A(); }`,
          2,
          1,
          'a constructor',
          'call it in a method, and call that after `new`',
        ],
        [
          'a class field',
          `class A {\nx = http.get('/'); }\nexport default function () { new A(); }`,
          2,
          5,
          'a class field',
          'call it in a method, and call that after `new`',
        ],
        [
          'a static block',
          `export default function () { class A { static {\nhttp.get('/'); } } }`,
          2,
          1,
          'a static block',
          'call it in a method, and call that after `new`',
        ],
        [
          'a getter',
          `const o = { get x() {\nreturn http.get('/'); } };\nexport default function () { o.x; }`,
          2,
          8,
          'a getter',
          'make it a method',
        ],
        [
          'a setter',
          `const o = { set x(v) {\nhttp.get(v); } };\nexport default function () { o.x = 1; }`,
          2,
          1,
          'a setter',
          'make it a method',
        ],
        [
          'a parameter default',
          `function f(a =\nhttp.get('/')) { return a; }\nexport default function () { f(); }`,
          2,
          1,
          'a parameter default',
          'call it in the body of the function',
        ],
        [
          'a generator',
          `function* g() {\nyield http.get('/'); }\nexport default function () { for (const x of g()); }`,
          2,
          7,
          'a generator function',
          'call it in an ordinary function that fills an array',
        ],
      ] as const
    ).map(([what, script, line, column, obstacle, wayOut]) =>
      refused(
        `${what}`,
        `import http from 'k6/http';\n${script}`,
        `script.js:${line + 1}:${column}: get() has to wait, and ${obstacle} cannot; ${wayOut}`,
      ),
    ),
    refused(
      'group in init code',
      `import { group, sleep } from 'k6';\ngroup('x', () => { sleep(1); });\nexport default function () {}`,
      'script.js:2:1: group() has to wait, and init code cannot; call it in the default function, setup() or teardown()',
    ),
    refused(
      'a template tag that waits',
      `import http from 'k6/http';\nfunction tag(parts) { return http.get(parts[0]); }\nexport default function () { tag\`http://bin.test/\`; }`,
      'script.js:3:30: a template tag that may block; call the function with parentheses',
    ),
    refused(
      'a method with a computed name that waits',
      `import http from 'k6/http';\nconst n = 'm';\nclass A { [n]() { return http.get('/'); } }\nexport default function () { new A().m(); }`,
      expect.stringMatching(/^script\.js:3:\d+: /),
    ),
    refused(
      'dynamic import',
      `export default async function () { await import('k6/http'); }`,
      expect.stringContaining('script.js:1:'),
    ),
  ],
};
