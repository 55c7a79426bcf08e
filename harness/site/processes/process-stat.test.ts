import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { processStat } from './process-stat.ts';

test.runIf(process.platform === 'linux')('tells of a process whose name holds what separates its fields', async () => {
  const child = spawn(process.execPath, ['-e', "process.title = 'a) R (b'; console.log(); setInterval(() => {}, 1e6)"]);
  try {
    await once(child.stdout, 'data');
    const stat = processStat(child.pid as number, child.pid);
    expect(stat).toMatchObject({ parent: process.pid });
    expect(stat?.state).toMatch(/^[RS]$/);
    expect(stat?.usedMs).toBeLessThanOrEqual(processStat(child.pid as number)?.usedMs as number);
    child.kill('SIGSTOP');
    while (processStat(child.pid as number)?.state !== 'T') await new Promise(resolve => setTimeout(resolve, 10));
  } finally {
    child.kill('SIGKILL');
  }
  await once(child, 'exit');
  expect(processStat(child.pid as number)).toBeNull();
});
