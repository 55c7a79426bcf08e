import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { readRecord } from '../record/record-file.ts';
import { RUN, type RunRecord } from '../record/run-record.ts';
import { descendants, stillRunning } from './process-tree.ts';
import { smallScript, smallTopology } from './small-drill.ts';
import { StartedHeadroom } from './started-headroom.ts';

const FOLDER = mkdtempSync(join(tmpdir(), 'headroom-failed-'));
afterAll(() => rmSync(FOLDER, { recursive: true }));

const SLOW = 120_000;
const TOPOLOGY = smallTopology(
  FOLDER,
  'watchful',
  'failover: active-passive, health: { interval: 300ms, timeout: 200ms, fall: 3 }',
);
const SCRIPT = smallScript(FOLDER, 60);

/** The processes of a live drill, by whom the record calls them; pools start in the topology's order. */
const PROCESSES = {
  primary: 'pool-process.',
  directory: 'directory-process.',
  proxy: 'proxy-process.',
  drill: 'drill-process.',
};

interface Failed {
  readonly code: number | null;
  readonly record: RunRecord;
  /** What it had said until the signal. */
  readonly said: string;
}

/** A drill of 60 s, one of whose processes gets signals once it is under load. */
async function drillWith(
  name: string,
  who: keyof typeof PROCESSES,
  signals: (send: (signal: NodeJS.Signals) => void) => Promise<void> | void,
): Promise<Failed> {
  const out = join(FOLDER, name);
  const drill = new StartedHeadroom(['run', SCRIPT, '--topology', TOPOLOGY, '--out', out], FOLDER);
  await drill.says(/under load/);
  const processes = descendants(drill.pid);
  const { pid } = processes.find(({ command }) => command.includes(PROCESSES[who])) as { pid: number };
  // A draft holds what a process had measured that is gone.
  if (who === 'drill') await new Promise(resolve => setTimeout(resolve, 3000));
  await signals(signal => process.kill(pid, signal));
  const code = await drill.ended();
  expect(stillRunning(processes)).toEqual([]);
  return { code, record: readRecord(RUN, join(out, 'run.json')), said: drill.said };
}

const FAILED = 'the harness itself has failed, and what was measured from then on says nothing about the settings';

describe.runIf(process.platform === 'linux')('a process of the harness that fails is not the system’s failure', () => {
  test.concurrent.each(['primary', 'proxy'] as const)('killed: %s', { timeout: SLOW }, async who => {
    const { code, record, said } = await drillWith(`killed-${who}`, who, send => send('SIGKILL'));
    expect([code, record.verdict]).toEqual([90, 'inconclusive']);
    expect(record.reasons[0]).toMatch(
      new RegExp(`^The process of (the )?${who} ended in second \\d+ \\(SIGKILL\\): ${FAILED}\\.$`),
    );
    expect(said).toContain('INCONCLUSIVE');
    // Nothing more could be learned.
    expect(record.durationS).toBeLessThan(30);
    expect(record.cause).toBeNull();
    expect(record.timeline).toContainEqual(
      expect.objectContaining({ operation: 'process-ended', process: who, signal: 'SIGKILL', exit: null }),
    );
  });

  test.concurrent('stopped for ever: the directory', { timeout: SLOW }, async () => {
    const { code, record } = await drillWith('stopped-directory', 'directory', send => send('SIGSTOP'));
    expect([code, record.verdict, record.cause]).toEqual([90, 'inconclusive', null]);
    expect(record.reasons[0]).toMatch(
      new RegExp(`^The process of the directory stood still for more than 2 s from second \\d+ on: ${FAILED}\\.$`),
    );
  });

  test.concurrent('stopped for a while: the load generator', { timeout: SLOW }, async () => {
    const { code, record } = await drillWith('stopped-drill', 'drill', async send => {
      send('SIGSTOP');
      await new Promise(resolve => setTimeout(resolve, 4000));
      send('SIGCONT');
    });
    expect([code, record.verdict]).toEqual([90, 'inconclusive']);
    expect(record.reasons[0]).toMatch(/^The process of the load generator stood still for more than 2 s/);
  });

  test.concurrent('the load generator, killed: what it had measured is kept', { timeout: SLOW }, async () => {
    const { code, record } = await drillWith('killed-drill', 'drill', send => send('SIGKILL'));
    expect([code, record.verdict]).toEqual([90, 'inconclusive']);
    expect(record.reasons[0]).toBe("The drill's process ended (SIGKILL); what had been measured until then is kept.");
    expect(record.requests.good).toBeGreaterThan(10);
  });
});
