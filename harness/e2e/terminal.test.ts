import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { readRecord } from '../record/record-file.ts';
import { RUN } from '../record/run-record.ts';
import { descendants, stillRunning } from './process-tree.ts';
import { smallScript, smallTopology } from './small-drill.ts';
import { Terminal } from './terminal.ts';

const FOLDER = mkdtempSync(join(tmpdir(), 'headroom-terminal-'));
afterAll(() => rmSync(FOLDER, { recursive: true }));

/** Starting processes takes its time on a busy machine. */
const SLOW = 90_000;
const TOPOLOGY = smallTopology(FOLDER, 'small');
const LONG = ['run', smallScript(FOLDER, 60), '--topology', TOPOLOGY];
const SHORT = ['run', smallScript(FOLDER, 5), '--topology', TOPOLOGY, '--virtual'];

describe.runIf(process.platform === 'linux')('a drill in a terminal', () => {
  test('Ctrl-C reaches all its processes: 105, the summary, the record, and nothing left', {
    timeout: SLOW,
  }, async () => {
    const out = join(FOLDER, 'pressed');
    const terminal = new Terminal([...LONG, '--out', out], FOLDER);
    const [, page = ''] = await terminal.shows(/Live page: (\S+)/);
    await terminal.shows(/under load/);
    // What makes pages is a process of its own too.
    expect((await fetch(page)).status).toBe(200);
    const processes = descendants(terminal.pid);
    terminal.pressCtrlC();
    expect(await terminal.ended()).toBe(105);
    expect(terminal.shown).toContain('The drill was interrupted before its end.');
    expect(terminal.shown).not.toMatch(/internal error|no longer running/);
    expect(readRecord(RUN, join(out, 'run.json')).verdict).toBe('inconclusive');
    expect(existsSync(join(out, 'report.html'))).toBe(true);
    expect(stillRunning(processes)).toEqual([]);
  });

  test('Ctrl-C while the script is looked at: 105, and nothing left', { timeout: SLOW }, async () => {
    const out = join(FOLDER, 'early');
    const terminal = new Terminal([...LONG, '--out', out], FOLDER);
    const compiles = (): boolean => descendants(terminal.pid).some(({ command }) => command.includes('--service='));
    while (!compiles()) await new Promise(resolve => setTimeout(resolve, 5));
    const processes = descendants(terminal.pid);
    terminal.pressCtrlC();
    expect([await terminal.ended(), terminal.shown]).toEqual([105, expect.not.stringContaining('error')]);
    expect([stillRunning(processes), existsSync(out)]).toEqual([[], false]);
  });

  test('Ctrl-C twice ends it at once, with nothing left', { timeout: SLOW }, async () => {
    const out = join(FOLDER, 'twice');
    // Its end takes longer than anybody waits.
    const hanging = join(FOLDER, 'hanging.ts');
    writeFileSync(
      hanging,
      `import { sleep } from 'k6';\nexport const options = { vus: 1, duration: '60s' };\nexport default function () { console.log('under load'); sleep(1); }\nexport function teardown() { console.log('tearing down'); sleep(50); }\n`,
    );
    const terminal = new Terminal(['run', hanging, '--topology', TOPOLOGY, '--out', out], FOLDER);
    await terminal.shows(/under load/);
    const processes = descendants(terminal.pid);
    terminal.pressCtrlC();
    await terminal.shows(/tearing down/);
    await new Promise(resolve => setTimeout(resolve, 600));
    terminal.pressCtrlC();
    expect(await terminal.ended()).toBe(105);
    while (stillRunning(processes).length > 0) await new Promise(resolve => setTimeout(resolve, 20));
    expect(existsSync(join(out, '.headroom-pid'))).toBe(false);
  });

  test('its window is closed: the record is kept, and nothing left', { timeout: SLOW }, async () => {
    const out = join(FOLDER, 'closed');
    const terminal = new Terminal([...LONG, '--out', out], FOLDER);
    await terminal.shows(/under load/);
    const processes = [{ pid: terminal.pid, command: 'headroom' }, ...descendants(terminal.pid)];
    terminal.closeWindow();
    await terminal.ended();
    while (processes.some(({ pid }) => existsSync(`/proc/${pid}`)))
      await new Promise(resolve => setTimeout(resolve, 20));
    expect(readRecord(RUN, join(out, 'run.json')).reasons).toContain('The drill was interrupted before its end.');
  });
});

describe('a drill whose words cannot be written', () => {
  /** @returns the exit code, and what came on stderr */
  async function run(name: string, stdout: 'pipe' | number): Promise<{ code: number | null; stderr: string }> {
    const bin = join(import.meta.dirname, '../cli/headroom.js');
    const args = [bin, ...SHORT, '--out', join(FOLDER, name)];
    const child = spawn(process.execPath, args, { cwd: FOLDER, stdio: ['ignore', stdout, 'pipe'] });
    // Whoever read it has had enough.
    child.stdout?.destroy();
    let stderr = '';
    child.stderr?.on('data', chunk => {
      stderr += String(chunk);
      if (stdout === 'pipe') child.stderr?.destroy();
    });
    const [code] = (await once(child, 'exit')) as [number | null];
    return { code, stderr };
  }

  test('since nobody reads any more ends as it would, with its record', { timeout: SLOW }, async () => {
    expect((await run('piped', 'pipe')).code).toBe(0);
    expect(readRecord(RUN, join(FOLDER, 'piped/run.json')).verdict).toBe('pass');
  });

  test.runIf(existsSync('/dev/full'))('since the disk is full too, and says so', { timeout: SLOW }, async () => {
    const { code, stderr } = await run('full', openSync('/dev/full', 'w'));
    expect(stderr).toMatch(/^error: the result cannot be written to stdout: the disk is full \(ENOSPC\)$/m);
    expect(code).toBe(0);
    expect(existsSync(join(FOLDER, 'full/run.json'))).toBe(true);
  });
});
