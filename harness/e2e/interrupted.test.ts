import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { readRecord } from '../record/record-file.ts';
import { RUN } from '../record/run-record.ts';
import { descendants, listens, stillRunning } from './process-tree.ts';
import { smallScript, smallTopology } from './small-drill.ts';
import { StartedHeadroom } from './started-headroom.ts';

const FOLDER = mkdtempSync(join(tmpdir(), 'headroom-interrupted-'));
afterAll(() => rmSync(FOLDER, { recursive: true }));

/** Starting processes takes its time on a busy machine. */
const SLOW = 90_000;
const TOPOLOGY = smallTopology(FOLDER, 'small');
const SCRIPT = smallScript(FOLDER, 60);

function start(name: string, ...flags: string[]): { drill: StartedHeadroom; out: string } {
  const out = join(FOLDER, name);
  return { drill: new StartedHeadroom(['run', SCRIPT, '--topology', TOPOLOGY, '--out', out, ...flags], FOLDER), out };
}

describe('a drill that is interrupted', () => {
  test('under load: 105, the record of what was measured, and nothing left', { timeout: SLOW }, async () => {
    const { drill, out } = start('loaded');
    const [, baseUrl = '', controlUrl = ''] = await drill.says(/site (\S+) (\S+)/);
    await drill.says(/under load/);
    const processes = descendants(drill.pid);
    // The drill, the directory, two pools and the proxy; esbuild has a process of its own.
    expect(processes.filter(({ command }) => command.includes('-process.')).length).toBe(5);
    expect(await listens(baseUrl)).toBe(true);
    expect(await drill.interrupt()).toBe(105);
    expect(stillRunning(processes)).toEqual([]);
    expect([await listens(baseUrl), await listens(controlUrl)]).toEqual([false, false]);
    const record = readRecord(RUN, join(out, 'run.json'));
    expect(record.verdict).toBe('inconclusive');
    expect(record.reasons).toContain('The drill was interrupted before its end.');
    expect(record.requests.good).toBeGreaterThan(10);
    expect(record.durationS).toBeLessThan(60);
    expect(existsSync(join(out, 'junit.xml'))).toBe(true);
  });

  test.each([
    ['with its first process', 'SIGINT', (drill: StartedHeadroom) => firstProcess(drill)],
    ['while the site starts', 'SIGTERM', (drill: StartedHeadroom) => drill.says(/Running /)],
  ] as const)('%s: 105, no record, and nothing left', { timeout: SLOW }, async (name, signal, moment) => {
    const { drill, out } = start(name);
    await moment(drill);
    const processes = descendants(drill.pid);
    expect(await drill.interrupt(signal)).toBe(105);
    expect(stillRunning(processes)).toEqual([]);
    expect(existsSync(out)).toBe(false);
  });

  test('virtual: the same', { timeout: SLOW }, async () => {
    const out = join(FOLDER, 'virtual');
    const hours = smallScript(FOLDER, 360_000);
    const drill = new StartedHeadroom(['run', hours, '--topology', TOPOLOGY, '--virtual', '--out', out], FOLDER);
    await drill.says(/under load/);
    const processes = descendants(drill.pid);
    expect(await drill.interrupt()).toBe(105);
    expect(stillRunning(processes)).toEqual([]);
    expect(readRecord(RUN, join(out, 'run.json')).verdict).toBe('inconclusive');
  });

  test('a killed parent takes its processes with it', { timeout: SLOW }, async () => {
    const { drill } = start('killed');
    await drill.says(/under load/);
    const processes = descendants(drill.pid);
    await drill.interrupt('SIGKILL');
    while (stillRunning(processes).length > 0) await soon();
  });
});

async function firstProcess({ pid }: StartedHeadroom): Promise<void> {
  while (descendants(pid).length === 0) await soon();
}

function soon(): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, 20));
}
