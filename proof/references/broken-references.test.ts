import { describe, expect, it } from 'vitest';
import { brokenReferences } from './broken-references.ts';
import { readTree } from './tree.ts';

/** The section sign, which the check would find in this file too. */
const S = '\u00a7';
const MODEL = '# The model\n\n## 1. A request\n\n### 1.2 CPU\n\n## The words\n\n## The words\n';

/** What is told of a tree with docs/model.md and these files. */
function told(files: Readonly<Record<string, string>>): string[] {
  const tree = new Map(Object.entries({ 'docs/model.md': MODEL, ...files }));
  return brokenReferences(tree).map(({ file, line, message }) => `${file}:${line} ${message}`);
}

describe('a citation', () => {
  it.each([
    ['a section of a page', `/** Admission (model ${S}1). */`],
    ['a part of a section', `// model ${S}1.2 says so`],
    ['several sections', `/** model ${S}1, ${S}1.2 */`],
    ['a text that is not ours', `/** Hop-by-hop headers (RFC 9110 ${S}7.6.1). */`],
  ])('may name %s', (_, line) => {
    expect(told({ 'a.ts': line })).toEqual([]);
  });

  it.each([
    [
      'a section that is not there',
      `x\n/** model ${S}9 */`,
      `model ${S}9: docs/model.md has no heading of that number`,
    ],
    ['one of several', `x\n/** model ${S}1, ${S}3 */`, `model ${S}3: docs/model.md has no heading of that number`],
    ['a page that is not there', `x\n/** design ${S}1 */`, `design ${S}1: there is no page docs/design.md`],
    ['no page', `x\n/** ${S}1 */`, `a section without its page: write \`model ${S}7\``],
    ['a file where a page is meant', `x\n/** model.md: ${S}1 */`, `a section without its page: write \`model ${S}7\``],
  ])('is broken that names %s', (_, text, message) => {
    expect(told({ 'a.ts': text })).toEqual([`a.ts:2 ${message}`]);
  });
});

describe('a link', () => {
  it.each([
    ['a file beside it', '[x](model.md)'],
    ['a heading', '[x](model.md#1-a-request)'],
    ['the second of two headings alike', '[x](model.md#the-words-1)'],
    ['a heading of its own page', '# Here\n[x](#here)'],
    ['a folder', '[x](../harness/)'],
    ['the web', '[x](https://example.org/none)'],
  ])('may lead to %s', (_, text) => {
    expect(told({ 'docs/a.md': text, 'harness/b.ts': '' })).toEqual([]);
  });

  it.each([
    ['no file', '[x](none.md)', 'none.md: no such file'],
    ['no heading', '[x](model.md#2-none)', 'model.md#2-none: no such heading'],
  ])('is broken that leads to %s', (_, text, message) => {
    expect(told({ 'docs/a.md': text })).toEqual([`docs/a.md:1 ${message}`]);
  });
});

describe('a path', () => {
  const files = { 'harness/cli/run.ts': '', 'harness/cli/flags/a.ts': '' };

  it.each([
    'harness/cli/run.ts',
    'harness/cli/',
    'harness/cli/*.ts',
    'harness/**/a.ts',
    'harness/cli/{run.ts,flags}',
    'node harness/cli/run.ts x/y',
    'harness/cli/run.ts:12',
    'harness/<name>.ts',
    'elsewhere/none.ts',
  ])('`%s` is there, or no path of the tree', path => {
    expect(told({ ...files, 'docs/a.md': `\`${path}\`` })).toEqual([]);
  });

  it('is looked for in pages, their commands and comments, not in code', () => {
    const text = '`harness/gone.ts`\n```sh\nnode harness/gone.ts\n```\n```js\nharness/gone.ts\n```\n';
    const code = '/** See `harness/{cli,gone}`. */\nconst text = `harness/gone.ts`;\n';
    expect(told({ ...files, 'docs/a.md': text, 'harness/b.ts': code })).toEqual([
      'docs/a.md:1 harness/gone.ts: no such file or folder',
      'docs/a.md:3 harness/gone.ts: no such file or folder',
      'harness/b.ts:1 harness/gone: no such file or folder',
    ]);
  });
});

describe('a constant that a page states', () => {
  const code = { 'a.ts': 'export const LIMIT_MS = 60_000;\nconst SHARE: number = 0.5;\n' };

  it('has the value that it has in the code', () => {
    expect(told({ ...code, 'docs/a.md': '`LIMIT_MS = 60_000`, `SHARE = 0.5`' })).toEqual([]);
  });

  it('is broken if it has another, or is none', () => {
    expect(told({ ...code, 'docs/a.md': '`LIMIT_MS = 5`\n`GONE = 1`' })).toEqual([
      'docs/a.md:1 LIMIT_MS is 60_000 in the code',
      'docs/a.md:2 GONE: no constant of that name',
    ]);
  });
});

it('every reference of this tree leads somewhere', () => {
  expect(brokenReferences(readTree(process.cwd()))).toEqual([]);
});
