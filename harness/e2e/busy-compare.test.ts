import { type ChildProcess, spawn } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { COMPARE } from '../record/compare-record.ts';
import { readRecord } from '../record/record-file.ts';
import { StartedHeadroom } from './started-headroom.ts';

const FOLDER = mkdtempSync(join(tmpdir(), 'headroom-busy-compare-'));
const FIXTURES = join(import.meta.dirname, 'fixtures/live-page');
const SETTINGS = 'mock-service/settings/baseline.yaml';
/** Beside two comparisons at once. */
const LOOPS = 3;
const loops: ChildProcess[] = [];

beforeAll(() => {
  copyFileSync(SETTINGS, join(FOLDER, 'copy.yaml'));
  for (let i = 0; i < LOOPS; i++) loops.push(spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' }));
});
afterAll(() => {
  for (const loop of loops) loop.kill('SIGKILL');
  rmSync(FOLDER, { recursive: true });
});

/** A live comparison of 10 s an arm beside loops that want more than the whole machine. */
async function compare(name: string, candidate: string) {
  const out = join(FOLDER, name);
  const drill = [join(FIXTURES, 'short-drill.ts'), SETTINGS, candidate, '--topology', join(FIXTURES, 'small.yaml')];
  const started = new StartedHeadroom(['compare', ...drill, '--quiet', '--out', out]);
  const code = await started.ended();
  const file = join(out, COMPARE.file);
  // A process that stood still for so long that its drill was given up: nothing is compared.
  if (code === 90 && !existsSync(file)) return { code, verdict: 'inconclusive', reasons: [started.said] };
  const { verdict, reasons } = readRecord(COMPARE, file);
  return { code, verdict, reasons };
}

const SLOW = 300_000;

test.concurrent('on a busy machine a copy is never worse than what it is a copy of', { timeout: SLOW }, async () => {
  const copy = await compare('copy', join(FOLDER, 'copy.yaml'));
  expect(['safe', 'inconclusive'], copy.reasons.join('\n')).toContain(copy.verdict);
  expect([0, 90]).toContain(copy.code);
});

test.concurrent('and a change that fails users is never safe', { timeout: SLOW }, async () => {
  const change = await compare('short-ttl', 'mock-service/settings/short-ttl.yaml');
  expect(['worse', 'inconclusive'], change.reasons.join('\n')).toContain(change.verdict);
  expect([90, 99]).toContain(change.code);
});
