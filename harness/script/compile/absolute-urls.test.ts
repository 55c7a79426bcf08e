import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { compileScript } from './compile-script.ts';

const FOLDER = mkdtempSync(join(tmpdir(), 'headroom-urls-'));
afterAll(() => rmSync(FOLDER, { recursive: true }));

async function urlsOf(text: string): Promise<string[]> {
  const file = join(FOLDER, 'script.ts');
  writeFileSync(file, `import http from 'k6/http';\n${text}`);
  const { absoluteUrls } = await compileScript(file);
  return absoluteUrls.map(({ origin, line }) => `${origin} in line ${line}`);
}

test('an origin that is written down is found where it is first used, however it gets there', async () => {
  const text = `const SHOP = 'https://shop.example';
const API = \`\${SHOP}/api\`;
export default function () {
  http.get('http://127.0.0.1:8080/?a=1');
  http.post(API + '/orders', 'x');
  http.request('GET', \`\${SHOP}/again\`);
}`;
  expect(await urlsOf(text)).toEqual(['http://127.0.0.1:8080 in line 5', 'https://shop.example in line 6']);
});

test('what stands in for a variable of the environment, or is no request, is not', async () => {
  const text = `const SHOP = __ENV.BASE_URL ?? 'https://shop.example';
const LINK = 'https://elsewhere.example';
let moved = 'https://moved.example';
moved = SHOP;
export default function () {
  http.post(\`\${SHOP}/orders\`, LINK);
  http.get(moved);
  http.get(\`/relative\`);
}`;
  expect(await urlsOf(text)).toEqual([]);
});
