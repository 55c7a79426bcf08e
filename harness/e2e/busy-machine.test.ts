import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { constants, setPriority, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { descendants } from './process-tree.ts';
import { StartedHeadroom } from './started-headroom.ts';

const FOLDER = mkdtempSync(join(tmpdir(), 'headroom-busy-'));
const loops: ChildProcess[] = [];
afterAll(() => {
  for (const loop of loops) loop.kill('SIGKILL');
  rmSync(FOLDER, { recursive: true });
});

const { PRIORITY_LOW } = constants.priority;

/** Comparisons at once, and busy loops beside them. */
const AT_ONCE = 2;
const LOOPS = 8;
/** Longer than any patience that is measured by the wall's clock would be for a process that starts. */
const BUSY_MS = 8000;

/** Each in a folder of its own, so that all records are written by the same names. */
function compare(name: string): { started: StartedHeadroom; records: () => string[] } {
  const folder = join(FOLDER, name);
  mkdirSync(folder);
  const files = [
    'scenarios/eu-peak-failover.ts',
    'mock-service/settings/baseline.yaml',
    'mock-service/settings/short-ttl.yaml',
  ];
  const args = [
    'compare',
    ...files.map(file => resolve(file)),
    '--virtual',
    '--repeat',
    '2',
    '--quiet',
    '--out',
    'out',
  ];
  return {
    started: new StartedHeadroom(args, folder),
    records: () =>
      ['compare.json', 'baseline/seed-1/run.json', 'candidate/seed-2/run.json'].map(file =>
        readFileSync(join(folder, 'out', file), 'utf8'),
      ),
  };
}

test.runIf(process.platform === 'linux')(
  'virtual comparisons end with the same verdict and the same bytes on a machine that hardly lets them run',
  { timeout: 120_000 },
  async () => {
    const alone = compare('alone');
    expect(await alone.started.ended()).toBe(99);

    const several = Array.from({ length: AT_ONCE }, (_, i) => compare(`busy-${i}`));
    // Whatever else runs goes first from now on.
    await Promise.all(several.map(({ started }) => compiling(started, pid => setPriority(pid, PRIORITY_LOW))));
    const loop = `for (const end = Date.now() + ${BUSY_MS}; Date.now() < end; );`;
    for (let i = 0; i < LOOPS; i++) loops.push(spawn(process.execPath, ['-e', loop], { stdio: 'ignore' }));

    const codes = await Promise.all(several.map(({ started }) => started.ended()));
    expect(several.map(({ started }) => started.said).join('\n')).not.toContain('internal error');
    expect(codes).toEqual(several.map(() => 99));
    for (const { records } of several) expect(records()).toEqual(alone.records());
  },
);

/** Waits until both of its drills have begun to compile the script, which starts a process of each. @param found told of both processes */
async function compiling(started: StartedHeadroom, found: (pid: number) => void): Promise<void> {
  const drills = new Set<number>();
  while (drills.size < 2) {
    for (const { pid, command } of descendants(started.pid)) {
      const [compiler] = drills.has(pid) || !command.includes('drill-process.') ? [] : descendants(pid);
      if (compiler === undefined) continue;
      drills.add(pid);
      found(pid);
      found(compiler.pid);
    }
    await new Promise(soon => setTimeout(soon, 10));
  }
}
