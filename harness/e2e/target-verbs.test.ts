/** The commands on a system that exists: each drill's operations are the target's own, and what nobody measured is not said. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { CAPACITY } from '../record/capacity-record.ts';
import { COMPARE } from '../record/compare-record.ts';
import { readRecord } from '../record/record-file.ts';
import { REPEAT } from '../record/repeat-record.ts';
import { ROLLOUT } from '../record/rollout-record.ts';
import { RUN } from '../record/run-record.ts';
import { StartedHeadroom } from './started-headroom.ts';
import { TargetStack, targetFile, targetScript } from './target-stack.ts';

const FOLDER = mkdtempSync(join(tmpdir(), 'headroom-verbs-'));
/** Starting processes takes its time on a busy machine. */
const SLOW = 180_000;
const stacks: TargetStack[] = [];
afterAll(async () => {
  await Promise.all(stacks.map(stack => stack.close()));
  rmSync(FOLDER, { recursive: true });
});

const RESET = { reset: '{ run: [./operate.sh, reset, moves, primary] }' };
/** Of an operator's commands, what one drill to its end is. */
const DRILL = ['reset', 'deploy', 'fail-over', 'fail-back', 'roll-back'];

/** A small system with two settings. `files` are the flags that name all three. */
async function system(name: string, change: Parameters<typeof targetFile>[1] = {}) {
  const stack = await TargetStack.start(join(FOLDER, name));
  stacks.push(stack);
  const [now, candidate, out] = ['now.conf', 'candidate.conf', 'out'].map(file => join(stack.folder, file));
  writeFileSync(now as string, 'ttl 300\n');
  writeFileSync(candidate as string, 'ttl 1\n');
  const target = targetFile(stack, { ...change, operations: { ...RESET, ...change.operations } });
  const settings = { now: now as string, candidate: candidate as string };
  const files = ['--target', target, '--baseline', settings.now, '--cache', settings.candidate];
  return { stack, target, ...settings, files, out: out as string };
}

/** As a button of the page does it, once there is load where there is any. */
async function order(served: StartedHeadroom, operation: string, body: object): Promise<void> {
  const [, url, token] = await served.says(/control server +(\S+) +token (\S+)/);
  if (/Running /.test(served.said)) await served.says(/planned/);
  const headers = { authorization: `Bearer ${token}` };
  const answer = await fetch(`${url}/operations/${operation}`, { method: 'POST', headers, body: JSON.stringify(body) });
  expect(answer.ok).toBe(true);
}

