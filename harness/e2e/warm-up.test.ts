/** What `npm ci` compiles is what the first drill loads. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { headroom } from './headroom.ts';
import { smallScript, smallTopology } from './small-drill.ts';

const FOLDER = mkdtempSync(join(tmpdir(), 'headroom-warm-up-'));
const COMPILED = join(FOLDER, 'headroom/compiled');
/** A drill's process alone loads hundreds. */
const FEW = 50;
afterAll(() => rmSync(FOLDER, { recursive: true, force: true }));

const compiled = (): string[] => readdirSync(COMPILED, { recursive: true, encoding: 'utf8' });
const folders = (): string[] =>
  readdirSync(COMPILED, { recursive: true, withFileTypes: true })
    .filter(each => each.isDirectory())
    .map(({ name }) => name);

test('the processes of a drill find all that they load', async () => {
  const env = { XDG_CACHE_HOME: FOLDER, NODE_COMPILE_CACHE: '' };
  execFileSync(process.execPath, ['harness/cli/warm-up.js'], { env: { ...process.env, ...env }, stdio: 'ignore' });
  const [files, of] = [compiled().length, folders()];
  expect(files).toBeGreaterThan(FEW);
  const words = ['--virtual', '--topology', smallTopology(FOLDER, 'small'), '--out', join(FOLDER, 'out')];
  const { code, stderr } = await headroom(['run', smallScript(FOLDER, 2), ...words], process.cwd(), env);
  expect(code, stderr).toBe(0);
  expect(folders()).toEqual(of);
  expect(compiled().length - files).toBeLessThan(FEW);
}, 60_000);
