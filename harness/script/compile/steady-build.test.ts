import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { steadyBuild } from './steady-build.ts';

const SOURCE = { stdin: { contents: 'export default 1' }, write: false, logLevel: 'silent' } as const;

test.runIf(process.platform === 'linux')('builds again after Ctrl-C has ended what builds', async () => {
  const first = await steadyBuild(SOURCE);
  const children = execFileSync('pgrep', ['-P', `${process.pid}`, 'esbuild'], { encoding: 'utf8' });
  for (const pid of children.trim().split('\n')) process.kill(Number(pid), 'SIGINT');
  await new Promise(resolve => setTimeout(resolve, 200));
  expect((await steadyBuild(SOURCE)).outputFiles[0]?.text).toBe(first.outputFiles[0]?.text);
});

test('what is wrong with the source is told once', async () => {
  const broken = { ...SOURCE, stdin: { contents: 'export default (' } };
  await expect(steadyBuild(broken)).rejects.toMatchObject({ errors: [{ text: 'Unexpected end of file' }] });
});