// Most of a drill is waiting.
describe.concurrent('on a target', () => {
  test('compare: A B B A, each from a reset, with what the order did', { timeout: SLOW }, async () => {
    const { stack, target, now, candidate, out } = await system('compare');
    const script = targetScript(stack.folder, 6);
    const drill = new StartedHeadroom(
      ['compare', script, now, candidate, '--target', target, '--repeat', '2', '--out', out, '--exit-zero'],
      FOLDER,
    );
    expect([await drill.ended(), drill.said]).toEqual([0, expect.any(String)]);
    expect(stack.done).toEqual([...DRILL, ...DRILL, ...DRILL, ...DRILL]);
    const record = readRecord(COMPARE, join(out, 'compare.json'));
    expect(record.verdict).not.toBe('worse');
    expect(record.order).toMatchObject({ baselineFirst: 1, candidateFirst: 1 });
    expect(record.baseline.target?.reset).toMatchObject({ ok: true, how: 'exit 0' });
    const page = readFileSync(join(out, 'report.html'), 'utf8');
    expect(page).toContain('later − earlier drill');
    expect(page).toContain('not measured');
  });

  test('capacity: upward only, to the first load that breaks, and back', { timeout: SLOW }, async () => {
    const { stack, files, out } = await system('capacity', { more: 'timeout: 300ms' });
    stack.state.bears = 22;
    const args = ['capacity', targetScript(stack.folder, 6), ...files];
    const options = ['--resolution', '30%', '--arrivals', 'even', '--exit-zero', '--out', out];
    const drill = new StartedHeadroom([...args, ...options], FOLDER);
    expect([await drill.ended(), drill.said]).toEqual([0, expect.any(String)]);
    expect(stack.done).toEqual(['deploy', 'fail-over', 'fail-back', 'roll-back']);
    const { probes, capacityPerSecond, start, pool, target: part } = readRecord(CAPACITY, join(out, 'capacity.json'));
    expect([pool, start]).toEqual(['alternate', 'warm']);
    // A machine that is late may end it early.
    expect(capacityPerSecond ?? 0).toBeLessThan(22);
    const rates = probes.map(({ ratePerSecond }) => ratePerSecond);
    for (const [i, rate] of rates.entries()) expect(rate).toBeLessThanOrEqual(1.31 * (rates[i - 1] ?? 5));
    expect(probes.slice(0, -1).filter(({ outcome }) => outcome === 'broke')).toEqual([]);
    expect(part?.undo?.operations.map(({ operation, ok }) => [operation, ok])).toEqual([
      ['fail-back', true],
      ['roll-back', true],
    ]);
    expect(drill.said).toContain('not measured');
  });

  test('a comparison without a reset is none', { timeout: SLOW }, async () => {
    const { stack, now, candidate } = await system('no-reset');
    const target = targetFile(stack);
    const args = ['compare', targetScript(stack.folder, 6), now, candidate, '--target', target];
    const drill = new StartedHeadroom(args, FOLDER);
    expect(await drill.ended()).toBe(104);
    expect(drill.said).toContain(
      'without reset the second drill of a comparison would begin with what the first has left',
    );
    expect([stack.done, stack.requests]).toEqual([[], []]);
  });

  test('rollout: halted at the first breach, and rolled back', {
    timeout: SLOW,
  }, async () => {
    const { stack, files, out } = await system('rollout', {
      operations: {
        deploy: "{ run: [./operate.sh, deploy, ok, '{settings}', '{share}'] }",
      },
      more: 'timeout: 300ms',
    });
    const args = ['rollout', targetScript(stack.folder, 6), ...files];
    const plan = ['--stages', '50%,100%', '--bake', '5s', '--hold', '2s', '--over', '0s', '--out', out];
    const rollout = new StartedHeadroom([...args, ...plan], FOLDER);
    await rollout.says(/deploy all pools: candidate/);
    stack.state.status = 503;
    expect([await rollout.ended(), rollout.said]).toEqual([99, expect.any(String)]);
    // It rolls back itself, and once more what undoes all is done.
    expect(stack.done).toEqual(['deploy', 'roll-back', 'fail-back', 'roll-back']);
    const { stages, halted, blastRadius } = readRecord(ROLLOUT, join(out, 'rollout.json'));
    expect(stages.map(({ shares, outcome }) => [shares, outcome])).toEqual([
      [[0.5], 'breached'],
      [[1], 'not-reached'],
    ]);
    expect([halted?.stage, blastRadius.users]).toEqual([0, null]);
    expect(rollout.said).toContain('of how many users is not measured');
  });

  test('serve --load: its users are there, operators by hand, and it is undone', { timeout: SLOW }, async () => {
    const { stack, target, now, candidate, out } = await system('serve');
    const args = ['serve', '--load', targetScript(stack.folder, 6), '--target', target, '--baseline', now];
    const served = new StartedHeadroom([...args, '--cache', candidate, '--out', out, '--no-ui'], FOLDER);
    await order(served, 'fail-over', { to: 'alternate' });
    await served.says(/operation-done fail-over/);
    expect([await served.interrupt(), served.said]).toEqual([0, expect.any(String)]);
    expect(stack.done).toEqual(['fail-over', 'fail-back', 'roll-back']);
    const { requests, target: part, timeline } = readRecord(RUN, join(out, 'run.json'));
    expect(requests.offered).toBeGreaterThan(0);
    expect(part?.undo?.why).toBe('it was ended by hand');
    expect(timeline.map(({ operation }) => operation)).toContain('fail-over');
  });

  test('serve --load of a modelled site: the same', { timeout: SLOW }, async () => {
    const out = join(FOLDER, 'played');
    const [script, topology] = ['short-drill.ts', 'small.yaml'].map(name =>
      join(import.meta.dirname, 'fixtures/live-page', name),
    );
    const args = ['serve', '--load', script as string, '--topology', topology as string, '--out', out, '--no-ui'];
    const served = new StartedHeadroom(args, FOLDER);
    await order(served, 'fail-over', { to: 'alternate' });
    await served.says(/fail-over-completed/);
    expect([await served.interrupt(), served.said]).toEqual([0, expect.any(String)]);
    const { requests, timeline, interrupted } = readRecord(RUN, join(out, 'run.json'));
    expect(requests.offered).toBeGreaterThan(0);
    expect([timeline.map(({ operation }) => operation), interrupted]).toEqual([
      expect.arrayContaining(['fail-over', 'fail-over-completed']),
      undefined,
    ]);
  });

  test('serve: what its buttons do is done, and undone at the end', { timeout: SLOW }, async () => {
    const { stack, target, now, candidate, out } = await system('page');
    const args = ['serve', '--target', target, '--baseline', now, '--cache', candidate, '--out', out, '--no-ui'];
    const served = new StartedHeadroom(args, FOLDER);
    await order(served, 'deploy', { settings: 'under-test' });
    await served.says(/operation-done deploy/);
    expect([await served.interrupt(), served.said]).toEqual([0, expect.any(String)]);
    expect([stack.done, stack.requests]).toEqual([['deploy', 'fail-back', 'roll-back'], []]);
  });

  test('nothing goes where a redirect or an absolute URL of the script leads that was not allowed', {
    timeout: SLOW,
  }, async () => {
    const { stack, target, now, candidate, out } = await system('elsewhere', { safety: '{ most: 3 }' });
    const script = join(stack.folder, 'elsewhere.ts');
    const users =
      "{ executor: 'constant-arrival-rate', rate: 20, duration: '4s', preAllocatedVUs: 20, gracefulStop: '1s' }";
    writeFileSync(
      script,
      `import http from 'k6/http';
export const options = { scenarios: { users: ${users} } };
export default function () {
  http.get(\`\${__ENV.BASE_URL}/elsewhere\`, { tags: { name: 'redirect' } });
  http.get('http://192.0.2.2/', { tags: { name: 'absolute' } });
}
`,
    );
    // Its users get errors, so that it is not in its steady state: what is asked here is where they go.
    const args = [
      'run',
      script,
      '--target',
      target,
      '--baseline',
      now,
      '--cache',
      candidate,
      '--rehearse',
      '--out',
      out,
    ];
    const drill = new StartedHeadroom(args, FOLDER);
    await drill.ended();
    const { requests } = readRecord(RUN, join(out, 'run.json'));
    expect(requests.offered).toBeGreaterThan(1);
    expect(Object.keys(requests.byStatus)).toEqual(['302']);
    expect(Object.keys(requests.byFailure)).toEqual(['forbidden']);
    // What was refused was never sent.
    expect([...stack.paths]).toEqual(['/elsewhere']);
    expect(stack.requests.length).toBeLessThanOrEqual(requests.offered);
    expect(drill.said).toContain('allow it with --allow-host 192.0.2.1');
  });

  test('run --repeat, interrupted: of so many', { timeout: SLOW }, async () => {
    const { stack, files, out } = await system('repeat');
    const args = ['run', targetScript(stack.folder, 6), ...files];
    const drill = new StartedHeadroom([...args, '--repeat', '3', '--out', out], FOLDER);
    await drill.says(/seed 2: .*(?:deploy|Running)/);
    expect(await drill.interrupt()).toBe(105);
    expect(readRecord(REPEAT, join(out, 'repeat.json')).interrupted).toEqual({ finished: 1, planned: 3 });
    expect(readdirSync(out)).not.toContain('seed-3');
    expect(stack.done.slice(0, 5)).toEqual(DRILL);
  });

  test('run --rehearse: everything, at a request a second, and back', { timeout: SLOW }, async () => {
    const { stack, files, out } = await system('rehearse');
    const args = ['run', targetScript(stack.folder, 6), ...files];
    const drill = new StartedHeadroom([...args, '--rehearse', '--out', out], FOLDER);
    expect([await drill.ended(), drill.said]).toEqual([0, expect.any(String)]);
    expect(stack.done).toEqual([...DRILL.slice(1), 'fail-back', 'roll-back']);
    // It may note on a busy machine two at once that came a second apart.
    expect(stack.requests.length).toBeLessThan(10);
    const { verdict, reasons } = readRecord(RUN, join(out, 'run.json'));
    expect([verdict, reasons[0]]).toEqual([
      'inconclusive',
      'This was a rehearsal, at one request a second: it says nothing of any load.',
    ]);
  });
});
