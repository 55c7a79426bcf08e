import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { CAPACITY } from '../record/capacity-record.ts';
import { COMPARE } from '../record/compare-record.ts';
import { DRAFT } from '../record/draft-record.ts';
import { INSTANCES } from '../record/instances-record.ts';
import { MAP } from '../record/map-record.ts';
import { readRecord } from '../record/record-file.ts';
import { ROLLOUT } from '../record/rollout-record.ts';
import { RUN } from '../record/run-record.ts';
import { SWEEP } from '../record/sweep-record.ts';
import { headroom } from './headroom.ts';
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
    expect(existsSync(join(out, 'draft.json'))).toBe(false);
  });

  test('a search for a capacity keeps what it had found', { timeout: SLOW }, async () => {
    const out = join(FOLDER, 'capacity');
    const search = new StartedHeadroom(
      ['capacity', SCRIPT, '--topology', TOPOLOGY, '--virtual', '--repeat', '1', '--resolution', '0.1%', '--out', out],
      FOLDER,
    );
    await search.says(/Until its record is written: /);
    const processes = descendants(search.pid);
    expect(await search.interrupt()).toBe(105);
    expect(stillRunning(processes)).toEqual([]);
    const { verdict, interrupted, probes, reasons } = readRecord(CAPACITY, join(out, 'capacity.json'));
    expect([verdict, interrupted]).toEqual(['inconclusive', { finished: 0, planned: 1 }]);
    expect(probes.length).toBeGreaterThan(0);
    expect(search.said).toContain(reasons[0]);
    const judged = await headroom([
      'run',
      SCRIPT,
      '--topology',
      TOPOLOGY,
      '--virtual',
      '--set',
      'objectives.headroom=1',
      '--capacity',
      out,
    ]);
    expect([judged.code, judged.stderr]).toEqual([104, expect.stringContaining('its search was interrupted')]);
  });

  /** Started in its folder, and interrupted once it has something to keep. */
  async function interruptedOnce(out: string, args: readonly string[], signal: NodeJS.Signals): Promise<string> {
    const command = new StartedHeadroom([...args, '--topology', TOPOLOGY, '--virtual', '--out', out], FOLDER);
    await command.says(/Until its record is written: /);
    const processes = descendants(command.pid);
    const code = await command.interrupt(signal);
    expect(code).toBe(signal === 'SIGKILL' ? null : 105);
    while (stillRunning(processes).length > 0) await soon();
    return command.said;
  }

  test('a search for a capacity that is killed leaves what it had found', { timeout: SLOW }, async () => {
    const out = join(FOLDER, 'capacity-killed');
    await interruptedOnce(out, ['capacity', SCRIPT, '--resolution', '0.1%'], 'SIGKILL');
    const { verdict, interrupted, probes } = readRecord(CAPACITY, join(out, 'capacity.json'));
    expect([verdict, interrupted?.finished]).toEqual(['inconclusive', 0]);
    expect(probes.length).toBeGreaterThan(0);
  });

  test('a sweep keeps the points that it had measured', { timeout: SLOW }, async () => {
    const out = join(FOLDER, 'sweep');
    const ttls = Array.from({ length: 50 }, (_, i) => `${i + 1}s`);
    const said = await interruptedOnce(out, ['capacity', SCRIPT, '--sweep', `ttl=${ttls.join(',')}`], 'SIGINT');
    const { interrupted, points } = readRecord(SWEEP, join(out, 'sweep.json'));
    expect(interrupted?.planned).toBe(50);
    expect(points.length).toBe(interrupted?.finished);
    expect(points.length).toBeGreaterThan(0);
    expect(said).toContain(`${points.length} of 50 points`);
  });

  test('a map keeps the cells that it had drilled', { timeout: SLOW }, async () => {
    const out = join(FOLDER, 'map');
    const hour = smallScript(FOLDER, 3600);
    const said = await interruptedOnce(out, ['capacity', hour, '--map', 'load,ttl=1s..100s'], 'SIGINT');
    const { interrupted, drilled, outcomes, edge } = readRecord(MAP, join(out, 'map.json'));
    const drills = drilled.flat().filter(Boolean).length;
    expect([interrupted?.finished, edge]).toEqual([drills, null]);
    expect(drills).toBeGreaterThan(0);
    expect(drills).toBeLessThan(interrupted?.planned as number);
    expect(outcomes.flat().filter(outcome => outcome !== null).length).toBeGreaterThanOrEqual(drills);
    expect(said).toContain(`${drills} of ${interrupted?.planned} drills`);
  });

  test('a search for the instances that are needed keeps what it had found', { timeout: SLOW }, async () => {
    const out = join(FOLDER, 'instances');
    await interruptedOnce(out, ['capacity', SCRIPT, '--find', 'instances', '--repeat', '200'], 'SIGTERM');
    const { verdict, interrupted, probes, reasons } = readRecord(INSTANCES, join(out, 'instances.json'));
    expect([verdict, interrupted?.planned]).toEqual(['inconclusive', 200]);
    expect(probes.length).toBeGreaterThan(0);
    expect(reasons[0]).toMatch(/^It was interrupted when \d+ of 200 searches had come to their end\.$/);
  });

  test('a rollout keeps its drill, and gives no verdict on the change', { timeout: SLOW }, async () => {
    const out = join(FOLDER, 'rollout');
    const cache = resolve('mock-service/settings/short-ttl.yaml');
    await interruptedOnce(out, ['rollout', SCRIPT, '--cache', cache, '--bake', '10h'], 'SIGINT');
    const { verdict, interrupted, reasons, halted } = readRecord(ROLLOUT, join(out, 'rollout.json'));
    expect([verdict, interrupted, halted]).toEqual([
      'inconclusive',
      { finished: 0, planned: expect.any(Number) },
      null,
    ]);
    expect(reasons[0]).toContain('interrupted');
    expect(readRecord(RUN, join(out, 'drill/run.json')).reasons).toContain('The drill was interrupted before its end.');
    expect(existsSync(join(out, 'drill/draft.json'))).toBe(false);
  });

  test('a probe, which is over in seconds, keeps nothing', { timeout: SLOW }, async () => {
    const out = join(FOLDER, 'probe');
    const probe = new StartedHeadroom(
      ['capacity', SCRIPT, '--topology', TOPOLOGY, '--probe', '--for', '60s', '--out', out],
      FOLDER,
    );
    await probe.says(/Sending what \d+ sessions/);
    const processes = descendants(probe.pid);
    expect(await probe.interrupt()).toBe(105);
    expect([stillRunning(processes), existsSync(out)]).toEqual([[], false]);
  });

  test('a comparison over several seeds keeps those of which both drills had ended', { timeout: SLOW }, async () => {
    const out = join(FOLDER, 'comparison');
    const minutes = smallScript(FOLDER, 300);
    const [a, b] = ['baseline', 'short-ttl'].map(name => resolve(`mock-service/settings/${name}.yaml`));
    const compared = new StartedHeadroom(
      ['compare', minutes, `${a}`, `${b}`, '--topology', TOPOLOGY, '--virtual', '--repeat', '200', '--out', out],
      FOLDER,
    );
    while (!existsSync(join(out, 'candidate/seed-2/run.json'))) await soon();
    expect(await compared.interrupt()).toBe(105);
    const { verdict, interrupted, runs } = readRecord(COMPARE, join(out, 'compare.json'));
    expect([verdict, interrupted?.planned]).toEqual(['inconclusive', 200]);
    expect(interrupted?.finished).toBeGreaterThan(0);
    expect(runs).toHaveLength(2 * (interrupted?.finished as number));
  });

  test.each([['live'], ['virtual', '--virtual']])(
    '%s: a killed parent takes its processes with it and leaves a draft, which is no verdict',
    { timeout: SLOW },
    async (name, ...flags) => {
      const out = join(FOLDER, `killed-${name}`);
      const script = flags.length === 0 ? SCRIPT : smallScript(FOLDER, 360_000);
      const drill = new StartedHeadroom(['run', script, '--topology', TOPOLOGY, '--out', out, ...flags], FOLDER);
      await drill.says(/Until its record is written: \S+draft\.json/);
      const processes = descendants(drill.pid);
      await drill.interrupt('SIGKILL');
      while (stillRunning(processes).length > 0) await soon();
      expect(existsSync(join(out, 'run.json'))).toBe(false);

      const { draft, requests } = readRecord(DRAFT, join(out, 'draft.json'));
      expect(draft).toBe(true);
      expect(requests.good).toBeGreaterThan(10);
      expect(requests.good + requests.errors + requests.unexpected + requests.interrupted).toBe(requests.offered);

      const shown = await headroom(['report', out]);
      expect(shown.stdout).toMatch(/^DRAFT {2}small-/);
      expect(shown.stdout).not.toMatch(/PASS|FAIL|INCONCLUSIVE/);
      expect([shown.code, existsSync(join(out, 'junit.xml'))]).toEqual([90, false]);
      const compared = await headroom(['compare', out, out, '--out', join(FOLDER, 'none')]);
      expect([compared.code, compared.stderr]).toEqual([104, expect.stringContaining('a draft of a run record')]);
    },
  );
});

async function firstProcess({ pid }: StartedHeadroom): Promise<void> {
  while (descendants(pid).length === 0) await soon();
}

function soon(): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, 20));
}
