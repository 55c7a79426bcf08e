import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, expect, test, vi } from 'vitest';
import { main } from './main.ts';

// Whole drills, in processes of their own: a busy machine takes longer.
vi.setConfig({ testTimeout: 300_000 });

const FOLDER = mkdtempSync(join(tmpdir(), 'headroom-replay-'));
afterAll(() => rmSync(FOLDER, { recursive: true }));

const SQUARE = 'scenarios/post-mortems/square-2017-03-16';

/** Runs a command line in this process. */
async function run(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const texts = { stdout: '', stderr: '' };
  const spies = (['stdout', 'stderr'] as const).map(name =>
    vi.spyOn(process[name], 'write').mockImplementation(text => {
      texts[name] += stripVTControlCharacters(String(text));
      return true;
    }),
  );
  try {
    return { code: await main(args), ...texts };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}

test('without a name it lists the incidents; a misspelt one is told what was meant', async () => {
  const { code, stdout } = await run('replay', '--json');
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toContainEqual(expect.objectContaining({ name: 'square-2017-03-16' }));
  const wrong = await run('replay', 'square-2017-03-17');
  expect([wrong.code, wrong.stderr]).toEqual([...[104, expect.stringContaining('did you mean square-2017-03-16?')]]);
});

test('an incident is told on one page, by its name or its folder', async () => {
  const out = join(FOLDER, 'square');
  const page = join(FOLDER, 'square.html');
  const { code, stdout } = await run('replay', SQUARE, '--out', out, '--html', page);
  expect([code, stdout.slice(0, 4)]).toEqual([0, 'PASS']);
  for (const part of ['What happened', 'What the drills show', 'Why it started', 'What kept it going', 'What ends it'])
    expect(stdout).toContain(part);
  expect(stdout).toMatch(/kept so by retries/);
  expect(JSON.parse(readFileSync(join(out, 'replay.json'), 'utf8')).drills).toHaveLength(3);
  expect(readFileSync(page, 'utf8')).toBe(readFileSync(join(out, 'report.html'), 'utf8'));
  expect(existsSync(join(out, 'way-out', 'run.json'))).toBe(true);
});

test('on a topology that it would happen to it exits 99, and 0 on one that has room', async () => {
  const here = ['replay', SQUARE, '--topology', `${SQUARE}/topology.yaml`, '--quiet', '--out', join(FOLDER, 'mine')];
  const happens = await run(...here);
  expect([happens.code, happens.stdout]).toEqual([99, expect.stringContaining('It would happen on square')]);
  const roomy = await run(...here, '--set', 'directory.concurrency=200');
  expect([roomy.code, roomy.stdout]).toEqual([0, expect.stringContaining('It would not happen on square')]);
});

test('recover finds what ends an outage, and proves it', async () => {
  const files = ['--topology', `${SQUARE}/topology.yaml`, '--cache', `${SQUARE}/settings.yaml`];
  // A third of it: what is full is so all the same.
  const third = ['--set', 'peak=50', '--set', 'directory.concurrency=8'];
  const settings = [...files, '--baseline', `${SQUARE}/settings.yaml`, '--by', 'request', '--at', '130', ...third];
  const { code, stdout } = await run(
    'recover',
    `${SQUARE}/replay.ts`,
    ...settings,
    '--json',
    '--out',
    join(FOLDER, 'way'),
  );
  expect(code).toBe(0);
  const { plan, runbook, effortS, seeds } = JSON.parse(stdout);
  expect(plan).toMatchObject({ atS: 130, undo: [], by: 'request' });
  expect(runbook).toHaveLength(3);
  expect(effortS).toBeGreaterThan(0);
  expect(seeds).toEqual([1, 2, 3]);
});

test('where nothing stays down there is nothing to recover from', async () => {
  const files = ['--topology', `${SQUARE}/topology.yaml`, '--cache', `${SQUARE}/settings.yaml`, '-e', 'LOAD=0.33'];
  const { code, stdout } = await run('recover', `${SQUARE}/replay.ts`, ...files, '--out', join(FOLDER, 'none'));
  expect([code, stdout]).toEqual([0, expect.stringContaining('There is nothing to end: the drill holds.')]);
});
