/** Whatever ends a drill of a target early, what was done to it is undone: once, in order, and said. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { readRecord } from '../record/record-file.ts';
import { RUN, type RunRecord } from '../record/run-record.ts';
import { descendants, type RunningProcess, stillRunning } from './process-tree.ts';
import { StartedHeadroom } from './started-headroom.ts';
import { TargetStack, targetFile, targetScript } from './target-stack.ts';
import { Terminal } from './terminal.ts';

const FOLDER = mkdtempSync(join(tmpdir(), 'headroom-undo-'));
afterAll(() => rmSync(FOLDER, { recursive: true }));

/** Starting processes takes its time on a busy machine. */
const SLOW = 120_000;
const SECONDS = 60;
const stacks: TargetStack[] = [];
afterAll(() => Promise.all(stacks.map(stack => stack.close())));

interface Ready {
  readonly stack: TargetStack;
  readonly args: string[];
  readonly out: string;
}

/** A small system, and a drill of it. */
async function ready(name: string, change: Parameters<typeof targetFile>[1] = {}, script?: string): Promise<Ready> {
  const stack = await TargetStack.start(join(FOLDER, name));
  stacks.push(stack);
  const [candidate, now, out] = ['candidate.conf', 'now.conf', 'out'].map(file => join(stack.folder, file)) as [
    string,
    string,
    string,
  ];
  writeFileSync(candidate, 'ttl 1\n');
  writeFileSync(now, 'ttl 300\n');
  const target = targetFile(stack, change);
  const run = script === undefined ? targetScript(stack.folder, SECONDS) : join(stack.folder, 'script.ts');
  if (script !== undefined) writeFileSync(run, script);
  return { stack, out, args: ['run', run, '--target', target, '--cache', candidate, '--baseline', now, '--out', out] };
}

function recordOf(out: string): RunRecord {
  return readRecord(RUN, join(out, 'run.json'));
}

/** The process of that role. */
function processOf(pid: number, role: 'drill' | 'operator'): RunningProcess {
  return descendants(pid).find(({ command }) => command.includes(`${role}-process.`)) as RunningProcess;
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise(resolve => setTimeout(resolve, 20));
}

/** Once, in order, after everything else. */
function expectUndone({ done }: TargetStack, before = ['deploy', 'fail-over']): void {
  expect(done).toEqual([...before, 'fail-back', 'roll-back']);
}

