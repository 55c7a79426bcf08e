import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readRecord } from '../record/record-file.ts';
import { RUN } from '../record/run-record.ts';
import { descendants } from './process-tree.ts';
import { smallScript, smallTopology } from './small-drill.ts';
import { StartedHeadroom } from './started-headroom.ts';

const FOLDER = mkdtempSync(join(tmpdir(), 'headroom-killed-'));
afterAll(() => rmSync(FOLDER, { recursive: true }));

test("a pool's process is killed: the drill goes on, users get 502 and 503 until the proxy has failed over, and the record says so", {
  timeout: 90_000,
}, async () => {
  const topology = smallTopology(
    FOLDER,
    'watchful',
    'failover: active-passive, health: { interval: 300ms, timeout: 200ms, fall: 3 }',
  );
  const out = join(FOLDER, 'out');
  const drill = new StartedHeadroom(['run', smallScript(FOLDER, 10), '--topology', topology, '--out', out], FOLDER);
  await drill.says(/under load/);
  // Pools start in the topology's order: the primary is the older.
  const [primary] = descendants(drill.pid).filter(({ command }) => command.includes('pool-process.'));
  process.kill(primary?.pid as number, 'SIGKILL');
  expect(await drill.ended()).toBe(99);

  const { timeline, requests, series, verdict, generator } = readRecord(RUN, join(out, 'run.json'));
  expect(verdict).toBe('fail');
  expect(timeline.map(({ operation, target }) => `${operation} ${target}`)).toEqual(
    expect.arrayContaining(['instance-died primary', 'instance-down primary-0', 'active-pool alternate']),
  );
  const { '200': good = 0, '502': bad = 0, '503': unavailable = 0, ...others } = requests.byStatus;
  expect(bad + unavailable).toBeGreaterThan(0);
  expect(others).toEqual({});
  // All load came, and the alternate served what came after the failover.
  expect(generator.droppedIterations).toBe(0);
  expect(good).toBeGreaterThan(100);
  const failedOver = Math.ceil(timeline.find(({ operation }) => operation === 'active-pool')?.atS ?? Number.NaN);
  const errors = (series.columns.errors ?? []).slice(failedOver + 1);
  expect(errors.length).toBeGreaterThan(0);
  expect(errors.every(count => count === 0)).toBe(true);
});
