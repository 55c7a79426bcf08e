import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { portableScript } from './portable-script.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'portable-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(files: Record<string, string>): string {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return join(folder, 'main.ts');
}

describe('a portable script', () => {
  it('is one module with k6 and remote modules left as imports, without types', async () => {
    const main = write({
      'main.ts': `import http from 'k6/http';\nimport { pick } from './lib/pick.ts';\nimport { textSummary } from 'https://jslib.k6.io/k6-summary/0.1.0/index.js';\nexport default (): void => { http.get(pick<string>(['a'])); };\nexport const handleSummary = (data: object) => ({ stdout: textSummary(data) });`,
      'lib/pick.ts': 'export const pick = <T>(list: T[]): T => list[0]!;',
    });
    const { code, included, left } = await portableScript(main);
    expect(code.match(/^import .*/gm)).toEqual([
      'import http from "k6/http";',
      'import { textSummary } from "https://jslib.k6.io/k6-summary/0.1.0/index.js";',
    ]);
    expect(code).toContain('var pick = (list) => list[0];');
    expect([included, left]).toEqual([[], []]);
  });

  it('holds the files that it opens, as seen from the file that opens them', async () => {
    const main = write({
      'main.ts': `import { text } from './lib/data.ts';\nconst bytes = open('./b.bin', 'b');\nexport default function () { console.log(text, bytes); }`,
      'lib/data.ts': 'export const text = JSON.parse(open(\'../a "1".json\')).x;',
      'a "1".json': '{"x": "quoted \\" and \\\\ more"}',
      'b.bin': '\u0001\u0002',
    });
    const { code, included } = await portableScript(main);
    expect(code).toMatch(/^import \{ b64decode as decodeFile \} from 'k6\/encoding';\n/);
    expect(code).toContain('var bytes = decodeFile("AQI=");');
    expect(code).toContain(String.raw`JSON.parse("{\"x\": \"quoted \\\" and \\\\ more\"}").x`);
    expect(included).toHaveLength(2);
    expect(code).not.toContain('open(');
  });

  it('tells which uses of open stay', async () => {
    const main = write({
      'main.ts': `const name = __ENV.DATA;\nconst text = open(name);\nconst read = open;\nexport default function () { console.log(text, read); }`,
    });
    const { code, left } = await portableScript(main);
    expect(code).toContain('open(name)');
    expect(left.map(({ line, column }) => [line, column])).toEqual([
      [2, 14],
      [3, 14],
    ]);
  });

  it('tells where gRPC clients read files', async () => {
    const main = write({
      'main.ts': `import { Client } from 'k6/net/grpc';\nconst client = new Client();\nclient.load(['protos'], 'a.proto');\nexport default function () { client.invoke('a.B/C', {}); }`,
    });
    const { code, left } = await portableScript(main);
    expect(code).toContain('client.load(["protos"], "a.proto")');
    expect(left).toEqual([
      expect.objectContaining({
        line: 3,
        column: 1,
        message: 'load() stays: the files that it names must lie beside the module',
      }),
    ]);
  });

  it('leaves functions of the script that are named open alone', async () => {
    const main = write({
      'main.ts': `function open(x: string) { return x; }\nexport default function () { open('./nothing'); }`,
    });
    expect((await portableScript(main)).code).toContain('open("./nothing")');
  });

  it('refuses CommonJS', async () => {
    write({ 'main.js': "module.exports.default = function () { require('k6').sleep(1); };" });
    await expect(portableScript(join(folder, 'main.js'))).rejects.toThrow('main.js: a CommonJS script');
  });

  it('says which files are missing, and where they are opened', async () => {
    const main = write({ 'main.ts': `export default function () {}\nopen('./gone.csv');\nopen('./lost.csv');` });
    await expect(portableScript(main)).rejects.toThrow(
      /main\.ts:2:1: open\('\.\/gone\.csv'\): cannot read .*ENOENT\n.*main\.ts:3:1: open\('\.\/lost\.csv'\)/,
    );
  });
});