// Most of a drill is waiting: five at a time.
describe.concurrent('undone, once, is what was done to a target', () => {
  test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('%s', { timeout: SLOW }, async signal => {
    const { stack, args, out } = await ready(signal);
    const drill = new StartedHeadroom(args, FOLDER);
    await drill.says(/under load/);
    const processes = descendants(drill.pid);
    expect(processes.filter(({ command }) => command.includes('-process.')).length).toBe(2);
    expect(await drill.interrupt(signal)).toBe(105);
    expectUndone(stack);
    expect(drill.said).toMatch(/undone: fail-back \(exit 0.*\n.*undone: roll-back \(exit 0/);
    const { verdict, target, reasons } = recordOf(out);
    expect([verdict, reasons.at(-1)]).toEqual(['inconclusive', 'Undone: fail-back, roll-back.']);
    expect(target?.operations.map(({ operation, ok }) => [operation, ok])).toEqual([
      ['deploy', true],
      ['fail-over', true],
    ]);
    expect(target?.undo).toMatchObject({
      why: 'interrupted',
      operations: [
        { operation: 'fail-back', ok: true, output: 'did fail-back\n' },
        { operation: 'roll-back', ok: true },
      ],
    });
    expect(stillRunning(processes)).toEqual([]);
  });

  test('too many errors, as the target says', { timeout: SLOW }, async () => {
    const { stack, args, out } = await ready('errors', {
      safety: '{ most: 100, abort: { errors: 50%, for: 2s }, undo: [fail-back, roll-back] }',
    });
    const drill = new StartedHeadroom(args, FOLDER);
    await drill.says(/under load/);
    stack.state.status = 503;
    expect(await drill.ended()).toBe(99);
    expectUndone(stack);
    expect(recordOf(out).target?.undo?.why).toBe('50% of the requests or more failed for 2 s (safety.abort)');
  });

  test("kill -9 of the drill's process", { timeout: SLOW }, async () => {
    const { stack, args, out } = await ready('killed-drill');
    const drill = new StartedHeadroom(args, FOLDER);
    await drill.says(/under load/);
    // What has been measured is drafted every other second.
    await new Promise(resolve => setTimeout(resolve, 3000));
    process.kill(processOf(drill.pid, 'drill').pid, 'SIGKILL');
    expect(await drill.ended()).toBe(90);
    expectUndone(stack);
    expect(recordOf(out).target?.undo?.operations.map(({ ok }) => ok)).toEqual([true, true]);
  });

  test('kill -9 of headroom itself', { timeout: SLOW }, async () => {
    const { stack, args, out } = await ready('killed-parent');
    const drill = new StartedHeadroom(args, FOLDER);
    await drill.says(/under load/);
    const processes = descendants(drill.pid);
    await drill.interrupt('SIGKILL');
    await until(() => stillRunning(processes).length === 0);
    expectUndone(stack);
    await drill.says(/undone: fail-back \(exit 0.*\n.*undone: roll-back \(exit 0/);
    const journal = readFileSync(join(out, 'operations.jsonl'), 'utf8');
    expect(journal.match(/"kind":"undone".*"ok":true/g)).toHaveLength(2);
  });

  test('kill -9 of who operates it: another goes on', { timeout: SLOW }, async () => {
    const { stack, args, out } = await ready('killed-operator');
    const drill = new StartedHeadroom(args, FOLDER);
    await drill.says(/under load/);
    process.kill(processOf(drill.pid, 'operator').pid, 'SIGKILL');
    expect(await drill.ended()).toBe(90);
    expectUndone(stack);
    expect(recordOf(out).reasons[0]).toContain('the process that operates the target was killed');
  });

  test('both at once', { timeout: SLOW }, async () => {
    const { stack, args } = await ready('killed-both', {
      operations: { deploy: '{ run: [./operate.sh, deploy, hangs] }' },
    });
    const drill = new StartedHeadroom(args, FOLDER);
    await until(() => stack.done.includes('deploy'));
    const processes = descendants(drill.pid);
    process.kill(processOf(drill.pid, 'drill').pid, 'SIGKILL');
    await drill.interrupt('SIGKILL');
    await until(() => stillRunning(processes).length === 0 && stack.done.includes('roll-back'));
    expectUndone(stack, stack.done.includes('fail-over') ? undefined : ['deploy']);
  });

  test('Ctrl-C twice: at once, and undone all the same', { timeout: SLOW }, async () => {
    const { stack, args } = await ready('twice', {
      operations: { 'fail-back': "{ run: [sh, -c, 'sleep 2; ./operate.sh fail-back ok'] }" },
    });
    const drill = new StartedHeadroom(args, FOLDER);
    await drill.says(/under load/);
    const processes = descendants(drill.pid);
    const ended = drill.interrupt('SIGINT');
    await drill.says(/Ctrl-C again/);
    await new Promise(resolve => setTimeout(resolve, 1000));
    if (processes.length > 0) process.kill(drill.pid, 'SIGINT');
    expect(await ended).toBe(105);
    await until(() => stillRunning(processes).length === 0);
    expectUndone(stack);
  });

  test("the terminal's window is closed", { timeout: SLOW }, async context => {
    const { stack, args, out } = await ready('closed');
    const terminal = new Terminal(args, FOLDER);
    try {
      await terminal.shows(/under load/);
    } catch (error) {
      if (/ENOENT/.test(String(error))) context.skip('there is no `script` to make a terminal with');
      throw error;
    }
    const processes = descendants(terminal.pid);
    terminal.closeWindow();
    await until(() => stillRunning(processes).length === 0 && existsSync(join(out, 'run.json')));
    expectUndone(stack);
    expect(recordOf(out).target?.undo?.operations.map(({ ok }) => ok)).toEqual([true, true]);
  });

  test('an operation that hangs', { timeout: SLOW }, async () => {
    const { stack, args, out } = await ready('hangs', {
      operations: { deploy: '{ run: [./operate.sh, deploy, hangs], timeout: 500ms }' },
    });
    const drill = new StartedHeadroom(args, FOLDER);
    expect(await drill.ended()).toBe(108);
    expectUndone(stack, ['deploy']);
    expect(drill.said).toContain('deploy of small-shop failed: no end after 0.5 s');
    const { timeline, reasons } = recordOf(out);
    expect(timeline.find(({ operation }) => operation === 'operation-failed')).toMatchObject({ of: 'deploy' });
    expect(reasons).toContain('Deploy of small-shop failed: no end after 0.5 s.');
  });

  test('one that fails half way: what it said is kept, without secrets', { timeout: SLOW }, async () => {
    const { stack, args, out } = await ready('fails', {
      operations: {
        deploy: '{ run: [./operate.sh, deploy, fails] }',
        'fail-back': "{ run: [./operate.sh, fail-back, fails, '${SECRET}'] }",
      },
    });
    process.env.SECRET = 'hunter2';
    const drill = new StartedHeadroom(args, FOLDER);
    expect(await drill.ended()).toBe(108);
    // One that cannot be undone keeps nobody from undoing the next.
    expectUndone(stack, ['deploy']);
    expect(drill.said).toMatch(/UNDO FAILED: fail-back \(exit 7/);
    const { target, reasons } = recordOf(out);
    expect(target?.operations[0]).toMatchObject({
      ok: false,
      how: 'exit 7',
      output: 'half way\nit went wrong with ${SECRET}\n',
    });
    expect(target?.undo?.operations.map(({ ok }) => ok)).toEqual([false, true]);
    expect(reasons[0]).toBe('UNDO FAILED: fail-back (exit 7). Look at the target by hand.');
    expect(
      readFileSync(join(out, 'report.html'), 'utf8') + drill.said + readFileSync(join(out, 'operations.jsonl'), 'utf8'),
    ).not.toContain('hunter2');
  });

  test('the metric server gone: done, though nobody can tell whether it helped', { timeout: SLOW }, async () => {
    const { stack, args, out } = await ready('no-metrics', {
      operations: {
        'fail-back': "{ run: [./operate.sh, fail-back, moves, '{to}'], until: '{active} == \"{to}\"', timeout: 2s }",
      },
    });
    const drill = new StartedHeadroom(args, FOLDER);
    await drill.says(/under load/);
    stack.state.metrics = false;
    await drill.says(/the metric server .* cannot be read/);
    expect(await drill.interrupt()).toBe(105);
    expectUndone(stack);
    expect(recordOf(out).target?.undo?.operations).toMatchObject([
      { operation: 'fail-back', ok: false, how: 'exit 0, but {active} was not primary after 2 s' },
      { operation: 'roll-back', ok: true },
    ]);
  });

  test('an interrupted setup()', { timeout: SLOW }, async () => {
    const script = readFileSync(targetScript(FOLDER, SECONDS), 'utf8').replace(
      'export function deploy()',
      'export function setup()',
    );
    const { stack, args } = await ready(
      'setup',
      { operations: { deploy: '{ run: [./operate.sh, deploy, hangs] }' } },
      `${script}\nexport function deploy() {}\n`,
    );
    const drill = new StartedHeadroom(args, FOLDER);
    await until(() => stack.done.includes('deploy'));
    const processes = descendants(drill.pid);
    expect(await drill.interrupt()).toBe(105);
    expectUndone(stack, ['deploy']);
    expect(drill.said).toMatch(/undone: roll-back/);
    expect(stillRunning(processes)).toEqual([]);
  });
});

test('nothing is undone where nothing was done', { timeout: SLOW }, async () => {
  const { stack, args } = await ready('early');
  const drill = new StartedHeadroom(args, FOLDER);
  await drill.says(/Running /);
  expect(await drill.interrupt()).toBe(105);
  expect(stack.done).toEqual([]);
});
