import { describe, expect, it } from 'vitest';
import { problemsOf } from './test-script.ts';

const IMPORTS = `import http from 'k6/http'; import { sleep, group, check } from 'k6';\n`;

/** What is wrong with a script whose second line on is `text`. */
function problems(text: string): Promise<string[]> {
  return problemsOf({ 'main.ts': IMPORTS + text });
}

const PLACES: [string, string, string][] = [
  [
    'init code',
    `sleep(1);\nexport default function () {}`,
    'main.ts:2:1 sleep() has to wait, and init code cannot; call it in the default function, setup() or teardown()',
  ],
  [
    'a constructor',
    `class A { constructor() { http.get('x'); } }\nexport default function () { new A(); }`,
    'main.ts:2:27 get() has to wait, and a constructor cannot; call it in a method, and call that after `new`',
  ],
  [
    'a getter',
    `const a = { get b() { return http.get('x'); } };\nexport default function () { return a.b; }`,
    'main.ts:2:30 get() has to wait, and a getter cannot; make it a method',
  ],
  [
    'a setter',
    `const a = { set b(v) { http.post(v); } };\nexport default function () { a.b = 1; }`,
    'main.ts:2:24 post() has to wait, and a setter cannot; make it a method',
  ],
  [
    'a generator function',
    `function* pages() { yield http.get('x'); }\nexport default function () { for (const p of pages()); }`,
    'main.ts:2:27 get() has to wait, and a generator function cannot; call it in an ordinary function that fills an array',
  ],
  [
    'a parameter default',
    `function f(a = http.get('x')) { return a; }\nexport default function () { f(); }`,
    'main.ts:2:16 get() has to wait, and a parameter default cannot; call it in the body of the function',
  ],
  [
    'a class field',
    `class A { a = http.get('x'); }\nexport default function () { new A(); }`,
    'main.ts:2:15 get() has to wait, and a class field cannot; call it in a method, and call that after `new`',
  ],
  [
    'a method with a computed name',
    `const k = 'm' + 1;\nclass A { [k]() { sleep(1); } }\nexport default function () { new A()[k](); }`,
    'main.ts:3:19 sleep() has to wait, and a method with a computed name cannot; give the method a fixed name',
  ],
  [
    'a function that uses new.target',
    `function F() { if (new.target) sleep(1); }\nexport default function () { F(); }`,
    'main.ts:2:32 sleep() has to wait, and a function that uses new.target cannot; move the call into an ordinary function',
  ],
  [
    'group in a constructor',
    `class A { constructor() { group('g', () => { sleep(1); }); } }\nexport default function () { new A(); }`,
    'main.ts:2:27 group() has to wait, and a constructor cannot; call it in a method, and call that after `new`',
  ],
  [
    'a comparator',
    `export default function () { [1, 2].sort((a, b) => { sleep(1); return a - b; }); }`,
    'main.ts:2:54 sleep() has to wait, and sort() does not wait for its callback; make the call before sort()',
  ],
  [
    'a check',
    `export default function () { check(1, { ok: () => http.get('x').status === 200 }); }`,
    'main.ts:2:51 get() has to wait, and check() does not wait for its callback; make the call before check()',
  ],
];

describe('a blocking call is refused in', () => {
  it.each(PLACES)('%s', async (_, text, expected) => {
    expect(await problems(text)).toEqual([expected]);
  });
});

const FORMS: [string, string, string][] = [
  [
    'super in an arrow function that may block',
    `class A { m() { return 1; } }\nclass B extends A { m() { const f = () => http.get(super.m()); return f(); } }\nexport default function () { new B().m(); }`,
    'main.ts:3:37 super in an arrow function that may block; make it a method, or call super outside of it',
  ],
  [
    'super in an object’s method that may block',
    `const a = { m() { return sleep(super.toString()); } };\nexport default function () { a.m(); }`,
    "main.ts:2:13 super in an object's method that may block; make the object a class",
  ],
  [
    'a template tag that may block',
    `function tag(t) { sleep(1); return t; }\nexport default function () { return tag\`x\`; }`,
    'main.ts:3:37 a template tag that may block; call the function with parentheses',
  ],
  [
    'this before super()',
    `class A {}\nclass B extends A { constructor() { const f = () => http.get(this.x); super(); this.f = f; } }\nexport default function () { new B().f(); }`,
    'main.ts:3:47 this before super() in an arrow function that may block; make the function behind super()',
  ],
  [
    'import() of a k6 module',
    `export default async function () { await import('k6/http'); }`,
    'main.ts:2:42 import() of a module that is not a file of the script; import it at the top of the script',
  ],
];

describe('refused:', () => {
  it.each(FORMS)('%s', async (_, text, expected) => {
    expect(await problems(text)).toEqual([expected]);
  });

  it('names each place, all at once, in the user’s files', async () => {
    const files = {
      'main.ts': `import { wait } from './lib.ts';\nimport { sleep } from 'k6';\nsleep(1);\nexport default function () { wait(); }`,
      'lib.ts': `import http from 'k6/http';\n\nexport const page = http.get('x');\nexport function wait() { return page; }`,
    };
    const found = await problemsOf(files);
    expect(found.map(text => text.slice(0, text.indexOf(' ')))).toEqual(['lib.ts:3:21', 'main.ts:3:1']);
  });
});

describe('members of k6 modules', () => {
  const members = new Map([
    ['k6', new Set(['sleep', 'group', 'check'])],
    ['k6/http', new Set(['get', 'post'])],
  ]);

  it('refuses an unknown named import', async () => {
    expect(
      await problemsOf({ 'main.ts': `import { chromium } from 'k6';\nexport default () => chromium;` }, { members }),
    ).toEqual([
      'main.ts:1:10 k6 has no chromium here (it has check, group, sleep); if k6 has it, k6 itself runs the script: see `headroom bundle`',
    ]);
  });

  it('refuses an unknown member of a default or namespace import', async () => {
    const text = `import http from 'k6/http';\nimport * as k6 from 'k6';\nexport default () => { http.nosuch('x'); return k6.group2; };`;
    const found = await problemsOf({ 'main.ts': text }, { members });
    expect(found.map(problem => problem.split(' here')[0])).toEqual([
      'main.ts:3:29 k6/http has no nosuch',
      'main.ts:3:52 k6 has no group2',
    ]);
  });

  it('accepts known ones and modules that are not listed', async () => {
    const text = `import http, { post } from 'k6/http';\nimport { Trend } from 'k6/metrics';\nexport default () => [http.get('x'), post('x'), Trend];`;
    expect(await problemsOf({ 'main.ts': text }, { members })).toEqual([]);
  });
});
