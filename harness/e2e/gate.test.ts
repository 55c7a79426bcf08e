import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { COMPARE } from '../record/compare-record.ts';
import { readRecord } from '../record/record-file.ts';
import { type CommandResult, headroom, recordIn } from './headroom.ts';
import { smallScript, smallTopology } from './small-drill.ts';

const FOLDER = mkdtempSync(join(tmpdir(), 'headroom-gate-'));
afterAll(() => rmSync(FOLDER, { recursive: true }));

/** Starting processes takes its time on a busy machine. */
const SLOW = 90_000;
const TOPOLOGY = smallTopology(FOLDER, 'small');
const SCRIPT = smallScript(FOLDER, 10);
const SETTINGS = 'mock-service/settings';
const BASELINE = `${SETTINGS}/baseline.yaml`;
const SHORT_TTL = `${SETTINGS}/short-ttl.yaml`;
/** A miss costs more than there is: every second request fails. */
const BREAKS = ['--set', 'cost.miss={fixed: 3s}'];

const SUMMARY = join(FOLDER, 'summary.md');

afterEach(() => {
  delete process.env.GITHUB_ACTIONS;
  delete process.env.GITHUB_STEP_SUMMARY;
});

function drill(name: string, ...flags: string[]): Promise<CommandResult> {
  const out = join(FOLDER, name);
  return headroom(['run', SCRIPT, '--topology', TOPOLOGY, '--virtual', '--out', out, ...flags]);
}

/** Whether a value is what a published schema says. */
function fits(schema: string, value: unknown): boolean {
  const text = readFileSync(`schemas/${schema}.schema.json`, 'utf8');
  return z.fromJSONSchema(JSON.parse(text) as z.core.JSONSchema.JSONSchema).safeParse(value).success;
}

