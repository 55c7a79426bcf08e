import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { runScript } from '../../../harness/drill/test-script.ts';
import { portableScript } from '../../../harness/script/compile/portable-script.ts';
import { ScriptProgram } from '../../../harness/script/compile/program.ts';
import { parseBundle } from '../../../harness/script/compile/syntax.ts';

const FOLDER = mkdtempSync(join(tmpdir(), 'headroom-portable-'));
afterAll(() => rmSync(FOLDER, { recursive: true }));

/** What k6 and the language give every script without an import. */
const GIVEN = new Set(
  (
    '__ENV __VU __ITER open console setTimeout clearTimeout setInterval clearInterval crypto TextEncoder TextDecoder ' +
    'undefined NaN Infinity Object Array String Number Boolean Math JSON Date Map Set WeakMap WeakSet Symbol Promise Proxy Reflect RegExp ' +
    'Error TypeError RangeError parseInt parseFloat isNaN isFinite encodeURIComponent decodeURIComponent encodeURI decodeURI ' +
    'ArrayBuffer DataView Uint8Array Uint16Array Uint32Array Int8Array Int16Array Int32Array Float32Array Float64Array BigInt globalThis'
  ).split(' '),
);

describe('shipped scenarios are plain k6 scripts', () => {
  const scenarios = readdirSync('scenarios').filter(name => name.endsWith('.ts') && !name.endsWith('.d.ts'));

  test.each(scenarios)('%s', async name => {
    const { code, left } = await portableScript(join('scenarios', name));
    const { ast, references } = new ScriptProgram(code, parseBundle(code));
    const modules = ast.body.flatMap(node => (node.type === 'ImportDeclaration' ? [String(node.source.value)] : []));
    expect(
      modules.filter(module => !/^k6(\/(http|metrics|execution|data|timers|encoding|crypto))?$/.test(module)),
    ).toEqual([]);
    const foreign = [...references.values()].filter(({ node, binding }) => binding === null && !GIVEN.has(node.name));
    expect(foreign.map(({ node }) => node.name)).toEqual([]);
    expect(left).toEqual([]);
  });
});

describe('bundled for k6, a script does the same', () => {
  test.each([
    'api-crud.js',
    'data-csv.js',
    'data-json.js',
    'file-upload.js',
    'groups.js',
    'modules.js',
    'summary-text.js',
    'typescript.ts',
    'url-params.js',
  ])('%s', async name => {
    const path = join('proof/conformance/script/fixtures', name);
    const bundled = join(FOLDER, name.replace(/\.\w+$/, '.js'));
    writeFileSync(bundled, (await portableScript(path)).code);
    expect(await runScript(bundled)).toEqual(await runScript(path));
  });
});
