import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, describe, expect, test } from 'vitest';
import { processStat } from '../site/processes/process-stat.ts';
import { type CommandResult, headroom, recordIn } from './headroom.ts';
import { descendants, type RunningProcess, stillRunning } from './process-tree.ts';
import { StartedHeadroom } from './started-headroom.ts';

const FOLDER = mkdtempSync(join(tmpdir(), 'headroom-misbehaving-'));
afterAll(() => rmSync(FOLDER, { recursive: true }));

/** The watchdog alone takes 5 s of processor time to be sure. */
const SLOW = 90_000;

const ENDLESS = `import http from 'k6/http';
interface Cart { items: number[] }
export const options = { vus: 2, iterations: 4 };
function settle(cart: Cart): number {
  let total = 0;
  while (true) {
    total += cart.items.length;
  }
}
export default function (): void {
  http.get(\`\${__ENV.BASE_URL}/\`);
  if (__ITER === 1) settle({ items: [1] });
}
`;

const ALLOCATES = `import http from 'k6/http';
import { sleep } from 'k6';
export const options = { vus: 1, duration: '1h' };
const kept: object[] = [];
export default function () {
  http.get(\`\${__ENV.BASE_URL}/\`);
  for (let i = 0; i < 50; i++) kept.push(new Array(200_000).fill(i));
  sleep(0.1);
}
`;

async function run(name: string, script: string, ...flags: string[]): Promise<CommandResult> {
  const file = join(FOLDER, `${name}.ts`);
  writeFileSync(file, script);
  return headroom(['run', file, '--quiet', '--out', join(FOLDER, `${name}-out`), ...flags]);
}

describe.concurrent('an iteration that misbehaves', () => {
  test('in an endless loop, virtual: it is stopped with 107 and the line', { timeout: SLOW }, async () => {
    const { code, stderr } = await run('loop-virtual', ENDLESS, '--virtual');
    expect(stderr).toMatch(
      /loop-virtual\.ts:[67]:\d+: the script did not come to an end in 5 s of processor time: an endless loop\?/,
    );
    expect(code).toBe(107);
  });

  test('in an endless loop, live: the same', { timeout: SLOW }, async () => {
    const { code, stderr } = await run('loop-live', ENDLESS);
    expect(stderr).toMatch(
      /loop-live\.ts:[67]:\d+: the script did not come to an end in 5 s of processor time: an endless loop\?/,
    );
    expect(code).toBe(107);
  });

  test('in an endless loop of the init code: the same, and nothing is started', { timeout: SLOW }, async () => {
    const { code, stderr } = await run(
      'loop-init',
      'let n = 0;\nfor (;;) n++;\nexport default function () {}\n',
      '--virtual',
    );
    expect(stderr).toMatch(
      /the init code of \S+loop-init\.ts failed: \S+loop-init\.ts:2:\d+: the script did not come to an end/,
    );
    expect(code).toBe(107);
  });

  test('in an endless loop does not outlive a command that is killed', { timeout: SLOW }, async () => {
    const file = join(FOLDER, 'orphan.ts');
    writeFileSync(file, 'for (;;);\nexport default function () {}\n');
    const command = new StartedHeadroom(['run', file, '--virtual', '--out', join(FOLDER, 'orphan-out')]);
    let drills = descendants(command.pid);
    while (drills.length === 0) {
      await setTimeout(100);
      drills = descendants(command.pid);
    }
    // Loading takes less than that: it is in its loop.
    const drill = drills[0] as RunningProcess;
    while ((processStat(drill.pid)?.usedMs ?? 0) < 3500) await setTimeout(100);
    await command.interrupt('SIGKILL');
    while (stillRunning(drills).length > 0) await setTimeout(100);
  });

  test('that keeps allocating ends with 107, and it says that memory was the reason', {
    timeout: SLOW,
    retry: 2,
  }, async () => {
    const { code, stderr } = await run('allocates', ALLOCATES, '--virtual');
    expect(stderr).toContain('the script needs more than 1024 MB of memory: does an iteration allocate without end?');
    expect(code).toBe(107);
  });

  test('that throws is told with its line, and the run goes on', { timeout: SLOW }, async () => {
    const script = `export const options = { vus: 1, iterations: 300 };\nexport default function () {\n  if (__ITER === 5) JSON.parse('{');\n}\n`;
    const { code, stderr } = await run('throws', script, '--virtual');
    expect(stderr).toMatch(/error: SyntaxError: .*\n +at default \(\S+throws\.ts:3:\d+\)/);
    expect(code).toBe(90);
    expect(recordIn(join(FOLDER, 'throws-out')).generator).toMatchObject({
      completedIterations: 299,
      failedIterations: 1,
    });
  });

  test('that never resolves is told, and does not hold up the run', { timeout: SLOW }, async () => {
    const script = `export const options = { vus: 1, iterations: 3 };\nexport default async function () {\n  await new Promise(() => {});\n}\n`;
    const { code, stderr } = await run('never', script, '--virtual');
    expect(stderr).toContain('NeverSettled: an async function never ended');
    expect(code).toBe(90);
    expect(recordIn(join(FOLDER, 'never-out')).generator).toMatchObject({ startedIterations: 3, failedIterations: 3 });
  });

  test('whose init code throws only when the drill begins ends with 107', { timeout: SLOW }, async () => {
    const script = `if (!__ENV.BASE_URL.endsWith(':9')) throw new Error('not there');\nexport default function () {}\n`;
    const { code, stderr } = await run('late', script, '--virtual');
    expect(stderr).toMatch(/the init code of \S+late\.ts failed: Error: not there\n +at \S+late\.ts:1:\d+/);
    expect(code).toBe(107);
  });
});
