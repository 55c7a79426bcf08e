import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { transform } from 'esbuild';
import { expect, test } from 'vitest';
import { compileScript } from './compile-script.ts';

const PAGE = readFileSync('docs/script-compiler.md', 'utf8');

/** The fenced code that follows a marker of the page. */
function codeAfter(marker: string): string {
  return new RegExp(`<!-- ${marker} -->\n\`\`\`\\w+\n([^]*?)\`\`\``).exec(PAGE)?.[1] ?? '';
}

test('docs/script-compiler.md shows what the compiler makes of its script', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'headroom-explained-'));
  const file = join(folder, 'visit.ts');
  try {
    writeFileSync(file, codeAfter('before'));
    const { code } = await compileScript(file);
    expect(codeAfter('after')).toBe((await transform(code)).code);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
