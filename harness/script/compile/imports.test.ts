import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compileScript } from './compile-script.ts';
import { needsLive } from './compiled-script.ts';
import { LIVE_MODULES, SUPPORTED_MODULES, whyLiveAlone } from './k6-surface.ts';
import { compileFiles, problemsOf, TestVu } from './test-script.ts';

const K6_RUNS_IT = 'k6 itself runs scripts that need it: write one plain module for it with `headroom bundle`';

describe('imports', () => {
  it('bundles TypeScript, JavaScript and JSON beside the script', async () => {
    const script = await compileFiles({
      'main.ts': `import { double } from './lib.ts';\nimport { name } from './old.js';\nimport data from './data.json';\nexport default (): string => name + double(data.n);`,
      'lib.ts': 'export const double = (n: number): number => n * 2;',
      'old.js': "export const name = 'x';",
      'data.json': '{"n": 21}',
    });
    expect(new TestVu(script).run()).toEqual(['returned x42']);
  });

  it.each([
    ['k6/browser', 'it drives a browser, and users are requests here'],
    ['k6/experimental/grpc', 'it is k6/net/grpc now, and k6 has taken it out too'],
    ['k6/x/sql', 'it is an extension that is compiled into k6'],
    ['k6/experimental/redis', 'experimental modules change from one version of k6 to the next'],
  ])('refuses %s, and says why', async (module, why) => {
    expect(await problemsOf({ 'main.ts': `\nimport x from '${module}';\nexport default () => x;` })).toEqual([
      `main.ts:2:15 the module ${module} is not supported here: ${why} (supported: ${SUPPORTED_MODULES.join(', ')}); ${K6_RUNS_IT}`,
    ]);
  });

  it('sends nobody to k6 for a module that it does not have', async () => {
    expect(await problemsOf({ 'main.ts': `import x from 'k6/sleep';\nexport default () => x;` })).toEqual([
      `main.ts:1:15 k6 has no module k6/sleep; there are ${[...SUPPORTED_MODULES, ...LIVE_MODULES].join(', ')}`,
    ]);
  });

  it.each(LIVE_MODULES)('has %s for live drills alone', async module => {
    const files = { 'main.ts': `import * as it from '${module}';\nexport default () => it;` };
    const script = await compileFiles(files, { drill: 'live' });
    expect([script.imports, needsLive(script)]).toEqual([[module], true]);
    for (const drill of ['virtual', 'target'] as const)
      expect(await problemsOf(files, { drill })).toEqual([
        `main.ts:1:21 the module ${module} works in live drills alone: ${whyLiveAlone(module, drill)}; ${K6_RUNS_IT}`,
      ]);
  });

  it('refuses ws.connect where nothing can wait, and what its module does not have', async () => {
    const text = `import ws from 'k6/ws';\nimport { check } from 'k6';\nws.connect('ws://a', () => {});\nexport default () => check(1, { a: () => ws.connect('ws://a', () => {}) }) && ws.open();`;
    const members = new Map([['k6/ws', new Set(['connect'])]]);
    expect((await problemsOf({ 'main.ts': text }, { drill: 'live', members })).map(each => each.split(';')[0])).toEqual(
      [
        'main.ts:3:1 connect() has to wait, and init code cannot',
        'main.ts:4:42 connect() has to wait, and check() does not wait for its callback',
        'main.ts:4:82 k6/ws has no open here (it has connect)',
      ],
    );
  });

  it('gives remote modules their local stand-ins', async () => {
    const file = join(tmpdir(), 'k6-utils-stand-in.ts');
    await writeFile(file, 'export const pick = (list: number[]): number => list[0] as number;');
    const url = 'https://jslib.k6.io/k6-utils/1.4.0/index.js';
    const script = await compileFiles(
      { 'main.ts': `import { pick } from '${url}';\nexport default () => pick([7]);` },
      { resolveRemote: asked => (asked === url ? file : null) },
    );
    expect(new TestVu(script).run()).toEqual(['returned 7']);
  });

  it('refuses other remote modules', async () => {
    expect(
      await problemsOf({ 'main.ts': `import x from 'https://example.com/x.js';\nexport default () => x;` }),
    ).toEqual([
      `main.ts:1:15 the remote module https://example.com/x.js has no stand-in here; save a copy beside the script and import that, or name it in an --import-map; ${K6_RUNS_IT}`,
    ]);
  });

  it('refuses Node’s modules, packages that are not there, and missing files', async () => {
    const text = `import fs from 'fs';\nimport { join } from 'node:path';\nimport lodash from 'lodash-of-nowhere';\nimport './nothing.ts';\nexport default () => [fs, join, lodash];`;
    expect((await problemsOf({ 'main.ts': text })).map(problem => problem.split(';')[0])).toEqual([
      "main.ts:1:16 fs is a module of Node, and scripts run without Node's modules, as in k6",
      "main.ts:2:22 node:path is a module of Node, and scripts run without Node's modules, as in k6",
      'main.ts:3:20 the module lodash-of-nowhere is not installed',
      'main.ts:4:8 there is no file ./nothing.ts',
    ]);
  });

  it('takes CommonJS for what it is, whatever package.json says', async () => {
    const script = await compileFiles({
      'main.js': `import { five } from './lib.js';\nexport default () => five();`,
      'lib.js': `if (exports.done) { return; }\nexports.five = () => 5;`,
      'package.json': '{ "type": "module" }',
    });
    expect(new TestVu(script).run()).toEqual(['returned 5']);
  });

  it('makes an exception of a required module that is not there, when it is reached', async () => {
    const script = await compileFiles({
      'main.js': `import lib from './lib.js';\nexport default () => { try { lib.stream(); } catch (error) { return lib.parse('a,b').length + error.message; } };`,
      'lib.js': `function stream() { return require('stream').Duplex; }
        module.exports = { stream, other: () => require('nowhere'), parse: text => text.split(',') };`,
    });
    const message = "stream is a module of Node, and scripts run without Node's modules, as in k6";
    expect(new TestVu(script).run()).toEqual([`returned 2${message}`]);
  });

  it('makes an exception of an assignment to a constant, when it is reached', async () => {
    const script = await compileFiles({
      'main.ts': `import { sleep } from 'k6';\nimport { limit } from './lib.ts';
        const é = 1, base: number = 2;
        function never() { const ü = 'é'; base += é; base = 3; [base] = [1]; limit = 4; }
        export default () => { sleep(base); try { never(); } catch (error) { return (error as Error).message; } };`,
      'lib.ts': 'export const limit: number = 5;',
    });
    expect(new TestVu(script).run()).toEqual(['sleep(2)', 'returned Assignment to constant variable base.']);
  });

  it('follows the paths of tsconfig.json', async () => {
    const script = await compileFiles({
      'main.ts': `import { five } from '@lib/five';\nexport default () => five;`,
      'five.ts': 'export const five: number = 5;',
      'tsconfig.json': '{ "compilerOptions": { "paths": { "@lib/*": ["./*"] } } }',
    });
    expect(new TestVu(script).run()).toEqual(['returned 5']);
  });

  it('reports problems of imports and of code together', async () => {
    const text = `import ws from 'k6/ws';\nimport { sleep } from 'k6';\nsleep(1);\nexport default () => ws;`;
    const found = await problemsOf({ 'main.ts': text });
    expect(found.map(problem => problem.slice(0, problem.indexOf(' ')))).toEqual(['main.ts:1:16', 'main.ts:3:1']);
  });

  it('reports syntax errors with their place', async () => {
    expect(await problemsOf({ 'main.ts': 'export default () => {\n  const é = 1; const x;\n};' })).toEqual([
      'main.ts:2:22 The constant "x" must be initialized',
    ]);
  });

  it('refuses await outside of functions', async () => {
    expect(await problemsOf({ 'main.ts': 'const x = await 1;\nexport default () => x;' })).toEqual([
      'main.ts:1:11 await outside of functions does not work here; put it into setup() or another async function',
    ]);
  });

  it('says which file is missing when the script itself is', async () => {
    await expect(compileScript('/nowhere/script.ts')).rejects.toThrow('/nowhere/script.ts: there is no such file');
  });

  it('runs CommonJS scripts', async () => {
    const script = await compileFiles({
      'main.js': `const http = require('k6/http'); const { sleep } = require('k6'); const lib = require('./lib.js');
        exports.options = { vus: 2 };
        module.exports.default = function () { http.get('a'); sleep(1); return lib.twice(); };`,
      'lib.js': `const k6 = require('k6'); exports.twice = () => { k6.sleep(2); return 'done'; };`,
    });
    expect(script.exports).toEqual(['options', 'default']);
    const vu = new TestVu(script);
    expect(vu.module.exports.options).toEqual({ vus: 2 });
    expect(vu.run()).toEqual(['get(a)', 'sleep(1)', 'sleep(2)', 'returned done']);
  });

  it('has require in init code beside imports', async () => {
    const script = await compileFiles({
      'main.js': `import { sleep } from 'k6'; const http = require('k6/http');\nexport default () => { sleep(1); return http.get('x'); };`,
    });
    expect(new TestVu(script).run()).toEqual(['sleep(1)', 'get(x)', 'returned x']);
  });
});