describe('what a gate reads of a run', () => {
  test('--quiet: one line, nothing else, and 0 for a pass', { timeout: SLOW }, async () => {
    const { code, stdout, stderr } = await drill('quiet', '--quiet');
    expect(stdout).toMatch(/^PASS small-10s with baseline: [^\n]+\n$/);
    expect([code, stderr]).toEqual([0, '']);
    expect(readdirSync(join(FOLDER, 'quiet')).sort()).toEqual(['junit.xml', 'report.html', 'run.json']);
  });

  test('--json: the record, and 99 for a failure', { timeout: SLOW }, async () => {
    process.env.GITHUB_ACTIONS = 'true';
    process.env.GITHUB_STEP_SUMMARY = SUMMARY;
    const { code, stdout, stderr } = await drill('json', '--json', ...BREAKS);
    const record: unknown = JSON.parse(stdout);
    expect(record).toEqual(recordIn(join(FOLDER, 'json')));
    expect([code, fits('run', record)]).toEqual([99, true]);
    expect(fits('run', { ...(record as object), verdict: 'perhaps' })).toBe(false);
    // In a step of a workflow: an annotation beside the result, and a summary.
    expect(stderr).toMatch(/^::error title=Headroom%3A fail%2C small-10s with baseline::.*requests failed/m);
    expect(readFileSync(SUMMARY, 'utf8')).toMatch(/^## ❌ FAIL: small-10s with baseline on small/);
    expect(readFileSync(join(FOLDER, 'json/junit.xml'), 'utf8')).toMatch(/failures="[1-9]/);
  });

  test('--exit-zero: 0 for a failure, but not for what cannot run', { timeout: SLOW }, async () => {
    const failed = await drill('zero', '--quiet', '--exit-zero', ...BREAKS);
    expect(failed.stdout).toMatch(/^FAIL /);
    expect(failed.code).toBe(0);
    expect((await drill('zero-invalid', '--quiet', '--exit-zero', '--set', 'ttl=5')).code).toBe(104);
  });
});

test('what a gate reads of a comparison', { timeout: SLOW }, async () => {
  process.env.GITHUB_ACTIONS = 'true';
  process.env.GITHUB_STEP_SUMMARY = SUMMARY;
  const out = join(FOLDER, 'compare');
  const flags = ['--topology', TOPOLOGY, '--virtual', '--quiet', '--out', out];
  const { code, stdout, stderr } = await headroom(['compare', SCRIPT, BASELINE, SHORT_TTL, ...flags]);
  const comparison = readRecord(COMPARE, join(out, 'compare.json'));
  expect(fits('compare', comparison)).toBe(true);
  expect(code).toBe({ safe: 0, worse: 99, inconclusive: 90 }[comparison.verdict]);
  expect(stdout).toMatch(/^(SAFE|WORSE|INCONCLUSIVE) small-10s, short-ttl against baseline: [^\n]+\n$/);
  // Of several seeds it is asked what would turn a verdict, wherever there is one.
  expect(comparison.sensitivity?.variations.length).toBe(comparison.verdict === 'inconclusive' ? undefined : 12);
  expect(stderr.startsWith('::')).toBe(comparison.verdict !== 'safe');
  expect(readFileSync(SUMMARY, 'utf8')).toContain('short-ttl against baseline: small-10s on small');
  expect(readdirSync(out).sort()).toEqual(['baseline', 'candidate', 'compare.json', 'junit.xml', 'report.html']);
});

test('two live drills at once do not collide', { timeout: SLOW }, async () => {
  const script = smallScript(FOLDER, 5);
  const results = await Promise.all(
    ['one', 'two'].map(name =>
      headroom(['run', script, '--topology', TOPOLOGY, '--quiet', '--out', join(FOLDER, name)], FOLDER),
    ),
  );
  for (const name of ['one', 'two']) {
    const { requests, generator } = recordIn(join(FOLDER, name));
    expect(requests.offered).toBe(generator.startedIterations);
    expect(requests.byStatus).toEqual({ '200': requests.good });
  }
  // A busy machine may make them inconclusive, which is no collision.
  for (const { code } of results) expect([0, 90]).toContain(code);
});

describe('the example workflow', () => {
  const workflow = parse(readFileSync('.github/workflows/cache-settings-gate.yml', 'utf8')) as {
    jobs: Record<string, { steps: { name?: string; run?: string }[] }>;
  };
  const step = workflow.jobs['failover-drill']?.steps.find(({ name }) => name === 'Drill the changed settings');

  test('compares each changed file with what it replaces, and fails if one is not safe', () => {
    const repository = join(FOLDER, 'repository');
    const programs = join(FOLDER, 'programs');
    const called = join(FOLDER, 'called');
    mkdirSync(join(repository, SETTINGS), { recursive: true });
    mkdirSync(programs);
    // What stands in for npx keeps its arguments and the ttl of both settings, and finds the one called new unsafe.
    writeFileSync(
      join(programs, 'npx'),
      `#!/bin/sh\necho "$1 $2 $3 $(grep -h ttl: "$4") $(grep -h ttl: "$5") $5" >> ${called}\ncase "$5" in *new.yaml) exit 99;; esac\n`,
    );
    chmodSync(join(programs, 'npx'), 0o755);
    const bash = (script: string, env = {}) =>
      spawnSync('bash', ['-e', '-c', script], { cwd: repository, env: { ...process.env, ...env }, encoding: 'utf8' });
    const settings = (name: string, ttl: string) =>
      writeFileSync(join(repository, SETTINGS, `${name}.yaml`), `ttl: ${ttl}\n`);
    const commit = 'git add . && git -c user.name=t -c user.email=t@example.com commit -q -m change';
    settings('baseline', '300s');
    settings('candidate', '300s');
    cpSync(TOPOLOGY, join(repository, 'other.yaml'));
    const base = bash(`git init -q && ${commit} && git rev-parse HEAD`).stdout.trim();
    settings('candidate', '30s');
    settings('new', '1s');
    expect(bash(commit).status).toBe(0);

    const ran = bash(step?.run ?? 'false', { BASE: base, TMPDIR: FOLDER, PATH: `${programs}:${process.env.PATH}` });
    expect([ran.stderr, ran.status]).toEqual(['', 99]);
    const drill = 'headroom compare scenarios/settled-failover.ts ttl: 300s';
    expect(readFileSync(called, 'utf8')).toBe(
      `${drill} ttl: 30s ${SETTINGS}/candidate.yaml\n${drill} ttl: 1s ${SETTINGS}/new.yaml\n`,
    );
  });
});
