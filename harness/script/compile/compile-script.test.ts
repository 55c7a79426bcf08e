import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bundlePortable } from './bundle.ts';
import { compileFiles, compileText, TestVu } from './test-script.ts';

describe('a compiled script', () => {
  it('has the fingerprint of its bundle, wherever it lies', async () => {
    const files = {
      'main.ts': `import { a } from './lib.ts';\nexport default () => a;`,
      'lib.ts': 'export const a = 1;',
    };
    const [one, two] = [await compileFiles(files), await compileFiles(files)];
    expect(one.fingerprint).toMatch(/^[0-9a-f]{16}$/);
    expect(two.fingerprint).toBe(one.fingerprint);
    expect((await compileFiles({ ...files, 'lib.ts': 'export const a = 2;' })).fingerprint).not.toBe(one.fingerprint);
  });

  it('leaves out what is not used', async () => {
    const script = await compileFiles({
      'main.ts': `import { used } from './lib.ts';\nexport default () => used();`,
      'lib.ts': `export function used() { return 1; }\nexport function unused() { return 'nowhere to be seen'; }`,
    });
    expect(script.code).not.toContain('nowhere to be seen');
  });

  it('lists what the main module exports', () => {
    const script = compileText(
      `const options = {}; function f() {} function setup() {} export { options, f as default, setup, f as "odd name" };`,
    );
    expect(script.exports).toEqual(['options', 'default', 'setup', 'odd name']);
  });

  it.each([
    ['async functions', `async function f() {} export { f };`, true],
    ['Promise', `const f = () => Promise.resolve(1); export { f };`, true],
    ['asyncRequest', `import http from 'k6/http'; const f = () => http.asyncRequest('GET', 'x'); export { f };`, true],
    ['none of them', `import http from 'k6/http'; const f = () => http.get('x'); export { f };`, false],
  ])('says whether it uses promises: %s', (_, text, expected) => {
    expect(compileText(text).usesPromises).toBe(expected);
  });

  it('uses no name that the script uses', () => {
    const script = compileText(
      `import { sleep } from 'k6'; const $h_settled = 1, $h = 2; function main() { sleep($h_settled + $h); } export { main as default };`,
    );
    expect(script.code).toContain('$h___settled(yield');
  });

  it('yields descriptions directly, without a call of the blocking function', () => {
    const { code } = compileText(
      `import { sleep } from 'k6'; function main() { sleep(1); } export { main as default };`,
    );
    expect(code).toContain('{ $h_settled(yield $h_describe0(1)); }');
  });

  it('may begin with a hashbang', async () => {
    const script = await compileFiles({ 'main.js': '#!/usr/bin/env k6\nexport default () => 1;' });
    expect(new TestVu(script).run()).toEqual(['returned 1']);
  });

  it('copies functions that cannot block as they are', () => {
    const text = `function plain(a, b = 1) {\n  // why\n  return a.map(x => ({ x, b }));\n}`;
    expect(compileText(`${text}\nexport { plain };`).code).toContain(text);
  });
});

describe('bundlePortable', () => {
  it('writes one module whose k6 and remote imports stay', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'portable-'));
    try {
      const url = 'https://jslib.k6.io/k6-utils/1.4.0/index.js';
      await writeFile(
        join(folder, 'lib.ts'),
        `import http from 'k6/http';\nexport const page = (u?: string): unknown => http.get(u ?? 'x');`,
      );
      await writeFile(
        join(folder, 'main.ts'),
        `import { browser } from 'k6/browser';\nimport { uuidv4 } from '${url}';\nimport { page } from './lib.ts';\nexport default async () => { page(uuidv4()); await browser?.newPage(); };`,
      );
      const { code } = await bundlePortable(join(folder, 'main.ts'));
      const imports = [...code.matchAll(/^import .* from "(.*)";$/gm)].map(match => match[1]);
      expect(imports.sort()).toEqual([url, 'k6/browser', 'k6/http'].sort());
      expect(code).toContain('browser?.newPage()');
      expect(code).not.toContain(': unknown');
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
