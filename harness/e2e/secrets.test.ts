import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { headroom } from './headroom.ts';
import { smallTopology } from './small-drill.ts';

const FOLDER = mkdtempSync(join(tmpdir(), 'headroom-secret-'));
afterAll(() => rmSync(FOLDER, { recursive: true }));
const SECRET = 'tr0ub4dor/& 3';
const SCRIPT = 'harness/drill/fixtures/tells-its-secret.js';

test.each([['--virtual'], []])('a secret is neither printed nor kept (%s)', { timeout: 60_000 }, async (...clock) => {
  const keys = join(FOLDER, 'keys');
  writeFileSync(keys, `key=${SECRET}\n`);
  const out = join(FOLDER, `out${clock.length}`);
  const topology = smallTopology(FOLDER, 'small');
  const { code, stdout, stderr } = await headroom([
    ...['run', SCRIPT, ...clock, '--topology', topology, '--out', out],
    ...['--secret-source', `file=name=vault,${keys}`, '--tag', `key=${SECRET}`],
  ]);
  expect(code).toBe(99);
  const files = readdirSync(out).map(name => [name, readFileSync(join(out, name))] as const);
  expect(files.map(([name]) => name).sort()).toEqual([
    'bytes.bin',
    'data.json',
    'junit.xml',
    'report.html',
    'run.json',
  ]);
  const forms = [SECRET, encodeURIComponent(SECRET), JSON.stringify(SECRET).slice(1, -1), SECRET.replace('&', '&amp;')];
  for (const [name, text] of [...files, ['stdout', stdout], ['stderr', stderr]])
    for (const form of forms) expect([name, text?.includes(form)]).toEqual([name, false]);
  expect(`${stdout}${stderr}`).toContain('the key is ${key}');
  expect(stderr).toContain('thrown with ${key}');
});
